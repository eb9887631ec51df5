"""Settings > Data, as its pages: the owner alone, asked for and taken away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tenants.company_exports import CompanyExport, ExportStatus
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.builders import a_staff_member
from tests.conftest import RunTasks
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
DATA = "/staff/settings/data"


async def test_everything_is_asked_for_and_taken_away(world: World, visit: Visit, run_tasks: RunTasks) -> None:
    olive = await visit(world.acme).sign_in_staff()
    assert (await olive.post(f"{DATA}/exports")).status_code == 303
    assert 'data-follow="everything"' in await (await olive.get(DATA)).get_data(as_text=True)

    await run_tasks()

    async with acting_for(world.acme.tenant):
        export = await CompanyExport.get()
    assert str(export.id) in await (await olive.get(DATA)).get_data(as_text=True)
    taken = await olive.get(f"{DATA}/exports/{export.id}.zip")
    assert (await taken.get_data(as_text=False)).startswith(b"PK")


@pytest.mark.parametrize("kind", ["customers", "contacts", "invoices", "invoice-lines", "estimate-lines"])
async def test_each_list_is_taken_away_as_a_file(world: World, visit: Visit, kind: str) -> None:
    olive = await visit(world.acme).sign_in_staff()
    assert f"{DATA}/{kind}.csv" in await (await olive.get(DATA)).get_data(as_text=True)

    taken = await olive.get(f"{DATA}/{kind}.csv")

    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert taken.content_type == "text/csv; charset=utf-8; header=present"
    text = await taken.get_data(as_text=True)
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert text.count("\N{ZERO WIDTH NO-BREAK SPACE}") == 1


@pytest.mark.parametrize("path", [DATA, f"{DATA}/customers.csv", f"{DATA}/estimate-lines.csv"])
async def test_an_admin_takes_nothing_away(world: World, visit: Visit, path: str) -> None:
    admin = await a_staff_member(world.acme, Role.ADMIN)
    ada = await visit(world.acme).sign_in_staff(admin.email)

    assert (await ada.get(path)).status_code == 403


async def test_the_page_says_how_far_it_is(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    await olive.post(f"{DATA}/exports")
    async with acting_for(world.acme.tenant):
        await CompanyExport.all().update(done=1_240, total=5_300)

    page = await (await olive.get(DATA)).get_data(as_text=True)

    assert "1,240 of 5,300 documents and photos" in page
    assert 'value="1240"' in page


async def test_one_that_failed_is_said_and_may_be_asked_for_again(world: World, visit: Visit) -> None:
    olive = await visit(world.acme).sign_in_staff()
    await olive.post(f"{DATA}/exports")
    async with acting_for(world.acme.tenant):
        await CompanyExport.all().update(status=ExportStatus.FAILED)

    page = await (await olive.get(DATA)).get_data(as_text=True)

    assert "could not be put together" in page
    assert "Put everything together</button>" in page


async def test_what_could_not_be_put_in_is_said_beside_the_file(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        parts = [{"name": "a", "bytes": 1, "directory": 1, "count": 9, "missing": missing} for missing in (1, 2)]
        until = datetime.now(UTC) + timedelta(hours=1)
        ready = {"status": ExportStatus.READY, "parts": parts, "expires_at": until}
        await CompanyExport.create(staff_member_id=world.acme.owner.id, **ready)
    olive = await visit(world.acme).sign_in_staff()

    page = await (await olive.get(DATA)).get_data(as_text=True)

    assert "3 papers or photos could not be put in. The file not-included.csv in it names them" in page
