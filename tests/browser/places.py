"""Every page and state of the portal, and how to come to see it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Route

from tenants import messages, share_links, unsubscribe
from tenants.customers import Contact
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests import builders
from tests.browser.person import Person, code_in, link_in
from tests.builders import a_share_link, a_thread, about_invoice, an_email_change, an_entry, an_invoice
from tests.signing_in import shift
from tests.tenants.test_unsubscribe import a_letter
from tests.till import Till

Way = Callable[[Person, Till], Awaitable[object]]
PLACES: dict[str, Way] = {}


def place(way: Way) -> Way:
    PLACES[way.__name__.replace("_", " ")] = way
    return way


@place
async def the_front_of_the_installation(dana: Person, acme: Till) -> None:
    await dana.go(acme.tenant.origin.replace(f"{acme.tenant.slug}.", ""))
    await dana.sees("A client portal for every service business")


@place
async def the_sign_in_page(dana: Person, acme: Till) -> None:
    await Tenant.filter(id=acme.tenant.id).update(welcome="**Welcome.** We answer the phone until six.")
    await dana.go("/sign-in")
    await dana.sees("We answer the phone until six.")


@place
async def a_wrong_address(dana: Person, acme: Till) -> None:
    await dana.go("/sign-in")
    await dana.type("Your email address", "dana@example.com@example.com")
    await dana.page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    await dana.page.locator(".error").wait_for()


@place
async def the_waiting_tab(dana: Person, acme: Till) -> None:
    await dana.ask_for_link()


@place
async def a_wrong_code(dana: Person, acme: Till) -> None:
    code = int(code_in(await dana.ask_for_link()).replace(" ", ""))
    await dana.type("Reading it on another device?", f"{(code + 1) % 1_000_000:06}")
    await dana.sees("That is not the code")


@place
async def the_moment_of_signing_in(dana: Person, acme: Till) -> None:
    link = link_in(await dana.ask_for_link())

    async def hold(route: Route) -> None:
        await (route.fulfill(status=204) if route.request.method == "POST" else route.continue_())

    await dana.page.route("**/sign-in/*", hold)
    await dana.page.goto(link, wait_until="commit")
    await dana.sees("One moment")


@place
async def a_link_in_another_browser(dana: Person, acme: Till) -> None:
    link = link_in(await dana.ask_for_link())
    await dana.context.clear_cookies()
    await dana.go(link)
    await dana.sees("Is it you?")


@place
async def an_expired_link(dana: Person, acme: Till) -> None:
    link = link_in(await dana.ask_for_link())
    await shift(acme.company, "magic_link", "expires_at", "-11 minutes")
    await dana.go(link)
    await dana.sees("This link has expired")


@place
async def a_link_that_never_was(dana: Person, acme: Till) -> None:
    await dana.go(f"/sign-in/{'x' * 43}")
    await dana.sees("This link does not work")


@place
async def a_closed_portal(dana: Person, acme: Till) -> None:
    await Tenant.filter(id=acme.tenant.id).update(portal_enabled=False)
    await dana.go("/sign-in")
    await dana.sees("Our portal is closed at the moment")


@place
async def the_choice_of_accounts(dana: Person, acme: Till) -> None:
    other = acme.company.other_customer
    async with acting_for(acme.tenant):
        await Contact.create(customer_id=other.id, name="Dana Diaz", email=dana.email)
    await dana.sign_in()
    await dana.sees("Choose an account")


@place
async def an_empty_home(dana: Person, acme: Till) -> None:
    await dana.sign_in()
    await dana.sees("Nothing here yet")


@place
async def an_empty_list(dana: Person, acme: Till) -> None:
    await (await dana.sign_in()).go("/invoices")
    await dana.sees("No invoices yet")


@place
async def a_home_with_everything(dana: Person, acme: Till) -> None:
    await invoices_of_all_kinds(acme)
    await dana.sign_in()
    await dana.sees("Needs your attention", "All invoices")


@place
async def a_list_with_everything(dana: Person, acme: Till) -> None:
    await invoices_of_all_kinds(acme)
    await (await dana.sign_in()).go("/invoices")
    await dana.sees("To pay", "Earlier")


@place
async def an_open_invoice(dana: Person, acme: Till) -> None:
    await Tenant.filter(id=acme.tenant.id).update(partial_payments=True, smallest_partial=2_000)
    invoice = await acme.invoice(124_000)
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    await dana.sees("Pay another amount")


@place
async def a_wrong_amount(dana: Person, acme: Till) -> None:
    await an_open_invoice(dana, acme)
    await dana.page.get_by_text("Pay another amount").click()
    await dana.type("Amount, ", "1")
    await dana.press("Pay this amount")
    await dana.page.locator(".error").wait_for()


@place
async def an_overdue_invoice(dana: Person, acme: Till) -> None:
    async with acting_for(acme.tenant):
        late = acme.tenant.today() - timedelta(days=4)
        invoice = await an_invoice(acme.company.customer, 48_050, due_on=late)
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    await dana.sees("Overdue")


@place
async def a_bank_transfer_on_its_way(dana: Person, acme: Till) -> None:
    invoice = await acme.paid_invoice(124_000, method="bank")
    await acme.look(invoice)
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    await dana.sees("is on its way")


@place
async def a_paid_invoice(dana: Person, acme: Till) -> None:
    invoice = await acme.paid_invoice(124_000)
    await acme.look(invoice)
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    await dana.sees("Paid")


@place
async def stripe_out_of_reach(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice(124_000)
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    acme.stripe.post("faults", path_prefix="/v1/checkout/sessions", status=503, times=20)
    await dana.press("^Pay")
    await dana.sees("Stripe cannot be reached right now.")


@place
async def a_shared_invoice(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice(124_000)
    async with acting_for(acme.tenant):
        path = share_links.address(await a_share_link(invoice))
    await dana.go(path)
    await dana.sees("Sign in to see everything")


@place
async def a_revoked_share_link(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        link = await a_share_link(invoice)
        await share_links.revoke(link)
    await dana.go(share_links.address(link))
    await dana.sees(acme.tenant.phone)


@place
async def the_profile(dana: Person, acme: Till) -> None:
    await (await dana.sign_in()).go("/profile")
    await dana.sees("Where you are signed in")


@place
async def nothing_at_this_address(dana: Person, acme: Till) -> None:
    await (await dana.sign_in()).go("/nowhere")
    await dana.sees("There is nothing here")


@place
async def a_form_after_signing_out(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice()
    await (await dana.sign_in()).go(f"/invoices/{invoice.id}")
    await dana.context.clear_cookies()
    await dana.press("^Pay")
    await dana.sees("You have been signed out")


@place
async def an_empty_list_of_service_requests(dana: Person, acme: Till) -> None:
    await (await dana.sign_in()).go("/service-requests")
    await dana.sees("What can we do for you?")


@place
async def the_form_for_a_service_request(dana: Person, acme: Till) -> None:
    await (await dana.sign_in()).go("/service-requests/new")
    await dana.page.get_by_text("Name more days").click()
    await dana.type("Your email address", "nobody")
    await dana.press("^Send request$")
    await dana.sees("Please tell us what we can do for you.")


@place
async def a_service_request(dana: Person, acme: Till) -> None:
    async with acting_for(acme.tenant):
        request = await builders.a_service_request(acme.company.contact)
    await (await dana.sign_in()).go(f"/service-requests/{request.id}")
    await dana.sees("We have your request", "What you told us")


async def invoices_of_all_kinds(acme: Till) -> None:
    """Due, overdue, partly paid and paid."""
    customer, today = acme.company.customer, acme.tenant.today()
    async with acting_for(acme.tenant):
        await an_invoice(customer, 124_000)
        await an_invoice(customer, 48_050, due_on=today - timedelta(days=4))
        await an_entry(await an_invoice(customer, 30_000), 10_000)
    await acme.look(await acme.paid_invoice(8_500))


@place
async def a_conversation_about_an_invoice(dana: Person, acme: Till) -> None:
    invoice = await a_conversation(acme)
    await dana.sign_in(f"/invoices/{invoice.id}")
    await dana.sees("New message", "For the new pump.")


@place
async def a_message_without_words(dana: Person, acme: Till) -> None:
    invoice = await a_conversation(acme)
    await dana.sign_in(f"/invoices/{invoice.id}")
    await dana.page.locator(".messages form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    await dana.sees("Please write a message first.")


@place
async def the_messages(dana: Person, acme: Till) -> None:
    await a_conversation(acme)
    await dana.sign_in("/messages")
    await dana.sees("New message")


@place
async def the_messages_before_the_first(dana: Person, acme: Till) -> None:
    await dana.sign_in("/messages")
    await dana.sees("No messages yet")


async def a_conversation(acme: Till) -> Invoice:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        await a_thread(acme.company, invoice)
        await messages.answer(about_invoice(invoice), acme.company.owner, "For the new pump.")
    return invoice


@place
async def a_profile_with_a_wrong_address(dana: Person, acme: Till) -> None:
    await dana.sign_in("/profile")
    await dana.page.get_by_text("Change the address").click()
    await dana.type("New email address", "dana@example.com@example.com")
    await dana.page.locator("form[action='/profile/email']").evaluate(
        "form => { form.noValidate = true; form.submit() }"
    )
    await dana.page.locator(".error").wait_for()


@place
async def a_profile_that_waits_for_a_new_address(dana: Person, acme: Till) -> None:
    await dana.sign_in()
    async with acting_for(acme.tenant):
        await an_email_change(acme.company)
    await dana.go("/profile")
    await dana.sees("We sent a link to")


@place
async def a_profile_of_somebody_long_signed_in(dana: Person, acme: Till) -> None:
    await dana.sign_in()
    await shift(acme.company, "session", "created_at", "-2 hours")
    await dana.go("/profile")
    await dana.sees("please sign in again first")


@place
async def the_proof_of_a_new_address(dana: Person, acme: Till) -> None:
    async with acting_for(acme.tenant):
        change = await an_email_change(acme.company)
    await dana.go(f"/email-change/{change.confirm_secret}")
    await dana.sees("Is this your new address?")


@place
async def the_way_to_keep_the_old_address(dana: Person, acme: Till) -> None:
    async with acting_for(acme.tenant):
        change = await an_email_change(acme.company)
    await dana.go(f"/email-change/stop/{change.stop_secret}")
    await dana.sees("Keep your address?")


@place
async def a_change_of_address_that_is_over(dana: Person, acme: Till) -> None:
    await dana.go(f"/email-change/{'x' * 43}")
    await dana.sees("This link does not work")


@place
async def a_statement(dana: Person, acme: Till) -> None:
    await invoices_of_all_kinds(acme)
    await dana.sign_in("/statement")
    await dana.sees("Closing balance", "1 to 30 days overdue")


@place
async def a_statement_of_nothing(dana: Person, acme: Till) -> None:
    await dana.sign_in("/statement")
    await dana.sees("Nothing moved in this time")


@place
async def a_statement_with_a_wrong_day(dana: Person, acme: Till) -> None:
    await dana.sign_in()
    await dana.go("/statement?from=2026-03-01&to=2026-01-01")
    await dana.sees("Please choose a first day")


@place
async def the_way_out_of_a_letter(dana: Person, acme: Till) -> None:
    await dana.go(unsubscribe.path(await a_letter(acme.company)) or "")
    await dana.sees("No more of these emails?")
