"""What the company does with an agreement: draft, send, take back, end. What was sent stays as it was sent."""

from datetime import UTC, datetime

from tenants import activity, numbering
from tenants.agreements import letters
from tenants.agreements.agreement import Agreement, AgreementStatus, Contents, said
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.fingerprint import fingerprint
from tenants.isolation import acting
from tenants.letterhead import letterhead
from tenants.lifecycle import move


async def draft(customer: Customer, contents: Contents, *, renews: Agreement | None = None) -> Agreement:
    """A draft with the company's next number; `renews` is the agreement that it continues."""
    return await Agreement.create(
        customer_id=customer.id,
        renews_id=renews.id if renews else None,
        number=f"A{await numbering.take('agreement')}",
        currency=acting().tenant.currency,
        **contents.columns,
    )


async def rewrite(agreement: Agreement, contents: Contents) -> None:
    """Change what a draft says. Raises Conflict once it was sent: take it back first."""
    await move(agreement, AgreementStatus.DRAFT, AgreementStatus.DRAFT, **contents.columns)


async def send(agreement: Agreement, *, by: str = "", at: datetime | None = None) -> None:
    """Freeze the draft and ask the customer for an answer. Raises Conflict when it was sent before.

    `at` is when (now, unless history is being entered).
    """
    tenant = acting().tenant
    at = at or datetime.now(UTC)
    agreement.frozen = await letterhead(agreement.customer_id, agreement.property_id)
    agreement.signature_required = tenant.signature_required
    agreement.issued_on = at.astimezone(tenant.zone).date()
    changes = {name: getattr(agreement, name) for name in ("frozen", "signature_required", "issued_on")}
    changes |= {"fingerprint": fingerprint(said(agreement)), "sent_at": at}
    await move(agreement, AgreementStatus.DRAFT, AgreementStatus.SENT, **changes)
    await activity.note(agreement, "sent", by=by, customer_id=agreement.customer_id, at=at)
    await letters.tell_customer("agreement_sent", agreement, key=agreement.fingerprint[:16])


async def take_back(agreement: Agreement, *, by: str = "") -> None:
    """Make a sent agreement a draft again, to change and send anew. Raises Conflict once somebody answered."""
    await move(agreement, AgreementStatus.SENT, AgreementStatus.DRAFT, sent_at=None, issued_on=None, fingerprint="")
    await activity.note(agreement, "taken_back", by=by, customer_id=agreement.customer_id)


async def end(agreement: Agreement, *, by: str = "", at: datetime | None = None) -> None:
    """End it for good, signed or not. Raises Conflict when it is no longer as it was read, or not sent, or over."""
    if agreement.status not in {AgreementStatus.SENT, AgreementStatus.SIGNED}:
        raise Conflict("Only an agreement that was sent can end.")
    at = at or datetime.now(UTC)
    await move(agreement, agreement.status, AgreementStatus.ENDED, ended_at=at)
    await activity.note(agreement, "ended", by=by, customer_id=agreement.customer_id, at=at)
