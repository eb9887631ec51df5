"""Who hears of an agreement: every contact who may approve, and the company's own inbox."""

from typing import Any
from uuid import UUID

from tenants import customers, staff
from tenants.agreements.agreement import Agreement
from tenants.customers import Contact, Customer, May


async def tell_customer(letter: str, agreement: Agreement, *, key: str, **facts: Any) -> None:
    """Write `letter` once for `key` to each contact who may approve; its button opens the agreement."""
    people = await customers.contacts(agreement.customer_id, May.APPROVE)
    facts = {**_facts(agreement), "path": f"/agreements/{agreement.id}", **facts}
    await customers.write(letter, people, key=f"{agreement.id}:{key}", about=agreement, facts=facts)


async def tell_staff(agreement_id: UUID) -> None:
    """A letter to owners and admins with the one answer the agreement got; done twice, it is sent once."""
    agreement = await Agreement.get(id=agreement_id)
    letter = "staff_agreement_declined" if agreement.declined_at else "staff_agreement_signed"
    customer = await Customer.get(id=agreement.customer_id)
    answerer = await Contact.get(id=agreement.answered_by_id)
    facts = {
        **_facts(agreement),
        "customer": customer.name,
        "signer": answerer.name,
        "note": agreement.decline_reason,
    }
    await staff.write(letter, key=str(agreement.id), about=agreement, facts=facts)


def _facts(agreement: Agreement) -> dict[str, Any]:
    return {
        "number": agreement.number,
        "title": agreement.title,
        "amount": {"amount": agreement.price, "currency": agreement.currency},
        "cadence": str(agreement.cadence),
        "starts_on": agreement.starts_on.isoformat(),
    }
