"""Making one customer of two, for good: everything of the one becomes the other's, and its address leads there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tenants import activity
from tenants.customers import Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting
from tenants.ledger import AttemptStatus, PaymentAttempt

# What others work on is waited for first, as they take it: a record, then its customer.
WORK = ("invoice", "payment_attempt", "estimate", "agreement", "job", "service_request", "thread")
HOLD_WORK = "SELECT id FROM {noun} WHERE tenant_id = $1 AND customer_id = $2 ORDER BY id FOR UPDATE"
# Both, always in this order: of two merges at once the second waits, and finds what the first one left.
HOLD = "SELECT id FROM customer WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE"
MERGE = "SELECT merge_customers($1, $2)"
# Thousands of bills take longer than a page may; half of it would be nothing at all.
PATIENCE = "SET LOCAL statement_timeout = '60s'"
SECONDS = 60.0
DOCUMENTS = ("invoice", "estimate", "agreement", "job", "service_request", "property")


@dataclass(frozen=True, slots=True)
class Wish:
    """`typed` is the name of who goes, to confirm; `keeps_name` and `keeps_address`: these stay of them."""

    typed: str
    keeps_name: bool = False
    keeps_address: bool = False


async def merge(loser_id: UUID, winner_id: UUID, wish: Wish) -> Customer:
    """Make the loser part of the winner. It cannot be undone.

    Raises NotFound, Conflict (one with itself, or a payment is being started), Invalid("typed").
    """
    loser, winner = await _hold(loser_id, winner_id)
    if _plain(wish.typed) != _plain(loser.name):
        raise Invalid("typed", "Type the name as it stands here: %(name)s", name=loser.name)
    if await PaymentAttempt.filter(customer_id=loser.id, status=AttemptStatus.NEW).exists():
        raise Conflict("One of their payments is being started at this moment. Please try again in a few minutes.")
    await acting().rows(PATIENCE)
    moved = (await acting().rows(MERGE, loser.id, winner.id, seconds=SECONDS))[0][0]
    await _name(winner, loser, wish)
    await _note(winner, loser, orjson.loads(moved))
    return winner


async def _hold(loser_id: UUID, winner_id: UUID) -> tuple[Customer, Customer]:
    if loser_id == winner_id:
        raise Conflict("A customer cannot be merged with itself.")
    unit = acting()
    for noun in WORK:
        await unit.rows(HOLD_WORK.format(noun=noun), unit.tenant.id, loser_id)
    if len(await unit.rows(HOLD, unit.tenant.id, [loser_id, winner_id])) != 2:
        raise NotFound
    return await Customer.get(id=loser_id), await Customer.get(id=winner_id)


async def _name(winner: Customer, loser: Customer, wish: Wish) -> None:
    kept = {"name": wish.keeps_name, "billing_address": wish.keeps_address}
    changed = {field: getattr(loser, field) for field, is_kept in kept.items() if is_kept}
    if changed:
        await Customer.filter(id=winner.id).update(**changed)
        winner.update_from_dict(changed)


async def _note(winner: Customer, loser: Customer, moved: dict[str, Any]) -> None:
    await activity.note(
        winner,
        "merged",
        customer_id=winner.id,
        name=loser.name,
        was_id=str(loser.id),
        billing_address=loser.billing_address,
        external_id=loser.external_id or "",
        moved={noun: moved[noun] for noun in DOCUMENTS if noun in moved},
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
