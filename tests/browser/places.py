"""Every page and state of the portal, and how to come to see it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Route

from tenants import share_links
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.person import Person, code_in, link_in
from tests.builders import a_share_link, an_entry, an_invoice
from tests.signing_in import shift
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
    await dana.page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
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
    await dana.sees("Needs your attention", "Recent")


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


async def invoices_of_all_kinds(acme: Till) -> None:
    """Due, overdue, partly paid and paid."""
    customer, today = acme.company.customer, acme.tenant.today()
    async with acting_for(acme.tenant):
        await an_invoice(customer, 124_000)
        await an_invoice(customer, 48_050, due_on=today - timedelta(days=4))
        await an_entry(await an_invoice(customer, 30_000), 10_000)
    await acme.look(await acme.paid_invoice(8_500))
