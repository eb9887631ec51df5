"""The letters: what they say, and what no name or note can do to them."""

import re
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from templates.letters import render

LETTERS = sorted(
    path.name.split(".")[0] for path in (Path(__file__).parents[2] / "templates/emails").glob("*.subject.txt")
)
LINK = "https://acme.example.com/invoices/0199f3c1"
COMPANY = {
    "name": "Acme Heating & Air",
    "portal_name": "Acme Client Portal",
    "brand": "#c2410c",
    "brand_ink": "#ffffff",
    "logo_url": None,
    "phone": "(555) 010-4477",
    "email": "office@acme.example",
    "address_lines": ["410 Foundry Road", "Springfield, IL 62701"],
    "portal_url": "https://acme.example.com",
}
ABOUT = {
    "company": COMPANY,
    "to_name": "Dana",
    "to_address": "dana@example.com",
    "customer": "Reyes Property Group",
    "number": "INV-1042",
    "title": "Fall furnace tune-up",
    "amount": "$1,240.00",
    "balance": None,
    "due": "Friday, 4 December",
    "due_by": None,
    "paid_on": "Sunday, 22 November",
    "expected": "Tuesday, 1 December",
    "reason_words": "the account did not hold enough money",
    "method": "Visa •••• 4242",
    "note": "Mind the gate.",
    "link": LINK,
    "code": "123 456",
    "minutes": 10,
    "unsubscribe": None,
    "phone": "(555) 010-4477",
    "email": "dana@example.com",
    "by": "Dana Diaz",
    "change": "",
    "changed": "",
    "deposit": None,
    "fingerprint": "9f2c 11aa",
    "first_day": None,
    "first_part": "",
    "second_day": None,
    "second_part": "",
    "third_day": None,
    "third_part": "",
    "is_range": False,
    "new_email": "d…@example.com",
    "option": "",
    "place": "12 Elm Street",
    "urgency": "soon",
    "urgency_words": "In the next days",
    "was": "$1,300.00",
    "window_block": "8 to 10 a.m.",
    "left_out": False,
    "about": "invoice",
    "name": "Dana Diaz",
    "cadence": "monthly",
    "signer": "Dana Diaz",
    "starts": "Monday, 1 March",
    "window": "Monday, 1 March, between 9 and 11 AM",
    "who": "Maria and Tom",
    "asks": True,
    "confirmed_by": "Dana Diaz",
    "photos": 3,
    "portals": [("Acme Heating & Air", "https://acme.example.com/")],
    "consoles": [("Bolt Electric", "https://bolt.example.com/staff")],
    "reason": "",
    "is_won": True,
    "ends": "Monday, 7 December",
    "due_words": "overdue by 3 days",
    "total": None,
    "is_online": True,
    "domain": "pay.acme.example",
    "last": "Sunday, 13 December",
    "came_from": "192.0.2.7",
    "may_words": "Whoever has the key can read what it is allowed, and change nothing.",
}
WITHOUT_BUTTON = {
    "refund_made",
    "refund_failed",
    "overpayment_refunded",
    "email_changed",
    "site_find",
    "staff_deletion_done",
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL).split())


class TestEveryLetter:
    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_reads_as_a_letter_without_html(self, letter: str) -> None:
        text = render(letter, ABOUT).text

        assert text.startswith("Hello Dana,\n\n")
        there = "" if letter == "staff_deletion_done" else "https://acme.example.com\n"
        assert text.endswith(f"Springfield, IL 62701\n(555) 010-4477\noffice@acme.example\n{there}")
        assert "\n\n\n" not in text

    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_never_raises_its_voice(self, letter: str) -> None:
        rendered = render(letter, ABOUT)

        assert "!" not in rendered.subject + rendered.text + words(rendered.html)

    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_says_the_same_in_both_forms(self, letter: str) -> None:
        rendered = render(letter, ABOUT)

        for fact in ("INV-1042", "$1,240.00", "Tuesday, 1 December", "Visa •••• 4242", "123 456"):
            assert (fact in rendered.text) == (fact in words(rendered.html))

    @pytest.mark.parametrize("letter", sorted(set(LETTERS) - WITHOUT_BUTTON))
    def test_it_has_one_button_and_the_plain_address_under_it(self, letter: str) -> None:
        rendered = render(letter, ABOUT)

        assert rendered.html.count(f'href="{LINK}"') == 2
        assert words(rendered.html).count(LINK) == rendered.text.count(f"\n{LINK}\n") == 1

    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_cannot_be_bent_by_a_name(self, letter: str) -> None:
        nasty = '"><script>alert(1)</script>'
        bent = {key: nasty if isinstance(value, str) else value for key, value in ABOUT.items()}

        html = render(letter, {**bent, "note": nasty, "company": {**COMPANY, "name": nasty}}).html

        assert "<script>" not in html
        assert "&amp;lt;" not in html

    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_stays_one_short_line_in_the_inbox(self, letter: str) -> None:
        long = {**COMPANY, "name": "Acme\r\nBcc: eve@example.com\u202e" + "x" * 300}

        subject = render(letter, {**ABOUT, "company": long, "customer": long["name"]}).subject

        assert subject.isprintable()
        assert len(subject) <= 200

    @pytest.mark.parametrize("letter", LETTERS)
    def test_it_is_light_enough_for_every_inbox(self, letter: str) -> None:
        assert len(render(letter, ABOUT).html) < 10_000


class TestRendering:
    def test_it_names_company_thing_amount_and_date_in_the_subject(self) -> None:
        subject = render("invoice_sent", ABOUT).subject

        assert subject == "Acme Heating & Air: invoice INV-1042, $1,240.00, due Friday, 4 December"

    def test_it_keeps_secrets_out_of_the_sign_in_subject(self) -> None:
        assert render("sign_in", ABOUT).subject == "Acme Heating & Air: your sign-in link"

    def test_it_carries_the_note_of_the_company(self) -> None:
        rendered = render("invoice_sent", {**ABOUT, "note": "Mind the <dog>."})

        assert "Mind the <dog>." in rendered.text
        assert "Mind the &lt;dog&gt;." in rendered.html

    def test_it_says_what_is_left_to_pay(self) -> None:
        assert "Left to pay on this invoice: $300.00" in render("receipt", {**ABOUT, "balance": "$300.00"}).text

    def test_it_shows_the_logo_under_the_name_of_the_company(self) -> None:
        html = render(
            "sign_in",
            {
                **ABOUT,
                "company": {
                    **COMPANY,
                    "logo_url": "https://x.example/logo.png",
                    "logo": {"width": 88, "height": 44, "plate": None},
                },
            },
        ).html

        assert '<img src="https://x.example/logo.png" alt="Acme Heating &amp; Air"' in " ".join(html.split())

    def test_it_greets_somebody_whose_name_is_unknown(self) -> None:
        assert render("sign_in", {**ABOUT, "to_name": ""}).text.startswith("Hello,\n")

    def test_it_refuses_a_letter_with_a_word_missing(self) -> None:
        with pytest.raises(UndefinedError):
            render("sign_in", {"company": COMPANY, "to_name": "Dana"})

    def test_it_refuses_a_letter_that_does_not_exist(self) -> None:
        with pytest.raises(TemplateNotFound):
            render("love_letter", ABOUT)
