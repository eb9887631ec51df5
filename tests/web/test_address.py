"""The caller's address: a forwarded one counts only from a proxy this installation was told of."""

from collections.abc import Iterator

import pytest
from quart import Quart, g

from settings import settings
from tests.raw import ask
from web import address


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TRUSTED_PROXIES", "203.0.113.0/24, 10.0.0.0/8")
    settings.cache_clear()
    address._trusted.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    address._trusted.cache_clear()


async def seen(app: Quart, **headers: str) -> str:
    """The address that the request's line in the log names."""
    found: list[str] = []

    async def listen(response: object) -> object:
        found.append(g.address)
        return response

    app.after_request_funcs[None].append(listen)  # type: ignore[arg-type]
    try:
        await ask(app, "GET", "/healthz", **headers)
    finally:
        app.after_request_funcs[None].pop()
    return found[0]


FORGED = {
    "x_forwarded_for": "198.51.100.7",
    "x_real_ip": "198.51.100.7",
    "true_client_ip": "198.51.100.7",
    "cf_connecting_ip": "198.51.100.7",
    "forwarded": "for=198.51.100.7",
    "remote_addr": "198.51.100.7",
    "client_ip": "198.51.100.7",
}


@pytest.mark.parametrize("name", FORGED)
async def test_it_believes_no_header_of_a_stranger(app: Quart, name: str) -> None:
    assert await seen(app, **{name: FORGED[name]}) == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "believed"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("", "203.0.113.9"),
        (" , ,", "203.0.113.9"),
        ("10.1.2.3", "10.1.2.3"),
        ("1.1.1.1, nonsense", "nonsense"),
    ],
)
async def test_it_believes_the_last_hop_before_its_own_proxies(
    app: Quart, behind_a_proxy: None, forwarded: str, believed: str
) -> None:
    assert await seen(app, x_forwarded_for=forwarded) == believed


@pytest.mark.parametrize(
    ("caller", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_limits_count_by_network(caller: str, network: str | None) -> None:
    assert address.network(caller) == network
