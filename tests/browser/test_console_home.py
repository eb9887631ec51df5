"""The console while it is open: a payment arrives by itself, a customer is answered, a mail is put right and sent again."""

import re
from itertools import product
from typing import Any

from tenants import emails, messages
from tenants.customers import Contact
from tenants.emails import Delivery
from tenants.isolation import acting_for
from tests.browser.person import Browse, Person
from tests.browser.test_access import AXE, SCHEMES, SIZES, SMALLEST, TOO_SMALL, violations, width_at
from tests.builders import about_invoice
from tests.till import Till


async def signed_in(browse: Browse, acme: Till, size: dict[str, Any], path: str) -> Person:
    """The owner, before the console's page at `path`, by the link in the mail."""
    olive = await browse(acme.company, **size)
    await olive.go(path)
    await olive.type("Your email address", acme.company.owner.email)
    await olive.press("Email me a link")
    letter = await olive.mail("sign-in link", to=acme.company.owner.email)
    link = re.search(r"^http\S+/staff/sign-in/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    await olive.go(link[0])
    await olive.page.wait_for_url(lambda url: "sign-in" not in url)
    return olive


async def is_fit(olive: Person) -> None:
    """For everybody, at every size, in light and dark."""
    assert await olive.page.evaluate(TOO_SMALL) == []
    await olive.page.evaluate(AXE)
    for window, scheme in product(SIZES, SCHEMES):
        assert await violations(olive, window, scheme) == []
    assert await width_at(olive, SMALLEST) <= SMALLEST


async def test_a_payment_arrives_by_itself(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice(12_345)
    home = await signed_in(browse, acme, size, "/staff")
    bill = await (await home.another_tab()).go(f"/staff/invoices/{invoice.id}")
    await home.sees("$123.45", "on one invoice")
    for tab in (home, bill):
        await tab.page.evaluate("window.isStillTheSame = true")
        await tab.page.wait_for_timeout(500)

    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    await dana.pay()
    await dana.sees("Your payment has arrived")

    await bill.sees("Paid", "Updated at")
    await home.sees("Nothing waits for you", "Updated at")
    await home.sees_no("on one invoice")
    assert [await tab.page.evaluate("window.isStillTheSame") for tab in (home, bill)] == [True, True]
    await is_fit(home)


async def test_what_is_being_typed_is_left_alone(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        await messages.say(about_invoice(invoice), acme.company.contact.id, "Dana Diaz", "What is this for?")
        thread = await messages.Thread.get()
    olive = await signed_in(browse, acme, size, f"/staff/messages/{thread.id}")
    await olive.type("Your answer", "For the new")
    await olive.page.wait_for_timeout(500)

    async with acting_for(acme.tenant):
        await messages.say(about_invoice(invoice), acme.company.contact.id, "Dana Diaz", "Or is it a mistake?")

    await olive.sees("Something changed here.")
    assert await olive.page.get_by_label("Your answer").input_value() == "For the new"


async def test_a_customer_is_answered(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    olive = await signed_in(browse, acme, size, "/staff/messages")
    await olive.sees("Everything is answered")
    await olive.page.wait_for_timeout(500)
    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    await dana.type("Questions? Write to us here.", "What is this for?")
    await dana.press("Send message")

    await olive.sees("What is this for?", "New message")
    await is_fit(olive)
    await olive.press("Dana Diaz")
    await olive.sees("To answer")
    await is_fit(olive)
    await olive.type("Your answer", "For the new pump.")
    await olive.press("Send answer")

    await olive.sees("For the new pump.")
    await dana.go(f"/invoices/{invoice.id}")
    await dana.sees("For the new pump.", "Olive Owner")


async def test_a_mail_that_came_back_is_put_right(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    to = (acme.company.contact.name, acme.company.contact.email)
    facts = {"number": invoice.number, "title": invoice.title, "path": f"/invoices/{invoice.id}"}
    facts |= {"amount": {"amount": 12_000, "currency": "USD"}, "due_on": "2030-12-06", "note": ""}
    async with acting_for(acme.tenant):
        known = {"to": to, "about": invoice, "customer_id": acme.company.customer.id, "facts": facts}
        mail = await emails.write("invoice_sent", key="1", **known)
        assert mail
        await emails.not_sent(mail, Delivery.BOUNCED, "Mailbox not found")
    olive = await signed_in(browse, acme, size, "/staff")
    await olive.press("Mail not delivered")
    await olive.sees("There is no such mailbox.", "Correct the address")
    await is_fit(olive)

    async with acting_for(acme.tenant):
        await Contact.filter(id=acme.company.contact.id).update(email="dana.right@example.com")
    await olive.go(f"/staff/emails/{mail}")
    await olive.press("^Send again$")

    await olive.sees("dana.right@example.com")
    assert invoice.number in (await olive.mail("invoice", to="dana.right@example.com"))["Subject"]
    await olive.go("/staff/emails")
    await olive.sees("Sent again")
    await is_fit(olive)
