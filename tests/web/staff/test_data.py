"""Settings > Data, as its pages: the owner alone, asked for and taken away."""

from collections.abc import Callable

import pytest

from tenants.company_exports import CompanyExport
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


@pytest.mark.parametrize("path", [DATA, f"{DATA}/customers.csv"])
async def test_an_admin_takes_nothing_away(world: World, visit: Visit, path: str) -> None:
    admin = await a_staff_member(world.acme, Role.ADMIN)
    ada = await visit(world.acme).sign_in_staff(admin.email)

    assert (await ada.get(path)).status_code == 403
