"""The mailbox, as a person sees it."""

import httpx

from tests.sandbox.postmark.conftest import MAIL


def test_it_says_what_will_appear_while_it_is_empty(http: httpx.Client) -> None:
    assert "No mail yet." in http.get("/mail").text


def test_it_leads_from_the_list_to_the_mail(http: httpx.Client) -> None:
    sent = http.post("/email", json=MAIL).json()

    assert f'href="/mail/{sent["MessageID"]}"' in http.get("/mail").text
    assert f'src="/mail/{sent["MessageID"]}/html"' in http.get(f"/mail/{sent['MessageID']}").text
    assert "Here it is" in http.get(f"/mail/{sent['MessageID']}?view=text").text


def test_it_shows_a_mail_that_can_do_nothing_but_be_read(http: httpx.Client) -> None:
    sent = http.post("/email", json=MAIL).json()

    frame = http.get(f"/mail/{sent['MessageID']}/html")

    assert frame.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<head><base target="_top">' in frame.text
    assert "allow-scripts" not in http.get(f"/mail/{sent['MessageID']}").text


def test_it_escapes_what_a_sender_wrote(http: httpx.Client) -> None:
    http.post("/email", json={**MAIL, "Subject": "<script>alert(1)</script>"})

    assert "<script>" not in http.get("/mail").text


def test_it_does_not_know_a_mail_that_was_never_sent(http: httpx.Client) -> None:
    assert http.get("/mail/00000000-0000-0000-0000-000000000000").status_code == 404
