"""What every sending shares: it was seen as it is, the word is short enough, and what follows once it went."""

from collections.abc import Sequence, Sized
from uuid import UUID

from tenants import activity, invitations, working_copies
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Invalid
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.working_copies import Overtaken

LONGEST_NOTE = 1_000


class Unready(Invalid):
    """A document nobody should get yet: something is missing from it."""


def missing(title: str, lines: Sized) -> dict[str, Unready]:
    """By field, what it is still without: a word what it is for, or lines."""
    found = {}
    if not title:
        found["title"] = Unready("title", "Please say what it is for.")
    if not lines:
        found["lines"] = Unready("lines", "Please write at least one line.")
    return found


def check_ready(title: str, lines: Sized) -> None:
    """Raise Unready for the first thing that is missing."""
    for error in missing(title, lines).values():
        raise error


def checked(note: str) -> str:
    """The personal word as it is mailed. Raises Invalid("note")."""
    text = note.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        raise Invalid("note", "Please use %(most)s characters or fewer.", most=LONGEST_NOTE)
    return text


async def check_seen(document_id: UUID, seen: int) -> None:
    kept = await working_copies.of(document_id)
    if kept and kept.edits != seen:
        raise Overtaken(by=kept.by, at=kept.saved_at, edits=kept.edits)


async def after(document_id: UUID, to: Sequence[Contact], *, invite: bool) -> None:
    await working_copies.discard(document_id)
    if invite:
        await invitations.invite_with(to)


async def went(document_id: UUID, again: str) -> bool:
    return await Email.filter(about_id=document_id, key__endswith=f":{again}").exists()


async def note_again(document: Invoice | Estimate, to: Sequence[Contact]) -> None:
    names = [contact.name for contact in to]
    await activity.note(document, "sent_again", customer_id=document.customer_id, to=names)
