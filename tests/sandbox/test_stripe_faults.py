"""Trouble on the way to the sandbox Stripe, before and after the effect."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.sandbox.conftest import ACME, SECRET_KEY, Stripe, wait_until


def sessions_made(sandbox_stripe: Stripe) -> int:
    return len(sandbox_stripe.client.v1.checkout.sessions.list(None, {"stripe_account": ACME}).data)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"status": 429}, stripe.RateLimitError),
        ({"status": 500}, stripe.APIError),
        ({"status": 409}, stripe.APIError),
        ({"reset": True}, stripe.APIConnectionError),
        ({"timeout": 0.05}, stripe.APIConnectionError),
    ],
)
def test_it_fails_before_any_effect(
    sandbox_stripe: Stripe, trouble: dict[str, object], error: type[stripe.StripeError]
) -> None:
    sandbox_stripe.pull("faults", path_prefix="/v1/checkout", method="POST", **trouble)

    with pytest.raises(error):
        sandbox_stripe.session(key="cs:1")

    assert sessions_made(sandbox_stripe) == 0
    assert sandbox_stripe.session(key="cs:1").status == "open"


@pytest.mark.parametrize("trouble", [{"status": 500}, {"reset": True}])
def test_it_fails_after_the_effect_and_remembers_it_by_its_key(
    sandbox_stripe: Stripe, trouble: dict[str, object]
) -> None:
    sandbox_stripe.pull("faults", when="after", path_prefix="/v1/checkout", method="POST", **trouble)

    with pytest.raises(stripe.StripeError):
        sandbox_stripe.session(key="cs:1")

    assert sessions_made(sandbox_stripe) == 1
    sandbox_stripe.session(key="cs:1")
    assert sessions_made(sandbox_stripe) == 1


def test_it_answers_409_while_the_first_call_under_a_key_runs(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("faults", when="after", timeout=60, method="POST", path_prefix="/v1/checkout")

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(sandbox_stripe.session, key="cs:1")
        wait_until(lambda: sessions_made(sandbox_stripe) == 1)
        with pytest.raises(stripe.StripeError) as caught:
            sandbox_stripe.session(key="cs:1")
        sandbox_stripe.http.delete("/stripe/control/faults")

    assert caught.value.http_status == 409
    assert slow.result().status == "open"


def test_it_strikes_as_often_as_ordered_and_can_be_called_off(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("faults", status=500, path_prefix="/v1/checkout", method="POST", times=9)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            sandbox_stripe.session()

    sandbox_stripe.http.delete("/stripe/control/faults")

    assert sandbox_stripe.session().status == "open"


def test_it_writes_down_what_was_asked(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.session(key="cs:1", client_reference_id="attempt-1")

    asked = sandbox_stripe.look("requests")[-1]

    assert (asked["method"], asked["path"], asked["account"]) == ("POST", "/v1/checkout/sessions", ACME)
    assert (asked["key"], asked["params"]["client_reference_id"], asked["status"]) == ("cs:1", "attempt-1", 200)


def test_it_knows_no_other_address(sandbox_stripe: Stripe) -> None:
    answer = sandbox_stripe.http.get("/v1/payouts", headers={"Authorization": f"Bearer {SECRET_KEY}"})

    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")
