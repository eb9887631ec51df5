"""Serves the sandbox over real HTTP on a free port, and drives its Stripe with the real SDK."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
import uvicorn
from quart import Quart, request

import sandbox.stripe
from sandbox.stripe.delivery import courier
from tests.patience import PATIENCE, eventually

ACME, BOLT = "acct_acme", "acct_bolt"
SECRET_KEY, WEBHOOK_SECRET = "sk_test_of_these_tests", "whsec_of_these_tests"

Serve = Callable[[Quart], str]


class Server(uvicorn.Server):
    """A server that can say where it listens."""

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`, once it has started."""
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"


@contextmanager
def served(app: Quart) -> Iterator[str]:
    """The address the application listens on, until the block ends."""
    server = Server(uvicorn.Config(app, port=0, log_level=60))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    yield server.url
    server.should_exit = True
    thread.join(PATIENCE)


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """`serve(app)` answers with the address the application listens on until the module's tests are over."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(served(app))


def wait_until(condition: Callable[[], object]) -> None:
    """Returns as soon as `condition` holds; fails when it never comes to."""
    assert eventually(condition), "waited in vain"


@dataclass
class Stripe:
    """The sandbox Stripe as the tests see it: its address, the SDK speaking to it, and the webhooks it has sent."""

    url: str
    sdk_http: stripe.HTTPXClient
    http: httpx.Client
    hooks: list[tuple[bytes, str]] = field(default_factory=list)
    hook_status: int = 200

    @property
    def client(self) -> stripe.StripeClient:
        return self.client_with(SECRET_KEY)

    def client_with(self, key: str) -> stripe.StripeClient:
        return stripe.StripeClient(key, http_client=self.sdk_http, base_addresses={"api": self.url})

    def pull(self, lever: str, **given: object) -> Any:
        """Pull a lever of the control API; fails when it refuses."""
        answer = self.http.post(f"/stripe/control/{lever}", json=given)
        assert answer.is_success, answer.text
        return answer.json()

    def look(self, what: str) -> Any:
        return self.http.get(f"/stripe/control/{what}").json()

    def session(self, account: str = ACME, key: str | None = None, **more: object) -> stripe.checkout.Session:
        """A Checkout Session over $24.00; `key` is an idempotency key."""
        price = {"currency": "usd", "unit_amount": 2400, "product_data": {"name": "Invoice 7"}}
        params = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": "http://portal.test/back?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://portal.test/invoice",
            **more,
        }
        options: stripe.RequestOptions = {"stripe_account": account}
        if key:
            options["idempotency_key"] = key
        return self.client.v1.checkout.sessions.create(params, options)  # type: ignore[arg-type]

    def paid(self, account: str = ACME, **how: object) -> Any:
        """The payment intent of a new session paid like this."""
        return self.pull(f"sessions/{self.session(account).id}/pay", **how)["payment_intent"]

    def types(self) -> list[str]:
        """Types of the webhooks that came, in their order."""
        return [json.loads(payload)["type"] for payload, _ in self.hooks]

    def wait_for(self, *types: str) -> None:
        """Until webhooks of all these types have come."""
        wait_until(lambda: set(types) <= set(self.types()))


@contextmanager
def stripe_at(home: Path) -> Iterator[Stripe]:
    """A Stripe that keeps its things in `home`, and an address beside it that takes its webhooks."""
    here: list[Stripe] = []
    app = Quart(__name__)
    app.register_blueprint(sandbox.stripe.blueprint)

    @app.post("/hooks/stripe")
    async def hook() -> tuple[str, int]:
        here[0].hooks.append((await request.data, request.headers["Stripe-Signature"]))
        return "", here[0].hook_status

    sdk_http = stripe.HTTPXClient(timeout=PATIENCE, allow_sync_methods=True)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("SANDBOX_HOME", str(home))
        patch.setenv("STRIPE_SECRET_KEY", SECRET_KEY)
        patch.setenv("STRIPE_WEBHOOK_SECRET", f"{WEBHOOK_SECRET},whsec_the_old_one")
        patch.setattr(stripe, "enable_telemetry", False)
        url = stack.enter_context(served(app))
        patch.setenv("SANDBOX_STRIPE_HOOK_URL", f"{url}/hooks/stripe")
        stack.callback(sdk_http.close)
        here.append(Stripe(url, sdk_http, stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE))))
        yield here[0]


@pytest.fixture(scope="module")
def running_stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stripe]:
    with stripe_at(tmp_path_factory.mktemp("stripe")) as running:
        yield running


@pytest.fixture
def sandbox_stripe(running_stripe: Stripe) -> Stripe:
    """An empty Stripe with two connected accounts, Acme and Bolt, that take cards and bank transfers."""
    running_stripe.hook_status = 200
    wait_until(lambda: not courier.under_way)  # or what the test before us caused would come to this one
    running_stripe.pull("reset")
    for account in (ACME, BOLT):
        running_stripe.pull("accounts", id=account, card_payments="active", ach="active", emit=False)
    running_stripe.hooks.clear()
    return running_stripe
