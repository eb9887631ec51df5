"""deliver_email: load and render inside the company's unit of work, send outside it, stamp inside a second one."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from settings import settings
from templates.language import home_locale, locale_of, speaking
from templates.letters import compose
from templates.wording import one_line
from tenants import (
    company_deletions,
    email_changes,
    emails,
    languages,
    letterhead,
    reminders,
    share_links,
    sign_in,
    staff,
    unsubscribe,
)
from tenants.emails import Delivery, Email
from tenants.errors import Invalid
from tenants.isolation import acting, acting_for
from tenants.messages import address as reply_address
from tenants.share_links import ShareLink
from tenants.sign_in import Mailable
from tenants.tasks import Claim
from tenants.tenant import Tenant
from workers import postmark
from workers.postmark import Message, Undeliverable

log = logging.getLogger(__name__)

SIGN_IN = "sign_in"
INVITATION = "portal_invitation"
LINK_OF_NO_USE = "Its link was of no use any more before it went."
OF_NO_USE = {reminders.LETTER: "There was nothing to be reminded of any more before it went."}
COMPANY_ENDS = "It was not sent: the company was about to be deleted."
EMAIL_CHANGE = frozenset({"email_change_confirm", "email_change_requested"})

Facts = dict[str, object]
Results = dict[UUID, str | Exception]


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is about to go."""

    email: Email
    facts: Facts
    locale: str


async def deliver(portions: Sequence[tuple[Tenant, Sequence[Claim]]]) -> dict[int, Exception]:
    """Send the emails these tasks are about, of all companies together; failures by task id, to be tried again."""
    messages: dict[UUID, Message] = {}
    results: Results = {}
    for tenant, claims in portions:
        written, settled = await _prepare(tenant, claims)
        messages |= written
        results |= settled
    results |= await _send(messages)
    failures: dict[int, Exception] = {}
    for tenant, claims in portions:
        mine = {claim: results[UUID(claim.subject)] for claim in claims if UUID(claim.subject) in results}
        await _stamp(tenant, {UUID(claim.subject): result for claim, result in mine.items()})
        failures |= {
            claim.id: result
            for claim, result in mine.items()
            if isinstance(result, Exception) and not isinstance(result, Undeliverable)
        }
    return failures


async def give_up(tenant: Tenant, claim: Claim) -> None:
    """Say on the email itself that it never went, so that staff see it."""
    async with acting_for(tenant):
        await emails.not_sent(UUID(claim.subject), Delivery.FAILED, "It could not be sent, again and again.")


async def _prepare(tenant: Tenant, claims: Sequence[Claim]) -> tuple[dict[UUID, Message], Results]:
    """The mails to be sent now, and of the others what an earlier try did, or why they cannot be written."""
    try:
        async with acting_for(tenant):
            drafts = await _drafts([UUID(claim.subject) for claim in claims])
        company = letterhead.in_mail(tenant)
    except Exception as error:  # noqa: BLE001 - one company's trouble must not keep the others' letters back
        return {}, {UUID(claim.subject): error for claim in claims}
    tried_before = {UUID(claim.subject) for claim in claims if claim.attempts > 1}
    results = await _already_sent([draft.email for draft in drafts if draft.email.id in tried_before])
    messages: dict[UUID, Message] = {}
    for draft in drafts:
        if draft.email.id not in results:
            try:
                messages[draft.email.id] = _write(tenant, company, draft)
            except Exception as error:  # noqa: BLE001 - nor one letter the rest
                results[draft.email.id] = error
            await asyncio.sleep(0)  # a hundred letters are being written: whoever waits to sign in goes between
    return messages, results


async def _drafts(ids: Sequence[UUID]) -> list[Draft]:
    waiting = await emails.waiting(ids)
    paths, locales = await _paths(waiting), await _locales(waiting)
    drafts = []
    for email in waiting:
        facts = await _linked(email, paths)
        if company_deletions.holds_back(email):
            await emails.not_sent(email.id, Delivery.EXPIRED, COMPANY_ENDS)
        elif facts is None:
            await emails.not_sent(email.id, Delivery.EXPIRED, OF_NO_USE.get(email.letter, LINK_OF_NO_USE))
        else:
            drafts.append(Draft(email, facts, locales[email.id]))
    return drafts


async def _paths(waiting: Sequence[Email]) -> dict[str, str]:
    """Where each share link that is mailed opens, by its id."""
    ids = [email.facts["share_link"] for email in waiting if "share_link" in email.facts]
    return {str(link.id): share_links.address(link) for link in await ShareLink.filter(id__in=ids)}


async def _locales(waiting: Sequence[Email]) -> dict[UUID, str]:
    """How each email is read: as its contact or staff member chose, else as the company speaks."""
    home = home_locale(acting().tenant.locale)
    staffs = await languages.staffs(email.to_address for email in waiting if email.is_for_staff)
    readers = {email.id: (email.to_address, email.customer_id) for email in waiting if not email.is_for_staff}
    chosen = await languages.chosen(readers.values())
    spoken = {email_id: locale_of(chosen[reader], home) for email_id, reader in readers.items() if reader in chosen}
    spoken |= {
        email.id: locale_of(staffs[email.to_address], home)
        for email in waiting
        if email.is_for_staff and email.to_address in staffs
    }
    return {email.id: spoken.get(email.id, home) for email in waiting}


async def _linked(email: Email, paths: Mapping[str, str]) -> Facts | None:
    """The email's facts with the portal path its button opens; None when the letter is worth nothing by now."""
    facts: Facts = dict(email.facts)
    if email.letter == SIGN_IN:
        mailable = await sign_in.mailable(email.about_id)
        # The secret is derived now and kept nowhere: a retry mails the same one, an expired one is never mailed.
        return facts | _sign_in_facts(mailable) if mailable else None
    if email.letter in EMAIL_CHANGE:
        path = await email_changes.mailed_path(email.letter, email.about_id)
        return facts | {"path": path} if path else None
    now = await _now(email)
    if now is None:
        return None
    facts |= now
    if "share_link" in facts:
        path = paths.get(email.facts["share_link"])
        return facts | {"path": path} if path else None
    if email.is_for_staff:
        return {"path": staff.console_path(email.about, email.about_id)} | facts
    return facts


async def _now(email: Email) -> Facts | None:
    """What is known of it only now; None when it need not be said any more."""
    if email.letter == reminders.LETTER:
        return await reminders.still(acting().tenant, email.about_id, UUID(email.facts["reminder"]))
    return None if email.letter == INVITATION and not acting().tenant.portal_enabled else {}


def _sign_in_facts(mailable: Mailable) -> Facts:
    code = f"{mailable.code[:3]} {mailable.code[3:]}"
    return {"path": mailable.path, "code": code, "minutes": mailable.minutes}


async def _already_sent(tried: Sequence[Email]) -> Results:
    """What an earlier try of these did after all; those that Postmark has not seen are left out."""
    asked = (postmark.find(str(email.id), urgent=email.letter == SIGN_IN) for email in tried)
    found = await asyncio.gather(*asked, return_exceptions=True)
    return {email.id: what for email, what in zip(tried, found, strict=True) if isinstance(what, str | Exception)}


async def _send(messages: Mapping[UUID, Message]) -> Results:
    if len(messages) > 1:
        try:
            return dict(zip(messages, await postmark.send_batch(list(messages.values())), strict=True))
        except Undeliverable:
            pass  # something in it spoils the whole: each by itself, then
        except (postmark.Unreachable, postmark.UnknownOutcome) as error:
            return dict.fromkeys(messages, error)
    sent = await asyncio.gather(*map(_send_one, messages.values()))
    return dict(zip(messages, sent, strict=True))


async def _send_one(message: Message) -> str | Exception:
    try:
        return await postmark.send(message, urgent=message.tag == SIGN_IN)
    except (Undeliverable, postmark.Unreachable, postmark.UnknownOutcome) as error:
        return error


async def _stamp(tenant: Tenant, results: Results) -> None:
    async with acting_for(tenant):
        await emails.sent({email_id: result for email_id, result in results.items() if isinstance(result, str)})
        for email_id, result in results.items():
            if isinstance(result, Undeliverable):
                what = Delivery.BOUNCED if result.is_inactive else Delivery.FAILED
                await emails.not_sent(email_id, what, result.reason)


def _write(tenant: Tenant, company: Facts, draft: Draft) -> Message:
    """The mail itself, in the company's voice and the reader's language."""
    email = draft.email
    today = email.created_at.astimezone(tenant.zone).date()
    way_out = unsubscribe.path(email)
    way_out = tenant.url(way_out) if way_out else None
    name = one_line(email.to_name)
    around: Facts = {"company": company, "to_name": name, "to_address": email.to_address, "unsubscribe": way_out}
    with speaking(draft.locale):
        letter = compose(email.letter, tenant, today, draft.facts, around)
    return Message(
        to=email.to_address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        from_=postmark.sender(tenant.name, settings().mail_from),
        reply_to=_reply_to(tenant, email),
        tag=email.letter,
        metadata={"email": str(email.id), "tenant": str(tenant.id)},
        unsubscribe=way_out,
    )


def _reply_to(tenant: Tenant, email: Email) -> str | None:
    """Where an answer goes: into its thread, if mail is received here; else to whom the letter names, or the company.

    A slip in an address of theirs must not keep the letter from being sent.
    """
    held = email.facts.get("reply_address")
    address = (reply_address(tenant.id, UUID(held)) if held else "") or email.facts.get("answer_to") or tenant.email
    try:
        return sign_in.canonical(address) if address else None
    except Invalid:
        log.warning("a letter cannot be answered", extra={"tenant": str(tenant.id), "email": str(email.id)})
        return None
