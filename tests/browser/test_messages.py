"""A conversation about an invoice: asked on the page, answered from two mailboxes, in both languages."""

from typing import Any

import pytest

from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse, Person
from tests.sandboxes import Postmark
from tests.till import Till

ENGLISH = {"ask": "Questions", "send": "Send message", "new": "New message", "list": "Messages"}
SPANISH = {"ask": "alguna pregunta", "send": "Enviar mensaje", "new": "Mensaje nuevo", "list": "Mensajes"}


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("es", SPANISH)])
async def test_it_goes_both_ways(
    browse: Browse, acme: Till, postmark: Postmark, size: dict[str, Any], language: str, words: dict[str, str]
) -> None:
    dana = await _reading(browse, acme, language, size)
    invoice = await acme.invoice()
    await dana.go(f"/invoices/{invoice.id}")

    await dana.type(words["ask"], "What is this for?")
    await dana.press(words["send"])
    await dana.is_at(f"/invoices/{invoice.id}#messages")
    await dana.sees("What is this for?")
    asked = await dana.mail("wrote to you", to=acme.company.owner.email)
    await _answer(postmark, asked, "For the new pump.")
    told = await dana.mail(invoice.number)
    await dana.go("/messages")
    await dana.sees(words["list"], words["new"])
    await dana.press(invoice.number)
    await dana.sees(words["new"], "For the new pump.", acme.company.owner.name)
    await _answer(postmark, told, "Thank you both.")
    thanks = await dana.mails("wrote to you", acme.company.owner.email, most_before=1)
    await dana.page.reload()
    await dana.sees("Thank you both.")
    await dana.sees_no(words["new"])

    assert "Thank you both." in thanks[0]["TextBody"]
    await is_fit(dana)


async def test_it_is_written_and_kept_without_scripts(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice()
    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    plain = await browse(acme.company, java_script_enabled=False)
    await plain.context.add_cookies(await dana.context.cookies())

    await plain.go(f"/invoices/{invoice.id}")
    await plain.type("Questions", "Without scripts.")
    await plain.press("Send message")

    await plain.is_at(f"/invoices/{invoice.id}#messages")
    await plain.sees("Without scripts.")


async def _reading(browse: Browse, acme: Till, language: str, size: dict[str, Any]) -> Person:
    async with acting_for(acme.tenant):
        await Contact.filter(id=acme.company.contact.id).update(language=language)
    return await (await browse(acme.company, **size)).sign_in()


async def _answer(postmark: Postmark, letter: dict[str, Any], text: str) -> None:
    postmark.post(f"messages/{letter['MessageID']}/answer", text=text)
