"""kill -9 while a list comes in: another worker goes on where it stopped, without doubles."""

from tenants import list_imports
from tenants.customers import Customer
from tenants.isolation import acting_for
from tenants.list_imports import ImportStatus, ListImport
from tests.builders import a_list_import
from tests.faults.conftest import WorkerProcess
from tests.faults.scenes import the_lease_runs_out
from tests.patience import until
from tests.world import World

ROWS = 1_000


async def test_a_killed_import_is_gone_on_with_by_another_worker(world: World, worker: WorkerProcess) -> None:
    tenant = world.acme.tenant
    async with acting_for(tenant):
        begun = await a_list_import("name\n" + "".join(f"Customer {number}\n" for number in range(ROWS)))
        await list_imports.start(begun, begun.chosen, trial=False)
    worker.start()
    await until(lambda: _has_come(world, begun, 100))

    worker.kill()
    await the_lease_runs_out(world.acme)
    worker.start()

    await until(lambda: _has_come(world, begun, ROWS))
    async with acting_for(tenant):
        assert await Customer.filter(name__startswith="Customer ").count() == ROWS
        assert (await list_imports.one(begun.id)).sums == {"added": ROWS}
        assert (await list_imports.one(begun.id)).status is ImportStatus.DONE


async def _has_come(world: World, begun: ListImport, rows: int) -> bool:
    async with acting_for(world.acme.tenant):
        return (await list_imports.one(begun.id)).done_rows >= rows
