"""What the sandbox Postmark tells the product afterwards."""

import httpx
import pytest

from tests.patience import pause
from tests.sandbox.conftest import wait_until
from tests.sandbox.postmark.conftest import MAIL, PASSWORD, Product


def test_it_tells_the_product_what_became_of_a_mail(http: httpx.Client, product: Product) -> None:
    sent = http.post("/email", json=MAIL).json()

    wait_until(lambda: product.told)

    assert product.told[0]["RecordType"] == "Delivery"
    assert (product.told[0]["MessageID"], product.told[0]["Metadata"]) == (sent["MessageID"], {"email": "42"})
    assert product.told[0]["by"] == ("postmark", PASSWORD)


@pytest.mark.parametrize(
    ("to", "kinds"),
    [("hardbounce-1@example.com", ["Bounce"]), ("complaint@example.com", ["Delivery", "SpamComplaint"])],
)
def test_it_lets_an_address_decide_its_fate(http: httpx.Client, product: Product, to: str, kinds: list[str]) -> None:
    http.post("/email", json={**MAIL, "To": to})

    wait_until(lambda: len(product.told) == len(kinds))

    assert sorted(event["RecordType"] for event in product.told) == kinds


def test_it_bounces_on_demand(http: httpx.Client, product: Product) -> None:
    sent = http.post("/email", json=MAIL).json()

    http.post(f"/mail/control/messages/{sent['MessageID']}/bounce")
    wait_until(lambda: len(product.told) == 2)

    bounce = next(event for event in product.told if event["RecordType"] == "Bounce")
    assert (bounce["Email"], bounce["Type"], bounce["Inactive"]) == ("dana@example.com", "HardBounce", True)


def test_it_tells_again_what_was_not_heard(http: httpx.Client, product: Product) -> None:
    product.answers.append(500)
    http.post("/email", json=MAIL)

    wait_until(lambda: len(product.told) == 2)

    assert product.told[0] == product.told[1]


def test_it_holds_its_tongue_until_it_may_speak(http: httpx.Client, product: Product) -> None:
    http.post("/mail/control/webhooks", json={"mode": "hold"})
    http.post("/email", json=MAIL)
    pause(0.5)
    assert product.told == []

    http.post("/mail/control/webhooks", json={"mode": "on"})
    wait_until(lambda: product.told)


def test_it_forgets_what_it_may_never_say(http: httpx.Client, product: Product) -> None:
    http.post("/mail/control/webhooks", json={"mode": "off"})
    sent = http.post("/email", json=MAIL).json()

    wait_until(lambda: "kept from the product" in http.get(f"/mail/{sent['MessageID']}").text)

    assert product.told == []
