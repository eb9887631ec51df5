"""What a customer answers to an agreement: it is signed or declined, once, and as it was read."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from tenants import activity
from tenants.agreements import letters
from tenants.agreements.agreement import Agreement, AgreementStatus, is_whole
from tenants.errors import Conflict, Invalid, NotFound
from tenants.fingerprint import fingerprint
from tenants.signatures import sign as signature_of
from tenants.tasks import later

LONGEST_REASON = 2_000
MOST_NOTED = 20
"""Attempts that came too late, in the history of one agreement: the same button can be pressed any number of times."""
FINGERPRINT_LENGTH = 64


class Answerer(NamedTuple):
    """The contact who answers."""

    contact_id: UUID
    name: str


async def to_answer(customer_id: UUID, agreement_id: UUID) -> Agreement:
    """The customer's agreement. Raises NotFound for drafts, other customers' and other companies' alike."""
    found = await Agreement.get_or_none(id=agreement_id, customer_id=customer_id)
    if found is None or found.status is AgreementStatus.DRAFT:
        raise NotFound
    return found


async def sign(
    agreement: Agreement, by: Answerer, *, seen: str, name: str = "", drawn: str = "", at: datetime | None = None
) -> None:
    """Agree to what was `seen` (its fingerprint), with a signature typed as `name` or `drawn` where one is asked for.

    Raises Invalid for a signature that is none, Conflict when somebody was first or it says something else by now.
    """
    signature = signature_of(name, drawn, agreement.signature_required)
    at = at or datetime.now(UTC)
    given = signature.stored() if signature else None
    answer = fingerprint(answered(seen, by.contact_id, at, given))
    changes = {"signature": given, "answered_by_id": by.contact_id, "signed_at": at, "answer_fingerprint": answer}
    await _answer(agreement, by, AgreementStatus.SIGNED, seen, changes)
    await activity.note(agreement, "signed", by=by.name, customer_id=agreement.customer_id, at=at)
    await letters.tell_customer("agreement_signed", agreement, key="signed", signer=by.name)
    await later("tell_staff_of_agreement", agreement.id)


async def decline(
    agreement: Agreement, by: Answerer, *, seen: str, reason: str = "", at: datetime | None = None
) -> None:
    """Say no to what was `seen`, which ends it. Raises Invalid for an endless reason, Conflict as sign does."""
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", "Please use %(most)s characters or fewer.", most=LONGEST_REASON)
    at = at or datetime.now(UTC)
    changes = {
        "declined_at": at,
        "ended_at": at,
        "answered_by_id": by.contact_id,
        "decline_reason": reason.strip(),
    }
    await _answer(agreement, by, AgreementStatus.ENDED, seen, changes)
    await activity.note(agreement, "declined", by=by.name, customer_id=agreement.customer_id, at=at)
    await later("tell_staff_of_agreement", agreement.id)


async def answer_for(agreement: Agreement, contact: Answerer, how: str, *, agrees: bool) -> None:
    """Note what the customer said otherwise: `how` is on record, with who noted it. No signature is made up.

    Raises Invalid("how") without a word on how, Conflict as sign does.
    """
    how = " ".join(how.split())
    if not how or len(how) > LONGEST_REASON:
        raise Invalid("how", "Please say how the customer told you, in a few words.")
    at, seen = datetime.now(UTC), agreement.fingerprint
    if agrees:
        answer = fingerprint(answered(seen, contact.contact_id, at, None))
        changes = {"answered_by_id": contact.contact_id, "signed_at": at, "answer_fingerprint": answer}
        await _answer(agreement, contact, AgreementStatus.SIGNED, seen, changes)
    else:
        changes = {"declined_at": at, "ended_at": at, "answered_by_id": contact.contact_id, "decline_reason": how}
        await _answer(agreement, contact, AgreementStatus.ENDED, seen, changes)
    said = "signed" if agrees else "declined"
    await activity.note(agreement, "answered_for", customer_id=agreement.customer_id, said=said, how=how)
    if agrees:
        await letters.tell_customer("agreement_signed", agreement, key="signed", signer=contact.name)


def answered(seen: str, contact_id: UUID, at: datetime, signature: dict[str, Any] | None) -> dict[str, Any]:
    """What an answer says, as it is fingerprinted."""
    return {"agreement": seen, "by": str(contact_id), "at": at.astimezone(UTC).isoformat(), "signature": signature}


def is_answer_whole(agreement: Agreement) -> bool:
    """Whether the signature it bears is still the one that was given to what was sent."""
    if not is_whole(agreement) or agreement.signed_at is None:
        return False
    answer = answered(agreement.fingerprint, agreement.answered_by_id, agreement.signed_at, agreement.signature)
    return fingerprint(answer) == agreement.answer_fingerprint


async def _answer(
    agreement: Agreement, by: Answerer, status: AgreementStatus, seen: str, changes: dict[str, Any]
) -> None:
    """The one conditional UPDATE of which there is one winner; the loser's attempt is kept too."""
    as_seen = Agreement.filter(id=agreement.id, status=AgreementStatus.SENT, fingerprint=seen)
    if len(seen) != FINGERPRINT_LENGTH or not await as_seen.update(status=status, **changes):
        await _note_late(agreement, by, status)
        raise Conflict("This agreement was answered or changed in the meantime.")
    for column, value in {"status": status, **changes}.items():
        setattr(agreement, column, value)


async def _note_late(agreement: Agreement, by: Answerer, tried: AgreementStatus) -> None:
    if await activity.Activity.filter(about_id=agreement.id, verb="answered_late").count() < MOST_NOTED:
        await activity.note(agreement, "answered_late", by=by.name, customer_id=agreement.customer_id, tried=str(tried))
