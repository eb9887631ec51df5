"""The console while it is open: a payment arrives by itself, a customer is answered, a mail is put right and sent again."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from playwright.async_api import Route

from tenants import emails, messages
from tenants.emails import Delivery
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.builders import about_invoice
from tests.patience import a_moment
from tests.till import Till

ONE_LATE_ANSWER = """() => {
  const swift = globalThis.fetch;
  globalThis.fetch = async (...asked) => {
    globalThis.fetch = swift;
    const answer = await swift(...asked);
    await new Promise(done => { globalThis.letItCome = done; });
    return answer;
  };
}"""


async def test_a_payment_arrives_by_itself(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice(12_345)
    home = await (await browse(acme.company, **size)).sign_in_staff("/staff")
    bill = await (await home.another_tab()).go(f"/staff/invoices/{invoice.id}")
    await home.sees("$123.45", "on one invoice")
    for tab in (home, bill):
        await tab.page.evaluate("window.isStillTheSame = true")

    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    await dana.pay()
    await dana.sees("Your payment has arrived")

    await bill.sees("Paid", "Updated at")
    await home.sees("Nothing waits for you", "Updated at")
    await home.sees_no("on one invoice")
    assert [await tab.page.evaluate("window.isStillTheSame") for tab in (home, bill)] == [True, True]
    await is_fit(home)


async def test_it_is_told_in_the_companys_own_time(browse: Browse, acme: Till) -> None:
    """As everything on the page is, wherever the person is who reads it."""
    invoice = await acme.invoice()
    olive = await browse(acme.company, timezone_id="Asia/Kathmandu")
    await olive.sign_in_staff(f"/staff/invoices/{invoice.id}")

    before = datetime.now(acme.tenant.zone)
    await (await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")).pay()

    await olive.sees("Updated at")
    told = (await olive.page.locator(".updated").inner_text()).replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert told in {f"{before + timedelta(minutes=later):Updated at %-I:%M %p}." for later in range(3)}


async def test_what_is_being_typed_is_left_alone(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        await messages.say(about_invoice(invoice), acme.company.contact.id, "Dana Diaz", "What is this for?")
        thread = await messages.Thread.get()
    olive = await (await browse(acme.company, **size)).sign_in_staff(f"/staff/messages/{thread.id}")
    await olive.type("Your answer", "For the new")

    async with acting_for(acme.tenant):
        await messages.say(about_invoice(invoice), acme.company.contact.id, "Dana Diaz", "Or is it a mistake?")

    await olive.sees("Something changed here.")
    assert await olive.page.get_by_label("Your answer").input_value() == "For the new"


async def says(acme: Till, invoice: Invoice, words: str) -> None:
    async with acting_for(acme.tenant):
        await messages.say(about_invoice(invoice), acme.company.contact.id, "Dana Diaz", words)


async def test_what_happens_before_a_page_can_listen_is_heard(browse: Browse, acme: Till) -> None:
    invoice, has_happened = await acme.invoice(), asyncio.Event()
    olive = await browse(acme.company)

    async def late(route: Route) -> None:
        await has_happened.wait()
        await route.continue_()

    await olive.page.route("**/staff/live*", late)
    await olive.sign_in_staff("/staff/messages")
    await olive.sees("Everything is answered")
    await says(acme, invoice, "What is this for?")
    has_happened.set()

    await olive.sees("What is this for?")


async def test_what_happens_while_a_page_looks_is_seen_too(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice()
    olive = await (await browse(acme.company)).sign_in_staff("/staff/messages")
    await olive.page.evaluate(ONE_LATE_ANSWER)

    await says(acme, invoice, "What is this for?")
    await olive.page.wait_for_function("() => globalThis.letItCome")
    await says(acme, invoice, "Or is it a mistake?")
    await a_moment(1)
    await olive.page.evaluate("globalThis.letItCome()")

    await olive.sees("Or is it a mistake?")


async def test_a_customer_is_answered(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    olive = await (await browse(acme.company, **size)).sign_in_staff("/staff/messages")
    await olive.sees("Everything is answered")
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
    right = f"right.{acme.company.contact.email}"  # of this story alone
    facts = {"number": invoice.number, "title": invoice.title, "path": f"/invoices/{invoice.id}"}
    facts |= {"amount": {"amount": 12_000, "currency": "USD"}, "due_on": "2030-12-06", "note": ""}
    async with acting_for(acme.tenant):
        known = {"to": to, "about": invoice, "customer_id": acme.company.customer.id, "facts": facts}
        mail = await emails.write("invoice_sent", key="1", **known)
        assert mail
        await emails.not_sent(mail, Delivery.BOUNCED, "Mailbox not found")
    olive = await (await browse(acme.company, **size)).sign_in_staff("/staff")
    await olive.press("Mail not delivered")
    await olive.sees("There is no such mailbox.")
    await is_fit(olive)
    await olive.press("Correct the address")
    await olive.type("Email", right)
    await olive.press("^Save")
    await olive.go(f"/staff/emails/{mail}")
    await olive.press("^Send again$")

    await olive.sees(right)
    assert invoice.number in (await olive.mail("invoice", to=right))["Subject"]
    await olive.go("/staff/emails")
    await olive.sees("Sent again")
    await is_fit(olive)
