"""Home: what is owed first, then what has been."""

from collections.abc import Callable

from tenants import messages
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import about_invoice, an_entry, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def home(visitor: Visitor) -> str:
    return await (await visitor.get("/")).get_data(as_text=True)


async def test_it_asks_a_stranger_to_sign_in(world: World, visit: Visit) -> None:
    answer = await visit(world.acme).get("/")

    assert (answer.status_code, answer.location) == (303, "/sign-in")


async def test_it_greets_and_shows_what_is_owed(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer, 12_000)
        await an_entry(await an_invoice(world.acme.customer, 3_000), 1_000)
    page = await home(await visit(world.acme).sign_in())

    assert "Hello, Dana" in page
    assert "$140.00" in page
    assert "2 open invoices" in page


async def test_it_shows_the_companys_welcome_without_its_html(world: World, visit: Visit) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(welcome="**Glad** you are here <script>x</script>")
    page = await home(await visit(world.acme).sign_in())

    assert "<strong>Glad</strong>" in page
    assert "<script>x" not in page


async def test_it_says_what_will_appear_while_there_is_nothing(world: World, visit: Visit) -> None:
    assert "Nothing here yet" in await home(await visit(world.acme).sign_in())


async def test_the_same_person_at_another_company_is_somebody_else(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer, 12_345)
    dana = await visit(world.bolt).sign_in()

    assert "123.45" not in await home(dana)


async def test_it_shows_a_new_message_until_it_was_opened(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await messages.answer(about_invoice(invoice), world.acme.owner, "For the new pump.")
    dana = await visit(world.acme).sign_in()

    assert "New message" in await home(dana)
    await dana.get(f"/invoices/{invoice.id}")
    assert "New message" not in await home(dana)
