"""Customers through the API."""

from quart import Quart

from tenants.activity import Activity
from tenants.customers import Customer
from tenants.isolation import acting_for
from tests.program import Program
from tests.world import World


async def test_it_writes_one_down_reads_and_changes_it(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    made = await program.post("/customers", {"name": "Martha Cole", "external_id": "QB-7"})
    changed = await program.patch(f"/customers/{made.said['id']}", {"billing_address": "12 Elm St."})

    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/customers/{made.said['id']}"
    assert changed.said == {**made.said, "billing_address": "12 Elm St."}
    assert (await program.get(f"/customers/{made.said['id']}")).said == changed.said


async def test_it_stands_in_the_history_under_the_programs_name(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = await program.post("/customers", {"name": "Martha Cole"})

    async with acting_for(world.acme.tenant):
        noted = await Activity.get(about_id=made.said["id"], verb="added")
    assert (noted.by, noted.staff_member_id) == ("Bookkeeping", None)
    assert noted.api_key_id


async def test_it_lists_them_a_page_at_a_time_the_newest_first(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    for number in range(5):
        await program.post("/customers", {"name": f"Customer {number}"})

    seen, cursor = [], ""
    while cursor is not None:
        page = (await program.get(f"/customers?limit=2&cursor={cursor}")).said
        seen += [it["name"] for it in page["data"]]
        cursor = page["next_cursor"]

    assert seen[:5] == [f"Customer {number}" for number in reversed(range(5))]
    assert len(seen) == len(set(seen)) == 7


async def test_it_finds_one_by_its_id_elsewhere(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = await program.put("/customers/by-external-id/QB-7", {"name": "Martha Cole"})
    again = await program.put("/customers/by-external-id/QB-7", {"name": "Martha Cole-Diaz"})

    assert (made.status, again.status) == (201, 200)
    assert again.said == {**made.said, "name": "Martha Cole-Diaz"}
    assert [it["id"] for it in (await program.get("/customers?external_id=QB-7")).said["data"]] == [made.said["id"]]


async def test_the_same_id_at_another_company_is_another_customer(app: Quart, world: World) -> None:
    acme, bolt = await Program.of(app, world.acme), await Program.of(app, world.bolt)

    made = [await it.put("/customers/by-external-id/7", {"name": "Martha"}) for it in (acme, bolt)]

    assert [it.status for it in made] == [201, 201]
    assert (await bolt.get(f"/customers/{made[0].said['id']}")).status == 404


async def test_one_id_names_one_customer(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    await program.post("/customers", {"name": "Martha", "external_id": "7"})

    refused = await program.post("/customers", {"name": "Cole", "external_id": "7"})

    assert refused.status == 422
    assert [it["field"] for it in refused.said["errors"]] == ["external_id"]
    async with acting_for(world.acme.tenant):
        assert not await Customer.filter(name="Cole").exists()
