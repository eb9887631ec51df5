"""The calls Porchlight makes. Each names the account first, and every one that creates carries its own key."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.stripe_gateway.connection import StripeRefused, call
from tenants.stripe_gateway.objects import Charge, Checkout, Dispute, Intent, Refunded

PAGE = 100
LONGEST_SUFFIX = 22
SETTLED = ("latest_charge.refunds", "latest_charge.balance_transaction")


@dataclass(frozen=True, slots=True)
class Order:
    """What a payer is asked for. `amount` and `fee` (the installation's share) are in minor units.

    `language` is the one the page is read in, like `es`; empty lets the browser decide.
    """

    attempt_id: UUID
    tenant_id: UUID
    invoice_id: UUID
    description: str
    amount: int
    currency: str
    fee: int
    methods: tuple[str, ...]
    email: str
    descriptor: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    language: str = ""

    @property
    def params(self) -> dict[str, Any]:
        metadata = {"attempt": str(self.attempt_id), "tenant": str(self.tenant_id), "invoice": str(self.invoice_id)}
        price = {"currency": self.currency.lower(), "unit_amount": self.amount}
        return {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": {**price, "product_data": {"name": self.description}}}],
            "allowed_payment_method_types": list(self.methods),
            "client_reference_id": str(self.attempt_id),
            "metadata": metadata,
            "payment_intent_data": {
                "metadata": metadata,  # Stripe does not copy the session's
                "description": self.description,
                **({"statement_descriptor_suffix": self.descriptor[:LONGEST_SUFFIX]} if self.descriptor else {}),
                **({"application_fee_amount": self.fee} if self.fee else {}),
            },
            **({"customer_email": self.email} if self.email else {}),
            **({"locale": self.language} if self.language else {}),
            "success_url": self.success_url,
            "cancel_url": self.cancel_url,
            "expires_at": int(self.expires_at.timestamp()),
        }


async def create_checkout(account: str, order: Order) -> Checkout:
    """A payment page for `order`; made again for the same attempt, it is the same page."""
    key = f"cs:{order.attempt_id}"
    return await _checkout(account, lambda v1: v1.checkout.sessions.create_async, order.params, key=key)


async def retrieve_session(account: str, session_id: str) -> Checkout:
    """The session with all that came of it: intent, charge, refunds, in one call."""
    expand = {"expand": [f"payment_intent.{path}" for path in SETTLED]}
    return await _checkout(account, lambda v1: v1.checkout.sessions.retrieve_async, session_id, expand)


async def expire_session(account: str, session_id: str) -> bool:
    """Close the payment page. False when it is closed already, by a payment or by time."""
    try:
        await call(account, lambda v1: v1.checkout.sessions.expire_async, session_id)
    except StripeRefused:
        return False
    return True


async def retrieve_session_of(account: str, attempt_id: UUID, since: datetime) -> Checkout | None:
    """The session that was made for this attempt, found by looking through those created from `since` on."""
    sessions = _each(account, lambda v1: v1.checkout.sessions.list_async, _since(since))
    async for body in sessions:
        session = Checkout.read(body)
        if session.attempt == attempt_id:
            return await retrieve_session(account, session.id)
    return None


async def retrieve_intent(account: str, intent_id: str) -> Intent:
    expand = {"expand": list(SETTLED)}
    return Intent.read(await _body(account, lambda v1: v1.payment_intents.retrieve_async, intent_id, expand))


async def retrieve_settlement(account: str, charge: Charge) -> tuple[Sequence[Refunded], Sequence[Dispute]]:
    """Every refund and dispute of the charge; usually what came with it is all there is."""
    by_charge = {"charge": charge.id, "limit": PAGE}
    refunds: Sequence[Refunded] = charge.refunds
    if charge.has_more_refunds:
        refunds = [Refunded.read(body) async for body in _each(account, lambda v1: v1.refunds.list_async, by_charge)]
    if not charge.is_disputed:
        return refunds, ()
    return refunds, [Dispute.read(body) async for body in _each(account, lambda v1: v1.disputes.list_async, by_charge)]


async def create_refund(account: str, charge_id: str, amount: int, refund_id: UUID) -> Refunded:
    """Send `amount` of the charge back; for the same row of ours only once."""
    params = {"charge": charge_id, "amount": amount, "metadata": {"refund": str(refund_id)}}
    return Refunded.read(await _body(account, lambda v1: v1.refunds.create_async, params, key=f"re:{refund_id}"))


async def succeeded_charges_since(account: str, since: datetime) -> list[Charge]:
    charges = [Charge.read(body) async for body in _each(account, lambda v1: v1.charges.list_async, _since(since))]
    return [charge for charge in charges if charge.has_succeeded]


async def refusals(account: str, intent_id: str) -> int:
    """How often a card was refused for this intent."""
    of_intent = {"payment_intent": intent_id, "limit": PAGE}
    charges = [body async for body in _each(account, lambda v1: v1.charges.list_async, of_intent)]
    return sum(1 for body in charges if body["status"] == "failed")


async def refunds_since(account: str, since: datetime) -> list[Refunded]:
    return [Refunded.read(body) async for body in _each(account, lambda v1: v1.refunds.list_async, _since(since))]


async def disputes_since(account: str, since: datetime) -> list[Dispute]:
    return [Dispute.read(body) async for body in _each(account, lambda v1: v1.disputes.list_async, _since(since))]


async def undelivered_events(account: str, types: Sequence[str], since: datetime) -> list[dict[str, Any]]:
    """Events of these types (at most 20) that no webhook of ours has answered."""
    params = {**_since(since), "types": list(types), "delivery_success": False}
    return [body async for body in _each(account, lambda v1: v1.events.list_async, params)]


async def _checkout(account: str, act: Any, *given: object, key: str | None = None) -> Checkout:
    return Checkout.read(await _body(account, act, *given, key=key))


async def _body(account: str, act: Any, *given: object, key: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = (await call(account, act, *given, key=key)).to_dict()
    return body


async def _each(account: str, act: Any, params: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Every object of a list, newest first, page by page; each page is a call of its own on the account."""
    cursor: dict[str, Any] = {}
    while True:
        page = await _body(account, act, {**params, **cursor})
        for body in page["data"]:
            yield body
        if not page["has_more"]:
            return
        cursor = {"starting_after": page["data"][-1]["id"]}


def _since(moment: datetime) -> dict[str, Any]:
    return {"created": {"gte": int(moment.timestamp())}, "limit": PAGE}
