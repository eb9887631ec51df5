"""What the sandbox Postmark takes, keeps and finds again."""

import httpx
import pytest
from postmarker.core import PostmarkClient
from postmarker.exceptions import ClientError

from tests.sandbox.postmark.conftest import MAIL, TOKEN


def test_it_keeps_what_was_sent_newest_first(http: httpx.Client) -> None:
    http.post("/email", json=MAIL)
    sent = http.post("/email", json={**MAIL, "Subject": "Second", "Cc": None}).json()

    second, first = http.get("/mail/messages").json()

    assert first.items() >= MAIL.items()
    assert (second["Subject"], second["MessageID"]) == ("Second", sent["MessageID"])
    assert (sent["ErrorCode"], sent["Message"], second["ReplyTo"]) == (0, "OK", "")


@pytest.mark.usefixtures("http")
def test_it_speaks_the_language_of_the_real_library(address: str) -> None:
    client = PostmarkClient(server_token=TOKEN, root_api_url=address, timeout=60)

    with pytest.raises(ClientError) as refused:
        client.emails.send(**{**MAIL, "To": "nobody"})

    assert refused.value.error_code == 300
    assert client.emails.send(**MAIL)["MessageID"]
    assert [found.Subject for found in client.messages.outbound.all(recipient="dana@example.com")] == ["Your link"]


def test_it_shows_the_mail_of_one_address_only(http: httpx.Client) -> None:
    http.post("/email", json=MAIL)
    http.post("/email", json={**MAIL, "To": "Pat <Pat@example.com>"})

    found = http.get("/mail/messages", params={"to": "pat@example.com"}).json()

    assert [mail["To"] for mail in found] == ["Pat <Pat@example.com>"]


def test_it_answers_for_each_mail_of_a_batch(http: httpx.Client) -> None:
    answers = http.post("/email/batch", json=[MAIL, {**MAIL, "To": ""}, MAIL]).json()

    assert [answer["ErrorCode"] for answer in answers] == [0, 300, 0]
    assert len(http.get("/mail/messages").json()) == 2


def test_it_finds_a_mail_by_its_metadata(http: httpx.Client) -> None:
    sent = http.post("/email", json=MAIL).json()
    page = {"count": 1, "offset": 0}

    found = http.get("/messages/outbound", params={**page, "metadata_email": "42"}).json()

    assert [mail["MessageID"] for mail in found["Messages"]] == [sent["MessageID"]]
    assert http.get("/messages/outbound", params={**page, "metadata_email": "43"}).json()["TotalCount"] == 0
