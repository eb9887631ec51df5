"""Settings > Data > Delete the company, as its pages: the owner alone, by name, and back with one press."""

from collections.abc import Callable

import pytest

from sandbox.servers import Servers
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_staff_member, an_attempt, an_invoice
from tests.catalogue import superuser
from tests.endings import due, now, scheduled
from tests.visitor import Visitor
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
PAGE = "/staff/settings/data/deletion"


async def shown(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


async def test_it_is_scheduled_by_name_and_kept_by_one_press(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    assert (await olive.post(PAGE, {"name": " Acme "})).status_code == 303
    assert "Everything is deleted after" in await shown(olive, PAGE)

    assert (await olive.post(f"{PAGE}/keep")).status_code == 303

    assert not (await now(world.acme)).is_ending
    assert "Delete in two weeks" in await shown(olive, PAGE)


@pytest.mark.parametrize("form", [{}, {"name": ""}, {"name": "acme"}, {"name": "Acme " * 300}])
async def test_another_name_ends_nothing(world: World, visit: Visit, form: dict[str, str]) -> None:
    olive = await visit(world.acme).sign_in_staff()

    answer = await olive.post(PAGE, form)

    assert answer.status_code == 422
    assert "Please type the name" in await answer.get_data(as_text=True)
    assert not (await now(world.acme)).is_ending


async def test_scheduled_twice_is_scheduled_once(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    first = await scheduled(world.acme)

    assert (await olive.post(PAGE, {"name": "Acme"})).status_code == 303
    assert (await now(world.acme)).deletes_at == first.deletes_at


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER])
async def test_nobody_but_an_owner_ends_or_keeps_it(world: World, visit: Visit, role: Role) -> None:
    ada = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, role)).email)
    assert [(await ada.post(path, {"name": "Acme"})).status_code for path in (PAGE, f"{PAGE}/keep")] == [403, 403]
    await scheduled(world.acme)

    assert (await ada.post(f"{PAGE}/keep")).status_code == 403
    assert (await now(world.acme)).is_ending


@pytest.mark.parametrize("role", Role)
async def test_everybody_is_told_on_every_page_and_owners_have_the_button(
    world: World, visit: Visit, role: Role
) -> None:
    visitor = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, role)).email)
    assert "is deleted after" not in await shown(visitor, "/staff")
    await scheduled(world.acme)

    for path in ("/staff", "/staff/customers", "/staff/me"):
        page = await shown(visitor, path)
        assert "Everything here is deleted after" in page
        assert ("Keep the company" in page) == (role is Role.OWNER)


async def test_past_its_day_it_says_what_is_waited_for(world: World, visit: Visit, servers: Servers) -> None:
    olive = await visit(world.acme).sign_in_staff()
    async with superuser(servers) as admin:
        await due(admin, world.acme)

    assert "as soon as the money on its way has arrived" in await shown(olive, "/staff")
    assert "The time has come" in await shown(olive, PAGE)


async def test_a_demoted_owner_with_the_form_open_ends_nothing(world: World, visit: Visit) -> None:
    second = await a_staff_member(world.acme, Role.OWNER)
    oscar, olive = await visit(world.acme).sign_in_staff(second.email), await visit(world.acme).sign_in_staff()
    assert (await oscar.get(PAGE)).status_code == 200
    await olive.post(f"/staff/team/{second.id}/role", {"role": "member"})

    assert (await oscar.post(PAGE, {"name": "Acme"})).status_code in {401, 403}
    assert not (await now(world.acme)).is_ending


async def test_it_wants_a_fresh_proof_and_keeping_wants_none(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    await grown_old(world.acme, world.acme.owner.email)
    assert (await olive.post(PAGE, {"name": "Acme"})).status_code == 403
    assert not (await now(world.acme)).is_ending
    await scheduled(world.acme)

    assert (await olive.post(f"{PAGE}/keep")).status_code == 303
    assert not (await now(world.acme)).is_ending


async def test_a_second_factor_that_is_asked_for_is_asked_for_first(world: World, visit: Visit) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(second_factor_required=True)
    olive = await visit(world.acme).sign_in_staff()

    assert (await olive.post(PAGE, {"name": "Acme"})).status_code == 401
    assert not (await now(world.acme)).is_ending


async def test_it_warns_of_money_that_is_on_its_way(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        await an_attempt(await an_invoice(world.acme.customer), status=AttemptStatus.PROCESSING)
    olive = await visit(world.acme).sign_in_staff()

    assert "One payment is on its way." in await shown(olive, PAGE)


async def test_what_staff_do_stays_possible_and_everything_can_be_taken_away(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    await scheduled(world.acme)

    assert (await olive.post("/staff/settings/data/exports")).status_code == 303
    assert (await olive.get("/staff/customers")).status_code == 200


async def test_nobody_looks_through_a_customers_eyes_any_more(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    await scheduled(world.acme)

    contact = f"/staff/customers/{world.acme.customer.id}/contacts/{world.acme.contact.id}"
    assert (await olive.post(f"{contact}/view")).status_code == 409
