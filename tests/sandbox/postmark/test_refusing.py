"""What the sandbox Postmark refuses, with Postmark's own codes."""

from typing import Any

import httpx
import pytest

from tests.sandbox.postmark.conftest import MAIL, refusal


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 300),
        ({"To": "two@@example.com"}, 300),
        ({"To": "dana@example.com\r\nBcc: eve@example.com"}, 300),
        ({"To": ", ".join(f"p{n}@example.com" for n in range(51))}, 300),
        ({"From": "Acme, Heating <portal@porchlight.example>"}, 300),
        ({"From": "owner@acme.example"}, 400),
        ({"TextBody": "", "HtmlBody": ""}, 300),
        ({"Subject": "x" * 2001}, 300),
        ({"Metadata": {"a key that is far too long": "1"}}, 300),
        ({"Metadata": {"email": 42}}, 403),
        ({"Colour": "red"}, 403),
        ({"MessageStream": "elsewhere"}, 1235),
    ],
)
def test_it_refuses_what_postmark_refuses(http: httpx.Client, change: dict[str, Any], code: int) -> None:
    assert refusal(http.post("/email", json={**MAIL, **change})) == (422, code)
    assert http.get("/mail/messages").json() == []


def test_it_refuses_a_wrong_token(http: httpx.Client) -> None:
    answer = http.post("/email", json=MAIL, headers={"X-Postmark-Server-Token": "another"})

    assert refusal(answer) == (401, 10)


def test_it_refuses_what_is_not_json(http: httpx.Client) -> None:
    assert refusal(http.post("/email", content="To: dana")) == (422, 402)


def test_it_refuses_more_than_500_mails_at_once(http: httpx.Client) -> None:
    assert refusal(http.post("/email/batch", json=[MAIL] * 501)) == (422, 410)


def test_it_sends_nothing_more_to_an_address_that_bounced(http: httpx.Client) -> None:
    bouncing = {**MAIL, "To": "hardbounce@example.com"}
    http.post("/email", json=bouncing)

    assert refusal(http.post("/email", json=bouncing)) == (422, 406)
    answer = http.post("/email", json={**MAIL, "Cc": "hardbounce@example.com"}).json()
    assert answer["Message"].endswith("inactive addresses: hardbounce@example.com.")


def test_it_sends_again_once_a_bounce_is_lifted(http: httpx.Client) -> None:
    http.post("/email", json={**MAIL, "To": "hardbounce@example.com"})
    suppressions = "/message-streams/outbound/suppressions"
    (bounced,) = http.get(f"{suppressions}/dump").json()["Suppressions"]

    http.post(f"{suppressions}/delete", json={"Suppressions": [{"EmailAddress": bounced["EmailAddress"]}]})

    assert bounced["SuppressionReason"] == "HardBounce"
    assert http.post("/email", json={**MAIL, "To": "hardbounce@example.com"}).status_code == 200


def test_it_never_lifts_a_complaint(http: httpx.Client) -> None:
    http.post("/email", json={**MAIL, "To": "complaint@example.com"})
    wish = {"Suppressions": [{"EmailAddress": "complaint@example.com"}]}

    answer = http.post("/message-streams/outbound/suppressions/delete", json=wish).json()

    assert answer["Suppressions"][0]["Status"] == "Failed"
