"""What Stripe told us, as plain frozen values: no object of the library leaves this package."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from tenants.errors import marked

CLOSED_DISPUTES = frozenset({"won", "lost", "warning_closed", "prevented"})
BANK_ACCOUNT = marked("Bank account")
CARD = marked("Card")
REASONS = {
    "insufficient_funds": marked("the account has insufficient funds"),
    "account_closed": marked("the bank account has been closed"),
    "no_account": marked("the bank account could not be found"),
    "debit_not_authorized": marked("the bank was told that this payment was not allowed"),
}
"""Why a bank sends a transfer back, by Stripe's code for it; in the middle of a sentence."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money sent back, by us or at Stripe's dashboard. `amount` is in minor units and positive.

    `failure` is Stripe's word for why it did not arrive.
    """

    id: str
    amount: int
    status: str
    at: datetime
    intent_id: str
    refund: UUID | None
    failure: str = ""

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        return cls(
            id=body["id"],
            amount=body["amount"],
            status=body.get("status") or "pending",
            at=moment(body["created"]),
            intent_id=ident(body.get("payment_intent")),
            refund=ours(body, "refund"),
            failure=str(body.get("failure_reason") or "").replace("_", " "),
        )


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payer's bank asking for the money back; `is_withdrawn` and `is_reinstated` say what it did to the balance.

    `outcome` is "won" or "lost" once that is decided.
    """

    id: str
    amount: int
    at: datetime
    intent_id: str
    due_by: datetime | None
    is_withdrawn: bool
    is_reinstated: bool
    is_closed: bool
    outcome: str = ""

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        moved = [entry["amount"] for entry in body.get("balance_transactions") or []]
        due_by = (body.get("evidence_details") or {}).get("due_by")
        return cls(
            id=body["id"],
            amount=body["amount"],
            at=moment(body["created"]),
            intent_id=ident(body.get("payment_intent")),
            due_by=moment(due_by) if due_by else None,
            is_withdrawn=any(amount < 0 for amount in moved),
            is_reinstated=any(amount > 0 for amount in moved),
            is_closed=body["status"] in CLOSED_DISPUTES,
            outcome=body["status"] if body["status"] in {"won", "lost"} else "",
        )


@dataclass(frozen=True, slots=True)
class Charge:
    """One taking of money. `method` is fit to print: "Visa •••• 4242"; `fee` is None until Stripe has reckoned it."""

    id: str
    amount: int
    currency: str
    at: datetime
    intent_id: str
    method: str
    attempt: UUID | None
    has_succeeded: bool
    is_disputed: bool
    refunds: tuple[Refunded, ...]
    has_more_refunds: bool
    fee: int | None = None

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        refunds = body.get("refunds") or {}
        booked = body.get("balance_transaction")
        return cls(
            id=body["id"],
            amount=body["amount"],
            currency=body["currency"].upper(),
            at=moment(body["created"]),
            intent_id=ident(body.get("payment_intent")),
            method=method_words(body.get("payment_method_details") or {}),
            attempt=ours(body, "attempt"),
            has_succeeded=body["status"] == "succeeded",
            is_disputed=bool(body.get("disputed")),
            refunds=tuple(Refunded.read(refund) for refund in refunds.get("data", [])),
            has_more_refunds=bool(refunds.get("has_more")),
            fee=booked["fee"] if isinstance(booked, dict) else None,
        )


@dataclass(frozen=True, slots=True)
class Intent:
    """A sum being collected; `attempt` is ours.

    `failure` is why the last try did not work: one of REASONS, else in Stripe's words. `verify_url` is where the payer
    tells which small amounts have come to their bank account, while Stripe waits for that.
    """

    id: str
    status: str
    received: int
    failure: str
    at: datetime
    attempt: UUID | None
    charge: Charge | None
    verify_url: str = ""

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        verifying = (body.get("next_action") or {}).get("verify_with_microdeposits") or {}
        failure = body.get("last_payment_error") or {}
        code = failure.get("code")
        charge = body.get("latest_charge")
        return cls(
            id=body["id"],
            status=body["status"],
            received=body.get("amount_received") or 0,
            failure=REASONS.get(str(code)) or str(failure.get("message") or code or ""),
            at=moment(body["created"]),
            attempt=ours(body, "attempt"),
            charge=Charge.read(charge) if isinstance(charge, dict) else None,
            verify_url=str(verifying.get("hosted_verification_url") or ""),
        )


@dataclass(frozen=True, slots=True)
class Checkout:
    """One visit to Stripe's payment page. `intent` is None until the payer has done her part."""

    id: str
    status: str
    url: str
    attempt: UUID | None
    intent: Intent | None

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        intent = body.get("payment_intent")
        return cls(
            id=body["id"],
            status=body["status"],
            url=body.get("url") or "",
            attempt=ours(body, "attempt"),
            intent=Intent.read(intent) if isinstance(intent, dict) else None,
        )


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def ident(value: Any) -> str:
    """The id of an object that may have come expanded, may be an id, may be missing (empty)."""
    return str(value["id"] if isinstance(value, dict) else value or "")


def ours(body: dict[str, Any], name: str) -> UUID | None:
    """The row of ours that the object's metadata names. Anyone at the company may edit it: a hint, never a proof."""
    try:
        return UUID((body.get("metadata") or {}).get(name, ""))
    except ValueError:
        return None


def method_words(details: dict[str, Any]) -> str:
    kind = str(details.get("type") or "")
    about = details.get(kind) or {}
    last4 = about.get("last4")
    ending = f" •••• {last4}" if last4 else ""
    if kind == "us_bank_account":
        return f"{about.get('bank_name') or BANK_ACCOUNT}{ending}"
    return f"{str(about.get('brand') or kind or CARD).replace('_', ' ').title()}{ending}"
