"""Trouble on demand: failures before and after a mail is taken, and the barrier."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.sandbox.conftest import wait_until
from tests.sandbox.postmark.conftest import MAIL, refusal


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_it_fails_before_or_after_taking_the_mail(http: httpx.Client, when: str, kept: int) -> None:
    http.post("/mail/control/faults", json={"status": 500, "when": when})

    assert http.post("/email", json=MAIL).status_code == 500
    assert len(http.get("/mail/messages").json()) == kept
    assert http.post("/email", json=MAIL).status_code == 200


def test_it_breaks_the_connection_off(http: httpx.Client) -> None:
    http.post("/mail/control/faults", json={"reset": True, "when": "after"})

    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/email", json=MAIL)

    assert len(http.get("/mail/messages").json()) == 1


def test_it_troubles_one_address_only(http: httpx.Client) -> None:
    http.post("/mail/control/faults", json={"code": 429, "to": "pat@example.com"})

    assert http.post("/email", json=MAIL).status_code == 200
    assert refusal(http.post("/email", json={**MAIL, "To": "pat@example.com"})) == (429, 429)


def test_it_forgets_trouble_that_is_taken_back(http: httpx.Client) -> None:
    http.post("/mail/control/faults", json={"status": 503, "times": 9})
    http.delete("/mail/control/faults")

    assert http.post("/email", json=MAIL).status_code == 200


def test_it_refuses_a_trouble_it_does_not_know(http: httpx.Client) -> None:
    assert http.post("/mail/control/faults", json={"colour": "red"}).status_code == 400


def test_it_holds_requests_until_released(http: httpx.Client) -> None:
    http.post("/mail/control/hold")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(http.post, "/email", json=MAIL)
        wait_until(lambda: [seen["answer"] for seen in http.get("/mail/control/requests").json()] == [None])
        assert http.get("/mail/messages").json() == []
        http.post("/mail/control/release")

        assert waiting.result().status_code == 200
    assert len(http.get("/mail/messages").json()) == 1
