"""One row of a list of contacts, and whose customer a row is about."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenants import activity, merging, sign_in
from tenants.customers import Contact, May
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.list_imports.answers import said
from tenants.list_imports.outcome import Outcome
from tenants.topics import Topic

LONGEST_NAME = 120
LONGEST_PHONE = 40
LENGTH_OF_ID = 36
LANGUAGE = re.compile("[a-zA-Z]{2}")

# By the number of the old program, or by ours where there is none: so our own lists name customers.
BY_KEY = """
SELECT id FROM customer WHERE tenant_id = $1 AND external_id = $2
 UNION ALL
SELECT id FROM customer WHERE tenant_id = $1 AND id = $3::uuid AND external_id IS NULL
"""
BY_NAME = "SELECT id FROM customer WHERE tenant_id = $1 AND sort_name = lower($2) LIMIT 2"


async def take(row: Mapping[str, str]) -> Outcome:
    """Write down what the row tells. Raises Invalid."""
    told: dict[str, Any] = {"phone": row.get("phone"), "language": _language(row), "quiet": _quiet(row)}
    told |= {right: said(right, row.get(right, "")) for right in May}
    return await put_contact(await customer_of(row), row.get("name", ""), row.get("email", ""), **told)


async def customer_of(row: Mapping[str, str]) -> UUID:
    """The customer whose number or, told none, whose name stands in the row. Raises Invalid("customer")."""
    unit = acting()
    key, name = row.get("customer_key", ""), " ".join(row.get("customer", "").split())
    found = await unit.rows(BY_KEY, unit.tenant.id, key, ours(key)) if key else []
    if not found and key and (merged_into := await merging.known_by(key)):
        return merged_into
    if not found and name:
        found = await unit.rows(BY_NAME, unit.tenant.id, name)
    if len(found) > 1:
        raise Invalid("customer", "Several customers are called %(name)s.", name=name)
    customer_id: UUID | None = found[0]["id"] if found else await merging.once_called(name)
    if customer_id is None:
        raise Invalid("customer", "There is no customer %(name)s. Bring in the customers first.", name=name or key)
    return customer_id


def ours(key: str) -> UUID | None:
    """The id of a customer that a list of ours names."""
    try:
        return UUID(key) if len(key) == LENGTH_OF_ID else None
    except ValueError:
        return None


async def put_contact(customer_id: UUID, name: str, email: str, **told: Any) -> Outcome:
    """A contact with this address, new or brought up to date; None is what the list does not tell. Raises Invalid."""
    name, email = " ".join(name.split()), sign_in.canonical(email)
    wanted = {"name": name, **{field: value for field, value in told.items() if value is not None}}
    _check(name, str(wanted.get("phone", "")))
    known = await Contact.get_or_none(customer_id=customer_id, email=email, removed_at=None)
    if known is None:
        added = await Contact.create(customer_id=customer_id, email=email, **wanted)
        await activity.note(added, "added", customer_id=customer_id)
        return Outcome.ADDED
    changed = [field for field, value in wanted.items() if getattr(known, field) != value]
    if not changed:
        return Outcome.UNCHANGED
    await Contact.filter(id=known.id).update(**wanted)
    await activity.note(known, "changed", customer_id=customer_id, fields=changed)
    return Outcome.CHANGED


def _check(name: str, phone: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", "A name has between 1 and %(most)s characters.", most=LONGEST_NAME)
    if len(phone) > LONGEST_PHONE:
        raise Invalid("phone", "Please use %(most)s characters or fewer.", most=LONGEST_PHONE)


def _language(row: Mapping[str, str]) -> str | None:
    """As a code of two letters; empty for the company's own."""
    told = row.get("language")
    if told and not LANGUAGE.fullmatch(told):
        raise Invalid("language", "Please write the language like en or es.")
    return told.lower() if told is not None else None


def _quiet(row: Mapping[str, str]) -> list[str] | None:
    """The topics they do without, in our order."""
    told = row.get("quiet")
    if told is None:
        return None
    names = set(re.split(r"[\s,;]+", told.lower())) - {""}
    if names - set(Topic):
        raise Invalid("quiet", "Please choose among %(topics)s.", topics=", ".join(Topic))
    return [topic.value for topic in Topic if topic in names]
