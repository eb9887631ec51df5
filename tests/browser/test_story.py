"""From a mail to a paid invoice: by card, by bank, by two tabs at once, and with second thoughts."""

import re
from typing import Any

from playwright.async_api import expect

from tenants import share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.person import Browse, Person, link_in
from tests.builders import a_share_link
from tests.till import Till


async def test_it_takes_a_person_who_forgot_us_to_a_paid_invoice(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    invoice = await acme.invoice(124_000)
    dana = await browse(acme.company, **size)

    await dana.go(link_in(await dana.ask_for_link()))
    await dana.sees("Hello, Dana", "You owe", "$1,240.00")
    await dana.press("See and pay")
    await dana.is_at(f"/invoices/{invoice.id}")
    await dana.pay()

    await dana.is_back_at(f"/invoices/{invoice.id}")
    await dana.sees("Thank you. Your payment has arrived.", "Paid", "$1,240.00 paid by Visa •••• 4242")
    await has_no_pay_button(dana)
    assert (await acme.status(invoice), await acme.books_agree()) == ("paid", True)


async def test_it_mails_a_receipt_that_reads_as_a_letter(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice(124_000)
    await dana.go(f"/invoices/{invoice.id}")
    await dana.pay()

    receipt = await dana.mail("receipt")

    assert f"Acme: receipt for invoice {invoice.number}, $1,240.00" in receipt["Subject"]
    assert all(
        words in receipt["TextBody"] for words in ("Hello Dana Diaz,", "Paid: $1,240.00", "With: Visa •••• 4242")
    )
    assert link_in(receipt) == acme.tenant.url(f"/invoices/{invoice.id}")
    assert await dana.mail("Dana Diaz paid $1,240.00", to=acme.company.owner.email)


async def test_it_waits_for_a_bank_and_takes_no_second_payment_meanwhile(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    dana = await (await browse(acme.company, **size)).sign_in()
    invoice = await paid_by_bank(dana, acme)

    await dana.sees("Thank you. Your bank transfer is on its way.", "$120.00 is on its way, expected by")
    await has_no_pay_button(dana)
    acme.stripe.post(f"payments/{acme.held('charges')[0]['payment_intent']}/settle")

    assert await dana.mail(f"receipt for invoice {invoice.number}")
    await dana.go(f"/invoices/{invoice.id}")
    await dana.sees("$120.00 paid by")
    assert await acme.status(invoice) == "paid"


async def test_it_opens_an_invoice_again_when_the_bank_sends_the_money_back(dana: Person, acme: Till) -> None:
    invoice = await paid_by_bank(dana, acme)
    await dana.sees("is on its way")

    acme.stripe.post(f"payments/{acme.held('charges')[0]['payment_intent']}/return")

    assert link_in(await dana.mail("came back")) == acme.tenant.url(f"/invoices/{invoice.id}")
    assert await dana.mail("came back", to=acme.company.owner.email)
    await dana.go(f"/invoices/{invoice.id}")
    await dana.sees("Bank transfer of $120.00 was returned")
    await expect(dana.pressable("^Pay")).to_be_visible()


async def test_it_takes_one_payment_from_two_tabs(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice()
    tabs = [dana, await dana.another_tab()]
    for tab in tabs:
        await tab.go(f"/invoices/{invoice.id}")
    for tab in tabs:
        await tab.press("^Pay")
        await tab.is_at_stripe()

    await tabs[0].pay_at_stripe()
    await tabs[0].sees("Thank you.")
    await tabs[1].press("^Pay")
    await tabs[1].sees("This payment is complete.")
    await tabs[1].press("Back")

    await tabs[1].sees("Visa •••• 4242")
    assert len(acme.held("charges")) == 1


async def test_it_changes_nothing_when_somebody_turns_back_at_stripe(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice()
    await dana.go(f"/invoices/{invoice.id}")
    await dana.press("^Pay")
    await dana.is_at_stripe()

    await dana.press("Cancel")

    await dana.sees("Nothing was paid.")
    await expect(dana.pressable("^Pay \\$120.00")).to_be_visible()


async def test_it_keeps_a_wrong_amount_beside_its_error_and_takes_a_right_one(dana: Person, acme: Till) -> None:
    await Tenant.filter(id=acme.tenant.id).update(partial_payments=True, smallest_partial=2_000)
    invoice = await acme.invoice()
    amount = dana.page.get_by_label("Amount, $20.00 or more")
    await dana.go(f"/invoices/{invoice.id}")
    await dana.page.get_by_text("Pay another amount").click()

    await amount.fill("12.00")
    await dana.press("Pay this amount")
    await expect(amount).to_have_value("12.00")
    await expect(amount).to_be_focused()
    await expect(amount).to_have_accessible_description(re.compile("20.00"))
    await amount.fill("50")
    await dana.press("Pay this amount")
    await dana.pay_at_stripe()

    await dana.sees("Partly paid", "$70.00")


async def test_it_takes_money_for_one_shared_invoice_while_the_portal_is_off(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    await Tenant.filter(id=acme.tenant.id).update(portal_enabled=False)
    invoice = await acme.invoice()
    path = await shared(acme, invoice)
    dana = await browse(acme.company, **size)

    await dana.go(path)
    await dana.sees_no("Sign in")
    await dana.pay()

    await dana.is_back_at(f"{path}")
    await dana.sees("Thank you. Your payment has arrived.")
    assert link_in(await dana.mail("receipt")) == acme.tenant.url(path)


async def paid_by_bank(dana: Person, acme: Till) -> Invoice:
    invoice = await acme.invoice()
    await dana.go(f"/invoices/{invoice.id}")
    await dana.pay(by_bank=True)
    await dana.is_back_at(f"/invoices/{invoice.id}")
    return invoice


async def has_no_pay_button(person: Person) -> None:
    await expect(person.page.get_by_role("button", name="Pay")).to_have_count(0)


async def shared(till: Till, invoice: Invoice) -> str:
    """The path of a share link to the invoice, made for Dana."""
    async with acting_for(till.tenant):
        return share_links.address(await a_share_link(invoice, contact_id=till.company.contact.id))
