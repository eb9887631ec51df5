"""kill -9 in every window of a mail's way: it goes at least once, and twice only where nobody could know better."""

from tenants import tasks
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for
from tenants.tasks import Lane, later
from tests.faults.conftest import WorkerProcess
from tests.faults.scenes import (
    a_mail,
    accepted,
    ended,
    has,
    is_claimed,
    is_parked,
    left,
    nothing_left,
    the_lease_runs_out,
)
from tests.patience import a_moment, until
from tests.sandboxes import Postmark
from tests.world import World
from workers import app


async def test_it_sends_what_was_written_while_no_worker_ran(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    await a_mail(world.acme)

    worker.start()

    await until(lambda: has(world.acme, Delivery.SENT))
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_resends_what_a_killed_worker_had_claimed(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    await a_mail(world.acme)
    [claim] = [claim for claim in await tasks.claim(Lane.MAIL, 100) if claim.tenant_id == world.acme.tenant.id]
    assert claim.attempts == 1
    await the_lease_runs_out(world.acme)

    worker.start()

    await until(lambda: has(world.acme, Delivery.SENT))
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_finds_the_mail_of_a_worker_killed_before_it_could_note_it(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    postmark.post("hold", when="after")
    await a_mail(world.acme)
    worker.start()
    await until(lambda: accepted(postmark, world.acme))

    worker.kill()
    postmark.post("release")
    await the_lease_runs_out(world.acme)
    worker.start()

    await until(lambda: has(world.acme, Delivery.SENT))
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_sends_nothing_again_when_killed_after_it_was_noted(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    await a_mail(world.acme)
    worker.start()
    await until(lambda: has(world.acme, Delivery.SENT))

    worker.kill()
    await the_lease_runs_out(world.acme)
    async with acting_for(world.acme.tenant):
        email = await Email.get()
        await later("deliver_email", email.id)
    worker.start()

    await until(lambda: nothing_left(world.acme))
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_parks_what_kills_three_workers_and_nothing_beside_it(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    async with acting_for(world.acme.tenant):
        await later("poison", "it")
    await a_mail(world.acme)

    for _ in range(3):
        worker.start()
        await until(lambda: ended(worker))
        await the_lease_runs_out(world.acme)
    worker.start()

    await until(lambda: has(world.acme, Delivery.SENT))
    await until(lambda: is_parked(world.acme))
    assert worker.exit_code is None


async def test_it_finishes_what_is_in_hand_when_told_to_stop(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    postmark.post("hold", when="before")
    await a_mail(world.acme)
    worker.start()
    await until(lambda: is_claimed(world.acme))

    worker.tell_to_stop()
    await a_moment()
    postmark.post("release")

    assert worker.stopped() == 0
    assert await has(world.acme, Delivery.SENT)
    assert await left(world.acme) == []


async def test_it_lets_go_of_what_takes_too_long_when_told_to_stop(
    world: World, worker: WorkerProcess, postmark: Postmark
) -> None:
    postmark.post("hold", when="before")
    await a_mail(world.acme)
    worker.start()
    await until(lambda: is_claimed(world.acme))

    worker.tell_to_stop()

    assert worker.stopped() == 0
    assert app.FINISH_WITHIN + app.CLOSE_WITHIN < 10  # whoever asked would kill it then
    postmark.post("release")
    [task] = await left(world.acme)
    assert (task["claimed_until"], task["crashes"]) == (None, 0)
