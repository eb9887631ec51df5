"""A company connects with Stripe and is paid, and a payment noted by mistake is undone; on a phone and at a desk."""

from typing import Any

from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.till import Till


async def test_a_company_connects_and_is_paid(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    await Tenant.filter(id=acme.tenant.id).update(
        stripe_account=None, stripe_status="", takes_cards=False, takes_bank_transfers=False
    )
    invoice = await acme.invoice()
    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    await dana.sees_no("Pay $120.00")
    olive = await (await browse(acme.company, **size)).sign_in_staff()

    await olive.go("/staff/settings/payments")
    await olive.sees("Not connected")
    await olive.press("Connect with Stripe")
    await olive.press("Leave half way")
    await olive.sees("Not finished")
    await olive.press("Go on at Stripe")
    await olive.press("^Complete$")
    await olive.sees("Active", "Your customers can pay online.")
    await is_fit(olive)

    await dana.go(f"/invoices/{invoice.id}")
    await dana.pay()
    await dana.sees("Thank you. Your payment has arrived.")
    await olive.go("/staff/payments")
    await olive.sees("Dana Diaz", "Paid online", "$120.00")
    await is_fit(olive)


async def test_a_payment_noted_by_mistake_is_undone(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    invoice = await acme.invoice()
    olive = await (await browse(acme.company, **size)).sign_in_staff()
    await olive.go(f"/staff/invoices/{invoice.id}")

    await olive.press("Record a payment")
    await olive.page.get_by_label("Check", exact=True).check()
    await olive.type("Check number", "1042")
    await is_fit(olive)
    await olive.press("Record the payment")
    await olive.sees("$120.00 paid by Check #1042")
    assert await acme.status(invoice) == "paid"

    await olive.page.locator(".entries").get_by_role("link", name="Take it back").click()
    await olive.type("Why, if you like", "That was another invoice")
    await olive.press("^Take it back$")
    await olive.sees("Payment of $120.00 taken back", "That was another invoice")
    await is_fit(olive)

    async with acting_for(acme.tenant):
        assert str((await Invoice.get(id=invoice.id)).status) == "open"
    dana = await (await browse(acme.company)).sign_in(f"/invoices/{invoice.id}")
    await dana.sees("Pay $120.00")


async def test_reminders_are_switched_on(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await (await browse(acme.company, **size)).sign_in_staff()
    await olive.go("/staff/settings/reminders")
    await olive.sees("Most companies begin like this")
    await is_fit(olive)

    await olive.page.get_by_label("Remind customers of open invoices").check()
    await olive.type("At most, for one invoice", "none")
    await olive.press("^Save$")
    await olive.sees("Please write a whole number.")
    await olive.type("At most, for one invoice", "2")
    await olive.press("^Save$")

    await olive.sees("On: customers are reminded")
