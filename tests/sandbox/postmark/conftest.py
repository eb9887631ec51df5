"""The sandbox Postmark over HTTP, and a product that listens to it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from quart import Quart, request

from sandbox.postmark import blueprint
from tests.patience import PATIENCE
from tests.sandbox.conftest import Serve

TOKEN, PASSWORD = "a token", "between friends"
MAIL = {
    "From": '"Acme" <portal@porchlight.example>',
    "To": "dana@example.com",
    "Subject": "Your link",
    "TextBody": "Here it is",
    "HtmlBody": "<html><head></head><body><a href='http://acme.localhost/'>Here it is</a></body></html>",
    "Metadata": {"email": "42"},
}


class Product:
    """Stands for the product: what Postmark `told` it, and how it `answers` next."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.app = Quart("product")
        self.app.post("/hooks/postmark")(self.hear)

    async def hear(self) -> tuple[str, int]:
        assert request.authorization is not None
        by = (request.authorization.username, request.authorization.password)
        self.told.append({**await request.get_json(), "by": by})
        return "", self.answers.pop(0) if self.answers else 200


@pytest.fixture(scope="module")
def listening() -> Product:
    return Product()


@pytest.fixture(scope="module")
def address(serve: Serve, listening: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = Quart("sandbox")
    app.register_blueprint(blueprint)
    with pytest.MonkeyPatch.context() as env:
        env.setenv("SANDBOX_HOME", str(tmp_path_factory.mktemp("sandbox")))
        env.setenv("POSTMARK_SERVER_TOKEN", TOKEN)
        env.setenv("POSTMARK_WEBHOOK_PASSWORD", PASSWORD)
        env.setenv("MAIL_FROM", "Porchlight <portal@porchlight.example>")
        env.setenv("SANDBOX_POSTMARK_HOOK_URL", f"{serve(listening.app)}/hooks/postmark")
        yield serve(app)


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers={"X-Postmark-Server-Token": TOKEN}, timeout=PATIENCE) as client:
        client.post("/mail/control/reset")
        client.post("/mail/control/webhooks", json={"mode": "off"})
        yield client


@pytest.fixture
def product(http: httpx.Client, listening: Product) -> Product:
    """The product, all ears."""
    listening.told.clear()
    http.post("/mail/control/webhooks", json={"mode": "on"})
    return listening


def refusal(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, response.json()["ErrorCode"]
