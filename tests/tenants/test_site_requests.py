"""What is asked at the base domain: kept by hashes, replaced by the newest, forgotten a day later."""

import pytest

from tenants import site_requests
from tenants.errors import Invalid, TooMany
from tenants.isolation import statement
from tenants.sign_in import mailbox
from tenants.site_requests import Purpose, SiteRequest, limits
from tenants.tasks import Lane, Task
from tenants.tenant import Tenant
from tests.builders import a_wanted_company
from tests.signing_in import use_up
from tests.signing_up import newest
from tests.world import World


def an_address(world: World) -> str:
    return f"ann@{world.acme.tenant.slug}.example"


async def asked(world: World, *, browser: str = "b" * 43, network: str | None = None) -> bool:
    return await site_requests.ask(
        Purpose.SIGN_UP, an_address(world), browser=browser, network=network, language="en_US"
    )  # fmt: skip


async def test_neither_the_link_nor_the_code_is_kept(world: World) -> None:
    await asked(world)
    request = await newest(an_address(world))
    [row] = await statement("SELECT site_request::text AS all FROM site_request WHERE id = $1", request.id)

    assert request.secret not in row["all"]
    assert request.code not in row["all"]


async def test_the_task_names_nobody(world: World) -> None:
    await asked(world)
    request = await newest(an_address(world))
    task = await Task.get(subject=str(request.id))

    assert (task.name, task.lane, task.tenant_id) == ("answer_site_request", Lane.SIGN_IN, None)


async def test_the_newest_replaces_the_one_before(world: World) -> None:
    await asked(world)
    first = await newest(an_address(world))
    await asked(world)

    assert await site_requests.live(first.id) is None
    assert await site_requests.live((await newest(an_address(world))).id)


async def test_beyond_the_mailboxs_limit_the_newest_mailed_one_goes_on_working(world: World) -> None:
    for _ in range(limits.MAILBOX_NOW.most):
        await asked(world)
    last = await newest(an_address(world))
    assert await asked(world)

    assert await site_requests.live(last.id)
    assert await Task.filter(name="answer_site_request", subject=str((await newest(an_address(world))).id)).count() == 0


async def test_one_made_to_find_founds_nothing(world: World) -> None:
    await site_requests.ask(Purpose.FIND, an_address(world), browser="b" * 43, network=None, language="en_US")
    request = await newest(an_address(world))

    assert await site_requests.opened(request.secret, "b" * 43) is None
    assert await site_requests.waiting("b" * 43) is None or request.purpose is Purpose.FIND


async def test_what_was_not_proved_founds_nothing(world: World) -> None:
    await asked(world)
    request, wanted = await newest(an_address(world)), a_wanted_company(owner_email=an_address(world))

    assert await site_requests.complete(request.id, wanted, None) == "used"
    assert not await Tenant.exists(slug=wanted.slug)


async def test_a_mailbox_founds_a_few_a_day(world: World) -> None:
    await asked(world)
    request, wanted = await newest(an_address(world)), a_wanted_company(owner_email=an_address(world))
    assert await site_requests.by_link(request.secret, "", "b" * 43) == request.id
    await use_up(limits.COMPANIES_OF_MAILBOX, mailbox(an_address(world)))

    assert await site_requests.complete(request.id, wanted, None) == "withheld"
    assert not await Tenant.exists(slug=wanted.slug)


async def test_guessing_whose_link_it_is_has_an_end(world: World) -> None:
    await asked(world)
    secret = (await newest(an_address(world))).secret
    for number in range(10):
        assert await site_requests.by_link(secret, f"{number}@example.com", "c" * 43) == "wrong address"

    assert await site_requests.by_link(secret, an_address(world), "c" * 43) == "wrong address"


async def test_guessing_codes_has_an_end_for_a_network(world: World) -> None:
    await asked(world)
    request, network = await newest(an_address(world)), f"198.51.100.9/{world.acme.tenant.id}"
    await use_up(limits.NETWORK_CODES, network)

    assert await site_requests.by_code(request.code, "b" * 43, network) == "codes paused"


async def test_an_expired_one_proves_nothing(world: World) -> None:
    await asked(world)
    request = await newest(an_address(world))
    await statement("UPDATE site_request SET expires_at = now() WHERE id = $1", request.id)

    assert await site_requests.by_link(request.secret, "", "b" * 43) == "expired"
    assert await site_requests.live(request.id) is None


async def test_a_network_that_asks_too_often_is_not_kept(world: World) -> None:
    network = f"2001:db8:{world.acme.tenant.id.hex[:4]}:{world.acme.tenant.id.hex[4:8]}::/64"
    answers = [
        await site_requests.ask(Purpose.FIND, f"{number}@{world.acme.tenant.slug}.example", browser="", network=network, language="")
        for number in range(61)
    ]  # fmt: skip

    assert answers == [True] * 60 + [False]


async def test_it_is_forgotten_a_day_later(world: World) -> None:
    await asked(world)
    request = await newest(an_address(world))
    await statement("UPDATE site_request SET expires_at = now() - interval '25 hours' WHERE id = $1", request.id)
    await site_requests.sweep()

    assert not await SiteRequest.exists(id=request.id)


async def test_what_is_no_address_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        await site_requests.ask(Purpose.FIND, "nobody", browser="", network=None, language="")


async def test_looking_up_addresses_has_an_end(world: World) -> None:
    network = f"198.51.100.{world.acme.tenant.id.int % 200}/{world.acme.tenant.id}"
    for _ in range(limits.SLUGS.most):
        await site_requests.slug_standing("admin", network)

    with pytest.raises(TooMany):
        await site_requests.slug_standing("admin", network)
