"""Business: who the company is on its letters, where and in which money it works, and the address of its portal."""

from dataclasses import dataclass, fields
from typing import Self

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from tenants import activity, founding, slugs
from tenants.errors import Invalid
from tenants.founding import TAKEN, one_line
from tenants.isolation import acting
from tenants.sign_in import canonical
from tenants.tenant import Tenant

LONGEST = {"phone": 40, "tax_number": 40, "address": 500}
MOST_FORMER = 3
"""Slugs of one company that are kept for it: nobody may lock up many."""

HAS_MONEY = """
SELECT EXISTS (SELECT FROM invoice WHERE tenant_id = $1) OR EXISTS (SELECT FROM estimate WHERE tenant_id = $1)
    OR EXISTS (SELECT FROM agreement WHERE tenant_id = $1) AS has_money
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Named as the columns of Tenant."""

    name: str
    phone: str
    email: str
    address: str
    tax_number: str
    time_zone: str
    locale: str
    currency: str

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        return cls(**{it.name: getattr(tenant, it.name) for it in fields(cls)})

    def refusals(self) -> dict[str, Invalid]:
        """What cannot be used, by field."""
        checks = {name: founding.CHECKS[name] for name in ("name", "time_zone", "locale", "currency")}
        if self.email:
            checks["email"] = canonical
        found = {}
        for name, check in checks.items():
            try:
                check(getattr(self, name))
            except Invalid as error:
                found[name] = Invalid(name, error.message, **error.values)
        for name, most in LONGEST.items():
            if len(getattr(self, name)) > most:
                found[name] = Invalid(name, "Please use %(most)s characters or fewer.", most=most)
        return found

    def tidy(self) -> Self:
        """As it is kept: lines without spaces around them, one line where one is meant."""
        lines = [line.strip() for line in self.address.replace("\r\n", "\n").split("\n")]
        single = {name: one_line(getattr(self, name)) for name in ("name", "phone", "tax_number", "email")}
        return type(self)(**{
            **{it.name: getattr(self, it.name) for it in fields(self)},
            **single,
            "address": "\n".join(line for line in lines if line),
        })  # fmt: skip


async def has_money() -> bool:
    """Whether a document carries the company's currency: then it stays."""
    row = await acting().row(HAS_MONEY, acting().tenant.id)
    return bool(row and row["has_money"])


async def change(wanted: Business) -> None:
    """Make it so, and note what changed. Raises Invalid("currency") where documents are in another one."""
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    was = Business.of(tenant)
    changed = {
        it.name: getattr(wanted, it.name) for it in fields(wanted) if getattr(wanted, it.name) != getattr(was, it.name)
    }
    if "currency" in changed and await has_money():
        raise Invalid("currency", "The currency stays: there are documents in it already.")
    if changed:
        await Tenant.filter(id=tenant.id).update(**changed)
        await activity.note(tenant, "business_changed", what=sorted(changed))


async def rename(typed: str) -> str:
    """Move the portal to another slug, which is answered; the old one leads here and stays ours for a while.

    Raises Invalid("slug") for what cannot be had.
    """
    slug = slugs.check(typed)
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    if slug == tenant.slug:
        return slug
    former = await slugs.FormerSlug.filter(tenant_id=tenant.id).exclude(slug=slug).count()
    if former >= MOST_FORMER:
        raise Invalid("slug", "The address was changed often lately. Please keep this one for a while.")
    if await slugs.is_taken(slug, tenant.id):
        raise Invalid("slug", TAKEN)
    try:
        async with in_transaction():
            await Tenant.filter(id=tenant.id).update(slug=slug)
    except IntegrityError as error:
        raise Invalid("slug", TAKEN) from error
    await activity.note(tenant, "address_changed", was=tenant.slug, to=slug)
    return slug
