"""How far a company is with Stripe, and what its customers may therefore pay by."""

from enum import StrEnum
from typing import NamedTuple

from babel import Locale

from tenants import activity, staff, stripe_gateway
from tenants.isolation import acting, acting_for
from tenants.stripe_gateway import Account, StripeDisconnected
from tenants.tenant import Tenant

ACTIVE = "active"
PENDING = "pending"


class State(StrEnum):
    """Incomplete has never been ready, restricted was; stopped was ended here, gone at Stripe."""

    NOT_CONNECTED = "not_connected"
    INCOMPLETE = "incomplete"
    REVIEWING = "reviewing"
    ACTIVE = "active"
    RESTRICTED = "restricted"
    STOPPED = "stopped"
    GONE = "gone"


class Found(NamedTuple):
    """What is kept of an account, named as the columns of Tenant."""

    stripe_status: State
    takes_cards: bool
    takes_bank_transfers: bool


WAS_READY = frozenset({State.ACTIVE, State.RESTRICTED, State.REVIEWING})
TAKE = """
UPDATE tenant SET stripe_account = $2, stripe_status = 'incomplete', takes_cards = false, takes_bank_transfers = false
 WHERE id = $1 AND stripe_account IS NOT DISTINCT FROM $3 RETURNING id
"""


def state(tenant: Tenant) -> State:
    """How far the company is."""
    if not tenant.stripe_account:
        return State.NOT_CONNECTED
    if tenant.stripe_status:
        return State(tenant.stripe_status)
    return State.ACTIVE if tenant.takes_cards or tenant.takes_bank_transfers else State.INCOMPLETE


async def connect(tenant: Tenant, *, return_path: str, refresh_path: str) -> str | None:
    """The address of Stripe's pages on which somebody of the company goes on; None when nothing is left to do there.

    Called outside acting_for. Raises StripeUnreachable, StripeRefused.
    """
    now = state(tenant)
    if now is State.STOPPED:
        await _resume(tenant)
        tenant = await Tenant.get(id=tenant.id)
        if state(tenant) is State.ACTIVE:
            return None
    account = tenant.stripe_account
    if now in {State.NOT_CONNECTED, State.GONE}:
        account = await _make(tenant)
    return await stripe_gateway.onboarding_link(
        account, return_url=tenant.url(return_path), refresh_url=tenant.url(refresh_path)
    )


async def refresh(tenant: Tenant) -> None:
    """Read the company's account and keep what it may take. Called outside acting_for, as often as anybody likes.

    What the company stopped by itself stays so. Raises StripeUnreachable, StripeRefused.
    """
    account = tenant.stripe_account
    if not account or state(tenant) is State.STOPPED:
        return
    try:
        read: Account | None = await stripe_gateway.retrieve_account(account)
    except StripeDisconnected:
        read = None
    async with acting_for(tenant):
        kept = await Tenant.filter(id=tenant.id).select_for_update().get()
        before = state(kept)
        found = _found(before, read)
        if kept.stripe_account != account or before is State.STOPPED:
            return
        if found == (kept.stripe_status, kept.takes_cards, kept.takes_bank_transfers):
            return
        await Tenant.filter(id=tenant.id).update(**found._asdict())
        await _note(kept, before, found)


async def disconnect() -> None:
    """Take no payments by Stripe any more; what is on its way there, or may come back, is followed all the same."""
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    if state(tenant) not in {State.NOT_CONNECTED, State.STOPPED}:
        await Tenant.filter(id=tenant.id).update(**Found(State.STOPPED, False, False)._asdict())
        await activity.note(tenant, "stripe_disconnected")


async def _make(tenant: Tenant) -> str:
    """A new account for the company, once however often Connect is pressed."""
    before = tenant.stripe_account
    made = await stripe_gateway.create_account(
        tenant.id,
        before or "",
        name=tenant.name,
        email=tenant.email,
        country=(Locale.parse(tenant.locale).territory or "US").lower(),
        currency=tenant.currency,
    )
    async with acting_for(tenant) as unit:
        if await unit.row(TAKE, tenant.id, made.id, before):
            await activity.note(tenant, "stripe_connected")
    return str((await Tenant.get(id=tenant.id)).stripe_account)


async def _resume(tenant: Tenant) -> None:
    async with acting_for(tenant):
        await Tenant.filter(id=tenant.id, stripe_status=State.STOPPED).update(stripe_status=State.RESTRICTED)
        await activity.note(tenant, "stripe_connected")
    await refresh(await Tenant.get(id=tenant.id))


def _found(before: State, account: Account | None) -> Found:
    if account is None:
        return Found(State.GONE, False, False)
    takes = account.cards == ACTIVE, account.bank_transfers == ACTIVE
    if account.cards == ACTIVE:
        return Found(State.ACTIVE, *takes)
    if account.cards == PENDING:
        return Found(State.REVIEWING, *takes)
    return Found(State.RESTRICTED if before in WAS_READY else State.INCOMPLETE, *takes)


async def _note(tenant: Tenant, before: State, found: Found) -> None:
    """On record, and told to the owner where customers can pay by nothing any more."""
    noted = await activity.note(
        tenant,
        "stripe_changed",
        before=before,
        to=found.stripe_status,
        cards=found.takes_cards,
        bank_transfers=found.takes_bank_transfers,
    )
    if before is State.ACTIVE and found.stripe_status is not State.ACTIVE:
        await staff.write(
            "staff_payments_stopped", key=str(noted), about=tenant, facts={"path": "/staff/settings/payments"}
        )
