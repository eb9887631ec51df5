"""The words of a mail: what its writer wrote, whatever program they wrote it with."""

import time

import pytest

from web.hooks import mail
from web.hooks.unquoted import unquoted

MINE = "Yes, Friday is fine.\n\nDana"
QUOTES = {
    "Gmail": "\n\nOn Mon, Nov 23, 2026 at 9:41 AM Acme <p@acme.example> wrote:\n\n> Hello\n> Friday?\n",
    "Gmail, broken": "\n\nOn Mon, Nov 23, 2026 at 9:41 AM Acme Heating & Air <\nreply+x@acme.example> wrote:\n> Hello\n",
    "Gmail in Spanish": "\n\nEl lun, 23 nov 2026 a las 9:41, Acme (<p@acme.example>) escribió:\n\n> Hola\n",
    "iPhone": "\n\nSent from my iPhone\n\n> On Nov 23, 2026, at 9:41 AM, Acme <p@acme.example> wrote:\n> \n> Hello\n",
    "iPhone in Spanish": "\n\nEnviado desde mi iPhone\n\n> El 23 nov 2026, a las 9:41, Acme <p@a.example> escribió:\n> Hola\n",
    "Outlook": "\n\n________________________________\nFrom: Acme\nSent: Monday\nTo: Dana\nSubject: Acme: new message\n\nHello\n",
    "old Outlook": "\n\n-----Original Message-----\nFrom: Acme\nSent: Monday\nTo: Dana\n\nHello\n",
    "Outlook in Spanish": "\n\nDe: Acme <p@acme.example>\nEnviado: lunes\nPara: Dana\nAsunto: x\n\nHola\n",
    "Thunderbird": "\n\nOn 11/23/26 09:41, Acme wrote:\n> Hello\n",
    "a signature": "\n-- \nDana Diaz\n12 Elm Street\n",
    "quotes alone": "\n\n> Hello\n> Friday?\n",
    "nothing": "\n",
}


@pytest.mark.parametrize("program", QUOTES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_takes_what_was_written_above_the_quote(program: str, end: str) -> None:
    assert unquoted((MINE + QUOTES[program]).replace("\n", end)) == MINE


def test_it_takes_an_answer_below_the_quote() -> None:
    text = "On Mon, Nov 23, 2026 at 9:41 AM Acme wrote:\n> Hello\n> Friday?\n\nYes, Friday.\n"

    assert unquoted(text) == "Yes, Friday."


def test_it_keeps_words_that_only_look_like_an_introduction() -> None:
    text = "On Friday I can be there.\nOn Monday not.\nFrom: my side all is well."

    assert unquoted(text) == text


def test_it_prefers_what_postmark_found() -> None:
    assert mail.words({"StrippedTextReply": "Yes.", "TextBody": "Yes.\n\nHello"}) == "Yes."


@pytest.mark.parametrize(
    "html", ["<!" * 50_000, "<a " * 33_000, "<" * 100_000, "<!--" * 25_000, "<div>" * 20_000, "<b><p>" * 16_000]
)
def test_hostile_html_is_read_in_time(html: str) -> None:
    started = time.process_time()
    mail.words({"HtmlBody": html})

    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "text", ["On \n" * 25_000, "\n" * 100_000, "De: x\nPara: y\n" * 7_000, "-" * 100_000, " >" * 50_000]
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    started = time.process_time()
    unquoted(text)

    assert time.process_time() - started < 8


def test_pictures_of_a_layout_are_no_attachments() -> None:
    assert not mail.has_files({"Attachments": [{"Name": "logo.png", "ContentID": "logo"}]})
    assert mail.has_files({"Attachments": [{"Name": "photo.jpg"}]})
