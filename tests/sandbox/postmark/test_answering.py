"""Answering a mail in the mailbox: the product is told as Postmark tells of mail that came in."""

import httpx

from tests.sandbox.postmark.conftest import MAIL, Product

TO = "reply+abc@reply.porchlight.example"


def test_the_answer_comes_from_whoever_got_the_mail_and_quotes_it(http: httpx.Client) -> None:
    sent = http.post("/email", json={**MAIL, "ReplyTo": TO}).json()

    mail = http.post(f"/mail/control/messages/{sent['MessageID']}/answer", json={"text": "Yes."}).json()

    assert (mail["FromFull"]["Email"], mail["OriginalRecipient"], mail["MailboxHash"]) == (MAIL["To"], TO, "abc")
    assert mail["TextBody"].startswith("Yes.\n\nOn ")
    assert "> Here it is" in mail["TextBody"]


def test_a_test_may_bend_any_field(http: httpx.Client) -> None:
    sent = http.post("/email", json={**MAIL, "ReplyTo": TO}).json()
    bent = {"text": "Yes.", "From": "eve@example.com", "Headers": []}

    mail = http.post(f"/mail/control/messages/{sent['MessageID']}/answer", json=bent).json()

    assert (mail["From"], mail["Headers"]) == ("eve@example.com", [])


def test_a_person_answers_on_the_page_of_the_mail(http: httpx.Client, product: Product) -> None:
    sent = http.post("/email", json={**MAIL, "ReplyTo": TO}).json()
    page = http.get(f"/mail/{sent['MessageID']}").text

    answer = http.post(f"/mail/{sent['MessageID']}/answer", data={"text": "Yes."})

    assert f'action="/mail/{sent["MessageID"]}/answer"' in page
    assert answer.status_code == 303
    assert "Answered" in http.get(f"/mail/{sent['MessageID']}").text


def test_a_mail_that_says_not_where_has_no_form(http: httpx.Client) -> None:
    sent = http.post("/email", json=MAIL).json()

    assert "/answer" not in http.get(f"/mail/{sent['MessageID']}").text


def test_a_mail_that_was_never_sent_is_not_answered(http: httpx.Client) -> None:
    nobody = "/mail/control/messages/00000000-0000-0000-0000-000000000000/answer"

    assert http.post(nobody, json={"text": "Yes."}).status_code == 404
