"""PostgreSQL restarted under a working worker."""

from sandbox.servers import Servers
from tenants.emails import Delivery
from tests.faults.conftest import WorkerProcess
from tests.faults.scenes import a_mail, has
from tests.patience import until
from tests.sandboxes import Postmark
from tests.world import World


async def test_it_goes_on_after_postgresql_restarted(
    world: World, worker: WorkerProcess, postmark: Postmark, servers: Servers
) -> None:
    worker.start()
    await a_mail(world.acme)
    await until(lambda: has(world.acme, Delivery.SENT))

    servers.postgresql.restart()
    await a_mail(world.bolt)

    await until(lambda: has(world.bolt, Delivery.SENT))
    assert worker.exit_code is None
