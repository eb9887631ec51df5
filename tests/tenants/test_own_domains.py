"""Own domains: proven by the DNS and by nothing else, one company's at a time, lost when the proof is gone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tenants import directory, own_domains
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from tenants.own_domains import DomainStatus, OwnDomain, proof_name, proof_text, proving
from tenants.tenant import Tenant
from tests.world import Company, World

Enter = Callable[..., None]


async def claimed(company: Company, name: str) -> OwnDomain:
    async with acting_for(company.tenant):
        return await own_domains.claim(name)


async def proven(company: Company, name: str, enter: Enter) -> OwnDomain:
    domain = await claimed(company, name)
    enter(proof_name(name), "TXT", proof_text(domain))
    enter(name, "CNAME", company.tenant.first_host)
    await own_domains.check(company.tenant, domain)
    return await now(company, domain)


async def now(company: Company, domain: OwnDomain) -> OwnDomain:
    async with acting_for(company.tenant):
        return await OwnDomain.get(id=domain.id)


async def answers_at(name: str) -> str | None:
    directory.forget()
    found = await directory.at_host(name)
    return found.slug if found else None


@pytest.fixture
def name(world: World) -> str:
    return f"portal.{world.acme.tenant.slug}.test"


@pytest.mark.usefixtures("servers")
class TestNames:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("portal.acme.example", "portal.acme.example"),
            (" HTTPS://Portal.Acme.Example/welcome ", "portal.acme.example"),
            ("portal.acme.example.", "portal.acme.example"),
            ("m\N{LATIN SMALL LETTER U WITH DIAERESIS}ller.example", "xn--mller-kva.example"),
        ],
    )
    def test_they_are_taken_as_they_are_meant(self, typed: str, meant: str) -> None:
        assert own_domains.canonical(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        ["", "acme", "localhost", "acme.localhost", "192.0.2.1", "[::1]", "a..b", "-a.example", "a b.example", "x.local",
         "user@a.example", "a.example:8000", "a.example\r\nHost: b", "a" * 64 + ".example", "x." * 120 + "example", "_a.b.test",
         "a" * 100_000],
    )  # fmt: skip
    def test_what_is_no_name_is_refused(self, typed: str) -> None:
        with pytest.raises(Invalid):
            own_domains.canonical(typed)


class TestProof:
    async def test_a_claim_alone_leads_nowhere(self, world: World, name: str) -> None:
        await claimed(world.acme, name)

        assert await answers_at(name) is None

    async def test_the_right_text_makes_it_the_companys(self, world: World, name: str, enter: Enter) -> None:
        domain = await proven(world.acme, name, enter)

        assert domain.status is DomainStatus.VERIFIED
        assert await answers_at(name) == world.acme.tenant.slug
        assert (await Tenant.get(id=world.acme.tenant.id)).origin.startswith(f"http://{name}")

    async def test_the_text_of_another_claim_is_no_proof(self, world: World, name: str, enter: Enter) -> None:
        first = await claimed(world.acme, name)
        second = await claimed(world.acme, name)
        enter(proof_name(name), "TXT", proof_text(first))
        enter(name, "CNAME", world.acme.tenant.first_host)

        await own_domains.check(world.acme.tenant, second)

        assert (await now(world.acme, second)).problem == proving.OTHER_TEXT
        assert first.secret != second.secret

    async def test_a_proven_name_that_leads_elsewhere_is_not_used(self, world: World, name: str, enter: Enter) -> None:
        domain = await claimed(world.acme, name)
        enter(proof_name(name), "TXT", proof_text(domain))

        await own_domains.check(world.acme.tenant, domain)

        assert (await now(world.acme, domain)).problem == proving.LEADS_ELSEWHERE
        assert await answers_at(name) is None

    async def test_a_claim_that_ran_out_is_proven_no_more(self, world: World, name: str, enter: Enter) -> None:
        domain = await claimed(world.acme, name)
        async with acting_for(world.acme.tenant):
            await OwnDomain.filter(id=domain.id).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        enter(proof_name(name), "TXT", proof_text(domain))
        enter(name, "CNAME", world.acme.tenant.first_host)

        await own_domains.check(world.acme.tenant, domain)

        assert await answers_at(name) is None

    async def test_it_is_checked_without_anybody_asking(self, world: World, name: str, enter: Enter) -> None:
        domain = await claimed(world.acme, name)
        enter(proof_name(name), "TXT", proof_text(domain))
        enter(name, "CNAME", world.acme.tenant.first_host)
        async with acting_for(world.acme.tenant):
            await OwnDomain.filter(id=domain.id).update(next_check_at=datetime.now(UTC))

        await own_domains.check_later(world.acme.tenant, str(domain.id))
        after = await now(world.acme, domain)
        await own_domains.check_later(world.acme.tenant, str(domain.id))

        assert after.status is DomainStatus.VERIFIED
        assert (await now(world.acme, domain)).next_check_at == after.next_check_at


class TestTwoCompanies:
    async def test_a_name_in_use_is_not_proven_twice(self, world: World, name: str, enter: Enter) -> None:
        await proven(world.acme, name, enter)

        theirs = await claimed(world.bolt, name)
        enter(proof_name(name), "TXT", proof_text(theirs))
        enter(name, "CNAME", world.bolt.tenant.first_host)
        await own_domains.check(world.bolt.tenant, theirs)

        assert (await now(world.bolt, theirs)).problem == proving.TAKEN
        assert await answers_at(name) == world.acme.tenant.slug

    async def test_after_removal_it_is_nobodys_until_it_is_proven_anew(
        self, world: World, name: str, enter: Enter
    ) -> None:
        domain = await proven(world.acme, name, enter)
        async with acting_for(world.acme.tenant):
            await own_domains.remove(domain)
        assert await answers_at(name) is None

        await proven(world.bolt, name, enter)

        assert await answers_at(name) == world.bolt.tenant.slug

    async def test_an_old_proof_is_none_for_a_new_claim(self, world: World, name: str, enter: Enter) -> None:
        domain = await proven(world.acme, name, enter)
        async with acting_for(world.acme.tenant):
            await own_domains.remove(domain)

        again = await claimed(world.acme, name)
        await own_domains.check(world.acme.tenant, again)

        assert await answers_at(name) is None

    async def test_who_has_one_gives_it_up_first(self, world: World, name: str, enter: Enter) -> None:
        await proven(world.acme, name, enter)

        with pytest.raises(Conflict):
            await claimed(world.acme, "other.example")


class TestLoss:
    async def test_a_proof_that_stays_away_is_a_loss_and_the_owner_is_told(
        self, world: World, name: str, enter: Enter
    ) -> None:
        domain = await proven(world.acme, name, enter)
        enter(proof_name(name), "TXT")

        for _ in range(proving.MOST_FAILURES):
            assert await answers_at(name) == world.acme.tenant.slug
            await own_domains.check(world.acme.tenant, domain)

        assert await answers_at(name) is None
        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="staff_domain_lost").count() == 1

    async def test_one_bad_hour_is_forgiven(self, world: World, name: str, enter: Enter, breaks: Enter) -> None:
        domain = await proven(world.acme, name, enter)
        breaks(proof_name(name))
        await own_domains.check(world.acme.tenant, domain)
        breaks()

        await own_domains.check(world.acme.tenant, domain)

        assert (await now(world.acme, domain)).failures == 0
