"""The sandbox Stripe over time: what it keeps when it stops, and what it does by itself."""

from pathlib import Path

import pytest

from tests.sandbox.conftest import ACME, Stripe, stripe_at, wait_until


def paid_by_bank(running: Stripe) -> str:
    """The id of a bank payment that is on its way to a new account."""
    running.pull("accounts", id=ACME, card_payments="active", ach="active")
    return str(running.paid(method="bank")["id"])


def test_it_keeps_everything_across_a_restart(tmp_path: Path) -> None:
    with stripe_at(tmp_path) as before:
        intent_id = paid_by_bank(before)

    with stripe_at(tmp_path) as after:
        intent = after.client.v1.payment_intents.retrieve(intent_id, None, {"stripe_account": ACME})
        assert intent.status == "processing"


def test_it_delivers_after_a_restart_what_was_on_its_way(tmp_path: Path) -> None:
    with stripe_at(tmp_path) as before:
        before.pull("webhooks", delay_ms=60_000)
        paid_by_bank(before)

    with stripe_at(tmp_path) as after:
        after.wait_for("payment_intent.processing", "checkout.session.completed")


def test_it_settles_by_itself_when_told_how_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_BANK_SETTLES_AFTER", "0")

    with stripe_at(tmp_path) as running:
        paid_by_bank(running)

        wait_until(lambda: running.look(f"ledger/{ACME}")["charges"][0]["status"] == "succeeded")
