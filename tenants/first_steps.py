"""First steps: what a new company does until its first invoice is out, and which of it is done, as the data say."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.tenant import FIRST_COLOR, Tenant

HREFS = {
    "brand": "/staff/settings/branding",
    "contact": "/staff/settings/business",
    "place": "/staff/settings/business",
    "payments": "/staff/settings/payments",
    "customer": "/staff/customers/new",
    "invoice": "/staff/invoices/new",
    "share": "/staff/settings/share",
}

FACTS = """
SELECT EXISTS (SELECT FROM customer WHERE tenant_id = $1) AS has_customer,
       EXISTS (SELECT FROM invoice WHERE tenant_id = $1 AND status <> 'draft') AS has_billed,
       EXISTS (SELECT FROM email WHERE tenant_id = $1 AND letter = 'portal_invitation')
    OR EXISTS (SELECT FROM session WHERE tenant_id = $1 AND purpose = 'contact') AS has_shared
"""
"""What no column of the company says; also a part of the one statement of the console's home."""


class Step(NamedTuple):
    """One step; a skipped one can be done all the same."""

    key: str
    is_done: bool
    href: str
    is_skipped: bool = False


class FirstSteps(NamedTuple):
    steps: list[Step]

    @property
    def is_over(self) -> bool:
        """Nothing is left that was neither done nor skipped."""
        return all(step.is_done or step.is_skipped for step in self.steps)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


async def first_steps() -> FirstSteps:
    """The acting company's, by one query; in the order in which they are offered."""
    unit = acting()
    return judged(unit.tenant, await unit.row(FACTS, unit.tenant.id) or {})


def judged(tenant: Tenant, facts: Mapping[str, Any]) -> FirstSteps:
    """The steps of `tenant`, where FACTS found `facts`."""
    done = {
        "brand": bool(tenant.logo) or tenant.brand_color != FIRST_COLOR,
        "contact": bool(tenant.phone or tenant.email or tenant.address),
        "place": True,  # chosen, and looked at, when the company signed up
        "payments": tenant.takes_cards or tenant.takes_bank_transfers,
        "customer": bool(facts.get("has_customer")),
        "invoice": bool(facts.get("has_billed")),
        "share": bool(facts.get("has_shared")),
    }
    skipped = set(tenant.skipped_steps or ())
    return FirstSteps([Step(key, done[key], href, key in skipped) for key, href in HREFS.items()])


async def skip(key: str, *, again: bool = False) -> None:
    """Leave a step out, or take it up `again`. Raises NotFound."""
    if key not in HREFS:
        raise NotFound
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    others = [it for it in tenant.skipped_steps or () if it != key]
    await Tenant.filter(id=tenant.id).update(skipped_steps=others if again else [*others, key])


async def skip_rest() -> None:
    """Leave out whatever is not done: the company needs no guide any more."""
    left = [step.key for step in (await first_steps()).steps if not step.is_done]
    await Tenant.filter(id=acting().tenant.id).update(skipped_steps=left)
