"""Handles on the sandbox's control addresses: what Stripe and Postmark hold, and what goes wrong next."""

from typing import Any, Self

import httpx

from tests.patience import PATIENCE


class Sandbox:
    """One provider's control address. Faults a test set are gone after it."""

    prefix = ""

    def __init__(self, address: str) -> None:
        # A line each, since the sandbox hangs up on one that waits, maybe while it is used again; and no certificates,
        # whose loading costs 90 ms.
        once = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=f"{address}{self.prefix}", timeout=PATIENCE, limits=once, verify=False)  # noqa: S501

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.delete("/control/faults")
        self.http.post("/control/webhooks", json={"mode": "off"})
        self.http.close()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.http.post(f"/control/{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        answer = self.http.get(f"/control/{path}")
        answer.raise_for_status()
        return answer.json()


class Stripe(Sandbox):
    prefix = "/stripe"


class Postmark(Sandbox):
    prefix = "/mail"

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """What was accepted, newest first, optionally only for one address."""
        found: list[dict[str, Any]] = self.http.get("/messages", params={"to": to} if to else {}).json()
        return found
