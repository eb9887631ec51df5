"""ToldApart: two customers who look like one and are not, so that nobody asks again."""

from uuid import UUID, uuid4

from tortoise import fields

from tenants import activity
from tenants.actor import actor
from tenants.customers import Customer
from tenants.errors import Conflict, NotFound
from tenants.isolation import TenantOwned


class ToldApart(TenantOwned):
    """Two customers who look like one and are not, the lower id first."""

    first_id = fields.UUIDField()
    second_id = fields.UUIDField()
    by = fields.CharField(max_length=160, default="")
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "told_apart"


async def tell_apart(one_id: UUID, other_id: UUID) -> None:
    """Say that these are two, so that nobody asks again. Saying it twice is no error. Raises NotFound, Conflict."""
    if one_id == other_id:
        raise Conflict("Please choose two customers.")
    first, second = sorted((one_id, other_id))
    customers = await Customer.filter(id__in=[first, second])
    if len(customers) != 2:
        raise NotFound
    who = actor()
    said = ToldApart(id=uuid4(), first_id=first, second_id=second, by=who.name if who else "")
    if await ToldApart.filter(first_id=first, second_id=second).exists():
        return
    await said.save(force_create=True)
    for customer in customers:
        other = next(it for it in customers if it.id != customer.id)
        await activity.note(customer, "told_apart", customer_id=customer.id, name=other.name)


async def take_back(one_id: UUID, other_id: UUID) -> None:
    """They may be the same after all."""
    first, second = sorted((one_id, other_id))
    await ToldApart.filter(first_id=first, second_id=second).delete()
