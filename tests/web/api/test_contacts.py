"""Contacts and properties through the API."""

from quart import Quart

from tenants import customers
from tenants.emails import Email
from tenants.isolation import acting_for
from tests.names import NOBODY
from tests.program import Program
from tests.world import World


async def test_it_writes_a_contact_down_changes_and_invites_them(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    whose = str(world.acme.customer.id)

    made = await program.post(
        "/contacts",
        {"customer_id": whose, "name": "Pat", "email": "Pat@Example.com", "rights": ["visits"], "external_id": "C-1"},
    )
    changed = await program.patch(f"/contacts/{made.said['id']}", {"language": "es", "rights": ["billing", "visits"]})
    invited = await program.post(f"/contacts/{made.said['id']}/invite")

    assert (made.said["email"], made.said["rights"]) == ("pat@example.com", ["visits"])
    assert changed.said == {**made.said, "language": "es", "rights": ["billing", "visits"]}
    assert invited.status == 204
    async with acting_for(world.acme.tenant):
        assert await Email.filter(letter="portal_invitation", about_id=made.said["id"]).count() == 1


async def test_it_refuses_what_the_console_refuses_by_field(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    whole = {"customer_id": str(world.acme.customer.id), "name": "Pat", "email": "pat@example.com"}

    for wrong, field in (
        ({"email": "nowhere"}, "email"),
        ({"email": world.acme.contact.email}, "email"),
        ({"name": " "}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"language": "tlh"}, "language"),
        ({"rights": ["everything"]}, "rights[0]"),
        ({"customer_id": "me"}, "customer_id"),
    ):
        answer = await program.post("/contacts", whole | wrong)
        assert (answer.status, answer.said["errors"][0]["field"]) == (422, field), wrong


async def test_a_strangers_customer_is_refused_as_one_that_does_not_exist(app: Quart, world: World) -> None:
    program = await Program.of(app, world.bolt)
    contact, place = {"name": "Pat", "email": "pat@example.com"}, {"address": "12 Elm St."}

    for path, said in (("/contacts", contact), ("/properties", place)):
        answers = [
            await program.post(path, {**said, "customer_id": str(it)}) for it in (world.acme.customer.id, NOBODY)
        ]
        assert [it.status for it in answers] == [422, 422]
        assert answers[0].said == answers[1].said


async def test_a_removed_contact_is_not_there_any_more(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    path = f"/contacts/{world.acme.contact.id}"

    assert (await program.post(f"{path}/remove")).status == 204
    assert (await program.get(path)).status == 404
    assert str(world.acme.contact.id) not in [it["id"] for it in (await program.get("/contacts")).said["data"]]


async def test_contacts_are_found_by_customer_and_address(app: Quart, world: World) -> None:
    program, company = await Program.of(app, world.acme), world.acme

    of_one = (await program.get(f"/contacts?customer_id={company.customer.id}")).said["data"]
    by_address = (await program.get(f"/contacts?email={company.contact.email.upper()}")).said["data"]

    assert {it["customer_id"] for it in of_one} == {str(company.customer.id)}
    assert [it["id"] for it in by_address] == [str(company.contact.id)]


async def test_it_writes_a_property_down_once_by_its_id_elsewhere(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    said = {"customer_id": str(world.acme.customer.id), "address": "12 Elm St."}

    made = await program.put("/properties/by-external-id/P-1", said)
    again = await program.put("/properties/by-external-id/P-1", {**said, "name": "The mill"})
    other = await program.put(
        "/properties/by-external-id/P-1", {**said, "customer_id": str(world.acme.other_customer.id)}
    )

    assert (made.status, again.status, other.status) == (201, 200, 422)
    assert again.said == {**made.said, "name": "The mill"}


async def test_an_archived_property_comes_back(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    async with acting_for(world.acme.tenant):
        place = await customers.add_property(world.acme.customer, "", "1 Mill Lane")

    assert (await program.post(f"/properties/{place.id}/archive")).status == 204
    assert (await program.get(f"/properties/{place.id}")).status == 404  # nothing was ever done there
