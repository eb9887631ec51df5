"""Where a company's customers pay: press Pay, be the payer on Stripe's page, and compare the books with Stripe's."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from settings import settings
from tenants import payments, stripe_events
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry, PaymentAttempt, movements_of
from tenants.payments import Payer
from tenants.standing import Standing, standing
from tenants.stripe_events import StripeEvent
from tests.builders import an_invoice
from tests.sandboxes import Stripe
from tests.world import Company

Book = list[tuple[str, int]]

PAYS = {Kind.CHARGE, Kind.MANUAL, Kind.MANUAL_UNDONE}
BY_HAND = {Kind.MANUAL, Kind.MANUAL_UNDONE, Kind.REFUND, Kind.REFUND_UNDONE}


class Till:
    """One company's account at the sandbox Stripe, and the people who pay into it."""

    def __init__(self, company: Company, stripe: Stripe) -> None:
        self.company, self.tenant, self.stripe = company, company.tenant, stripe
        self.account = company.tenant.stripe_account
        stripe.post("accounts", id=self.account, currency=self.tenant.currency, card_payments="active", ach="active")
        self.payer = Payer(company.customer.id, company.contact.email, contact_id=company.contact.id)

    async def invoice(self, amount: int = 12_000) -> Invoice:
        async with acting_for(self.tenant):
            return await an_invoice(self.company.customer, amount)

    async def press_pay(self, invoice: Invoice, amount: int | None = None, payer: Payer | None = None) -> str:
        """The id of the session whose page the payer is sent to."""
        path = f"/invoices/{invoice.id}"
        paths = {"success_path": f"{path}/paid", "cancel_path": path}
        url = await payments.start(self.tenant, invoice.id, payer=payer or self.payer, amount=amount, **paths)
        return url.rsplit("/", 1)[1]

    def pay(self, session_id: str, **how: Any) -> str:
        """Pay on Stripe's page; the id of the intent."""
        return str(self.stripe.post(f"sessions/{session_id}/pay", **how)["payment_intent"]["id"])

    async def paid_invoice(self, amount: int = 12_000, **how: Any) -> Invoice:
        """An invoice paid by card on Stripe's page; nobody here has heard of it yet."""
        invoice = await self.invoice(amount)
        self.pay(await self.press_pay(invoice), **how)
        return invoice

    async def look(self, invoice: Invoice) -> None:
        """Settle every attempt of the invoice."""
        for attempt in await self.attempts(invoice):
            await payments.settle(self.tenant, attempt.id)

    async def attempts(self, invoice: Invoice) -> list[PaymentAttempt]:
        async with acting_for(self.tenant):
            return await PaymentAttempt.filter(invoice_id=invoice.id).order_by("created_at")

    async def status(self, invoice: Invoice) -> str:
        async with acting_for(self.tenant):
            return str((await Invoice.get(id=invoice.id)).status)

    async def standing(self, invoice: Invoice) -> Standing:
        async with acting_for(self.tenant):
            now = await Invoice.get(id=invoice.id)
            return standing(now.status, now.total, now.due_on, self.tenant.today(), await movements_of(now.id))

    async def book(self, invoice: Invoice) -> Book:
        """Entries of the invoice as (kind, amount), sorted."""
        async with acting_for(self.tenant):
            return sorted((str(entry.kind), entry.amount) for entry in await LedgerEntry.filter(invoice_id=invoice.id))

    async def letters(self) -> list[str]:
        async with acting_for(self.tenant):
            return sorted(email.letter for email in await Email.all())

    def held(self, kind: str) -> list[dict[str, Any]]:
        """What Stripe truly has: charges, refunds or disputes, oldest first."""
        found: list[dict[str, Any]] = self.stripe.get(f"ledger/{self.account}")[kind]
        return found

    def charge(self) -> str:
        return str(self.held("charges")[-1]["id"])

    def events(self, *types: str) -> list[dict[str, Any]]:
        """Events of the account that are of interest, oldest first; of these types only when some are given."""
        answer = self.stripe.http.get(
            f"{settings().stripe_api_base}/v1/events",
            params={"limit": 100},
            headers={"Authorization": f"Bearer {settings().stripe_secret_key}", "Stripe-Account": self.account},
        )
        wanted = types or stripe_events.TYPES
        return [event for event in answer.json()["data"][::-1] if event["type"] in wanted]

    async def hear(self, events: Sequence[dict[str, Any]]) -> None:
        """Receive these events and handle them one after the other."""
        for event in events:
            await stripe_events.receive(event)
            stored = await StripeEvent.get(id=event["id"])
            if stored.tenant_id == self.tenant.id:
                await payments.reconcile_event(self.tenant, event["id"])

    async def books_agree(self) -> bool:
        """I1, I2, I3: what each attempt has come to here is what it has come to at Stripe, entry by entry.

        What was noted by hand is none of Stripe's; an invoice is paid when both together reach its total, never else.
        """
        async with acting_for(self.tenant):
            entries = await LedgerEntry.all()
            invoices = await Invoice.filter(status__in=["open", "paid"])
        online = [entry for entry in entries if entry.stripe_id]
        by_hand = [entry for entry in entries if not entry.stripe_id]
        here = sorted((entry.stripe_id, str(entry.kind), entry.amount) for entry in online if entry.amount)
        received = {
            it.id: sum(e.amount for e in entries if e.invoice_id == it.id and e.kind in PAYS) for it in invoices
        }
        return (
            here == sorted(self._moves())
            and all(entry.kind in BY_HAND for entry in by_hand)
            and all(it.status == "open" or received[it.id] >= it.total for it in invoices)
        )

    def _moves(self) -> list[tuple[str, str, int]]:
        moves = [(it["id"], "charge", it["amount"]) for it in self.held("charges") if it["status"] == "succeeded"]
        for refund in self.held("refunds"):
            moves.append((refund["id"], "refund", -refund["amount"]))
            if refund["status"] == "failed":
                moves.append((refund["id"], "refund_failed", refund["amount"]))
        for dispute in self.held("disputes"):
            signs = [entry["amount"] > 0 for entry in dispute["balance_transactions"]]
            moves += [(dispute["id"], "dispute_withdrawn", -dispute["amount"])] * signs.count(False)
            moves += [(dispute["id"], "dispute_reinstated", dispute["amount"])] * signs.count(True)
        return moves


def again(event: dict[str, Any]) -> dict[str, Any]:
    """The same change told by another event, as Stripe does at times."""
    return {**event, "id": f"evt_{uuid4().hex}"}
