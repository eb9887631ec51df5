"""The sandbox Stripe as an API: who may call, with which parameters, and what is kept where."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
import stripe

from tests.sandbox.conftest import ACME, BOLT, Stripe

AS_ACME: stripe.RequestOptions = {"stripe_account": ACME}
AS_BOLT: stripe.RequestOptions = {"stripe_account": BOLT}
MERCHANT = {"merchant": {"capabilities": {"card_payments": {"requested": True}}}}


def refusal(call: Callable[..., object], *given: object, **named: object) -> Any:
    """The error Stripe refuses this call with."""
    with pytest.raises(stripe.StripeError) as caught:
        call(*given, **named)
    return caught.value


class TestParameters:
    def test_it_refuses_what_this_version_no_longer_has(self, sandbox_stripe: Stripe) -> None:
        error = refusal(sandbox_stripe.session, payment_method_types=["card"])

        assert (error.http_status, error.code, error.param) == (400, "parameter_unknown", "payment_method_types")

    def test_it_refuses_unknown_parameters_inside_lists(self, sandbox_stripe: Stripe) -> None:
        error = refusal(sandbox_stripe.session, line_items=[{"quantity": 1, "colour": "red"}])

        assert error.param == "line_items[0][colour]"

    def test_it_refuses_a_call_that_lacks_a_parameter(self, sandbox_stripe: Stripe) -> None:
        error = refusal(sandbox_stripe.client.v1.payment_intents.create, {"currency": "usd"}, AS_ACME)

        assert (error.code, error.param) == ("parameter_missing", "amount")

    def test_it_offers_the_allowed_methods_that_the_account_has(self, sandbox_stripe: Stripe) -> None:
        session = sandbox_stripe.session(allowed_payment_method_types=["us_bank_account"])

        assert session.payment_method_types == ["us_bank_account"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ui_mode", "hosted"),
            ("mode", "paiement"),
            ("mode", None),
            ("line_items", None),
            ("success_url", None),
            ("expires_at", int(time.time()) + 60),
            ("expires_at", int(time.time()) + 2 * 86_400),
            ("customer", "cus_of_nobody"),
            ("payment_intent_data", {"statement_descriptor_suffix": "A" * 23}),
            ("payment_intent_data", {"application_fee_amount": 2401}),
        ],
        ids=count(),
    )
    def test_it_refuses_wrong_values(self, sandbox_stripe: Stripe, name: str, value: object) -> None:
        error = refusal(sandbox_stripe.session, **{name: value})

        assert error.http_status == 400
        assert name in str(error.param)

    @pytest.mark.parametrize("amount", [49, "12.50", 100_000_000])
    def test_it_refuses_sums_that_stripe_does_not_take(self, sandbox_stripe: Stripe, amount: object) -> None:
        price = {"currency": "usd", "unit_amount": amount, "product_data": {"name": "Invoice"}}

        error = refusal(sandbox_stripe.session, line_items=[{"quantity": 1, "price_data": price}])

        assert error.http_status == 400

    def test_it_refuses_both_a_customer_and_an_address(self, sandbox_stripe: Stripe) -> None:
        customer = sandbox_stripe.client.v1.customers.create({"name": "Dana"}, AS_ACME)

        error = refusal(sandbox_stripe.session, customer=customer.id, customer_email="d@example.com")

        assert error.param == "customer_email"

    def test_it_refuses_off_session_without_confirm(self, sandbox_stripe: Stripe) -> None:
        create = sandbox_stripe.client.v1.payment_intents.create

        error = refusal(create, {"amount": 500, "currency": "usd", "off_session": True}, AS_ACME)

        assert error.param == "off_session"


class TestAccounts:
    def test_it_refuses_a_wrong_key(self, sandbox_stripe: Stripe) -> None:
        stranger = sandbox_stripe.client_with("sk_test_of_somebody_else")

        assert refusal(stranger.v1.customers.list).http_status == 401

    def test_it_refuses_an_account_that_is_not_connected(self, sandbox_stripe: Stripe) -> None:
        sandbox_stripe.pull(f"accounts/{BOLT}/disconnect")

        for account in (BOLT, "acct_unknown"):
            error = refusal(sandbox_stripe.session, account)
            assert (error.http_status, error.error.code) == (403, "account_invalid")

    def test_it_keeps_objects_on_the_account_they_were_made_on(self, sandbox_stripe: Stripe) -> None:
        session, read = sandbox_stripe.session(), sandbox_stripe.client.v1.checkout.sessions.retrieve

        elsewhere: list[stripe.RequestOptions | None] = [AS_BOLT, None]
        for options in elsewhere:
            error = refusal(read, session.id, None, options)
            assert (error.http_status, error.code) == (404, "resource_missing")
        assert read(session.id, None, AS_ACME).id == session.id

    def test_it_shows_of_an_account_only_what_is_included(self, sandbox_stripe: Stripe) -> None:
        retrieve = sandbox_stripe.client.v2.core.accounts.retrieve

        whole = retrieve(ACME, {"include": ["configuration.merchant"]})

        assert whole.configuration.merchant.capabilities.card_payments.status == "active"  # type: ignore[union-attr]
        assert retrieve(ACME).configuration is None

    def test_it_onboards_with_one_click_through_a_link_that_works_once(self, sandbox_stripe: Stripe) -> None:
        core = sandbox_stripe.client.v2.core
        account = core.accounts.create({"display_name": "New", "configuration": MERCHANT})  # type: ignore[arg-type]
        urls = {"refresh_url": "http://portal.test/again", "return_url": "http://portal.test/done"}
        use = {"type": "account_onboarding", "account_onboarding": urls}

        link = core.account_links.create({"account": account.id, "use_case": use})  # type: ignore[typeddict-item]

        assert not sandbox_stripe.client.v1.accounts.retrieve(account.id).charges_enabled
        assert sandbox_stripe.http.post(link.url).headers["location"] == urls["return_url"]
        assert sandbox_stripe.client.v1.accounts.retrieve(account.id).charges_enabled
        assert sandbox_stripe.http.get(link.url).headers["location"] == urls["refresh_url"]

    def test_it_offers_no_bank_transfer_where_that_is_inactive(self, sandbox_stripe: Stripe) -> None:
        sandbox_stripe.pull("accounts", id=BOLT, ach="inactive")

        assert sandbox_stripe.session(BOLT).payment_method_types == ["card"]


class TestIdempotency:
    def test_it_answers_the_same_key_with_the_same_object(self, sandbox_stripe: Stripe) -> None:
        first, second = sandbox_stripe.session(key="cs:1"), sandbox_stripe.session(key="cs:1")

        assert first.id == second.id

    def test_it_refuses_other_parameters_under_a_key(self, sandbox_stripe: Stripe) -> None:
        sandbox_stripe.session(key="cs:1")

        error = refusal(sandbox_stripe.session, key="cs:1", client_reference_id="other")

        assert error.http_status == 400

    def test_it_keeps_keys_apart_by_account(self, sandbox_stripe: Stripe) -> None:
        assert sandbox_stripe.session(ACME, key="cs:1").id != sandbox_stripe.session(BOLT, key="cs:1").id

    def test_it_forgets_a_key_whose_parameters_were_refused(self, sandbox_stripe: Stripe) -> None:
        refusal(sandbox_stripe.session, key="cs:1", customer="cus_of_nobody")

        assert sandbox_stripe.session(key="cs:1").status == "open"


class TestLists:
    def test_it_pages_newest_first(self, sandbox_stripe: Stripe) -> None:
        made = [sandbox_stripe.session().id for _ in range(5)]

        page = sandbox_stripe.client.v1.checkout.sessions.list({"limit": 2}, AS_ACME)

        assert page.has_more
        assert [session.id for session in page.auto_paging_iter()] == made[::-1]

    def test_it_filters_by_time(self, sandbox_stripe: Stripe) -> None:
        sandbox_stripe.paid(at=1_600_000_000)
        recent = sandbox_stripe.paid()

        found = sandbox_stripe.client.v1.charges.list({"created": {"gte": 1_700_000_000}}, AS_ACME)

        assert [charge.id for charge in found.data] == [recent["latest_charge"]]

    def test_it_expands_as_deep_as_asked(self, sandbox_stripe: Stripe) -> None:
        intent_id = sandbox_stripe.paid()["id"]
        read = sandbox_stripe.client.v1.payment_intents.retrieve

        intent = read(intent_id, {"expand": ["latest_charge.balance_transaction"]}, AS_ACME)

        assert intent.latest_charge.balance_transaction.fee == 100  # type: ignore[union-attr]
        refusal(read, intent_id, {"expand": ["colour"]}, AS_ACME)
