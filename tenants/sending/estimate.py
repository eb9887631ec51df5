"""The next version of an estimate is sent from the console, and the one customers see is mailed again."""

from collections.abc import Sequence
from uuid import UUID

from tenants import estimates, share_links
from tenants.customers import Contact
from tenants.estimates import Estimate, EstimateVersion
from tenants.sending.checking import after, check_ready, check_seen, checked, note_again, went


async def send_estimate(estimate_id: UUID, seen: int, to: Sequence[Contact], note: str, *, invite: bool) -> Estimate:
    """The same for the next version of an estimate."""
    estimate = await estimates.held(estimate_id)
    await check_seen(estimate.id, seen)
    if found := await EstimateVersion.get_or_none(estimate_id=estimate.id, number=estimate.version + 1, sent_at=None):
        contents = estimates.read(found.contents)
        check_ready(contents.title, contents.all_items)
    await share_links.send_estimate(estimate, note=checked(note), to=to)
    await after(estimate.id, to, invite=invite)
    return estimate


async def resend_estimate(estimate: Estimate, to: Sequence[Contact], note: str, *, again: str) -> None:
    """Mail the version customers see once more, on record."""
    if await went(estimate.id, again):
        return
    links = [(contact, (await share_links.own(estimate, contact.id)).id) for contact in to]
    await estimates.tell_contacts(estimate, links, checked(note), again=again)
    await note_again(estimate, to)
