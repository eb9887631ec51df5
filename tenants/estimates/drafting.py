"""What happens to an estimate before it is sent: begun empty, thrown away and fetched back."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from tenants import activity, numbering
from tenants.customers import Customer
from tenants.errors import Conflict, NotFound
from tenants.estimates.choosing import span
from tenants.estimates.contents import Contents
from tenants.estimates.estimate import PREFIX, Estimate, EstimateStatus, EstimateVersion, held, revise
from tenants.isolation import acting


async def begin(customer: Customer) -> Estimate:
    """An estimate that says nothing yet, with the company's next number: it is typed from here on."""
    number = f"{PREFIX}{await numbering.take('estimate')}"
    return await Estimate.create(customer_id=customer.id, number=number, currency=acting().tenant.currency)


async def rewrite(estimate: Estimate, contents: Contents, property_id: UUID | None) -> EstimateVersion:
    """Let the next version say this; a draft is called so in lists at once. Raises as revise does."""
    version = await revise(estimate, contents)
    if estimate.status is EstimateStatus.DRAFT:
        least, most = span(contents)
        changes = {"title": contents.title, "least_total": least, "most_total": most, "property_id": property_id}
        await Estimate.filter(id=estimate.id, status=EstimateStatus.DRAFT).update(**changes)
        estimate.update_from_dict(changes)
    return version


async def take_back_revision(estimate: Estimate) -> None:
    """Forget the version that was not sent; customers go on seeing the one they have."""
    await EstimateVersion.filter(estimate_id=estimate.id, number=estimate.version + 1, sent_at=None).delete()


async def copy(estimate: Estimate, contents: Contents) -> Estimate:
    """A new draft for the same customer that says the same, to be answered from today on."""
    made = await begin(await Customer.get(id=estimate.customer_id))
    await rewrite(made, replace(contents, valid_until=None), estimate.property_id)
    return made


async def throw_away(estimate_id: UUID) -> None:
    """Delete a draft; it can be fetched back. Raises NotFound, Conflict for what was sent."""
    estimate = await held(estimate_id)
    if estimate.status is not EstimateStatus.DRAFT:
        raise Conflict("This estimate has been sent, and stays.")
    await Estimate.filter(id=estimate.id).update(deleted_at=datetime.now(UTC))
    await activity.note(estimate, "deleted", customer_id=estimate.customer_id)


async def fetch_back(estimate_id: UUID) -> None:
    """Undo the deleting of a draft; done twice it is no error. Raises NotFound."""
    estimate = await Estimate.get_or_none(id=estimate_id)
    if estimate is None:
        raise NotFound
    if await Estimate.filter(id=estimate_id).exclude(deleted_at=None).update(deleted_at=None):
        await activity.note(estimate, "restored", customer_id=estimate.customer_id)
