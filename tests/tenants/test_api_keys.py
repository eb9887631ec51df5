"""API keys: made and shown once, found by the whole text alone, and worth nothing once anything about them ended."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from tenants import api_keys, team
from tenants.activity import Activity
from tenants.api_keys import Access, ApiKey, Asked, Kept, MadeBefore, Scope
from tenants.api_keys.answers import ApiAnswer, InProgress, KeyReused
from tenants.emails import Email
from tenants.errors import Invalid, NotFound, Unusable
from tenants.isolation import acting, acting_for
from tenants.staff import Role, StaffMember
from tests.builders import a_staff_member, an_api_key, as_staff
from tests.world import Company, World


async def found(company: Company, secret: str) -> api_keys.Holder | None:
    async with acting_for(company.tenant):
        return await api_keys.find(secret)


async def a_key(company: Company, **scopes: Access) -> tuple[ApiKey, str]:
    async with acting_for(company.tenant):
        return await an_api_key(company, **scopes)


class TestMake:
    async def test_it_is_told_once_and_kept_as_a_hash(self, world: World) -> None:
        key, secret = await a_key(world.acme)

        assert secret.startswith("pl_")
        assert len(secret) == len("pl_") + 43  # 256 bits
        assert secret.startswith(key.beginning)
        async with acting_for(world.acme.tenant):
            [row] = await acting().rows("SELECT to_jsonb(k)::text AS text FROM api_key k WHERE id = $1", key.id)
            told = await Activity.get(about_id=key.id)
        assert secret[9:] not in row["text"] + str(told.facts)

    @pytest.mark.parametrize(
        ("name", "scopes", "field"),
        [
            ("", {Scope.INVOICES: Access.READ}, "name"),
            ("x" * 81, {Scope.INVOICES: Access.READ}, "name"),
            ("Bell\x07", {Scope.INVOICES: Access.READ}, "name"),
            ("Books", {}, "scopes"),
        ],
        ids=["nameless", "long", "unprintable", "for nothing"],
    )
    async def test_it_wants_a_name_and_a_use(
        self, world: World, name: str, scopes: dict[Scope, Access], field: str
    ) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid) as refused:
                await api_keys.make(name, scopes, world.acme.owner.id)

        assert refused.value.field == field

    async def test_there_are_never_more_than_the_most(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(api_keys.making, "MOST", 3)

        made = await asyncio.gather(*(a_key(world.acme) for _ in range(6)), return_exceptions=True)

        assert sum(isinstance(it, Invalid) for it in made) == 3

    async def test_an_id_that_is_taken_makes_none_whoevers_it_is(self, world: World) -> None:
        mine, theirs = await a_key(world.acme), await a_key(world.bolt)
        async with acting_for(world.acme.tenant):
            for key, _ in (mine, theirs):
                with pytest.raises(MadeBefore):
                    await api_keys.make("Again", {Scope.JOBS: Access.READ}, world.acme.owner.id, key.id)

            assert await ApiKey.all().count() == 1

    async def test_the_same_form_twice_at_once_makes_one(self, world: World) -> None:
        key_id = uuid4()

        async def make() -> None:
            async with acting_for(world.acme.tenant):
                await api_keys.make("Books", {Scope.JOBS: Access.READ}, world.acme.owner.id, key_id)

        done = await asyncio.gather(make(), make(), return_exceptions=True)

        assert [type(it) for it in done if it is not None] == [MadeBefore]

    async def test_every_owner_is_written_to_with_who_where_and_what_it_may(self, world: World) -> None:
        second = await a_staff_member(world.acme, Role.OWNER)
        await a_staff_member(world.acme, Role.ADMIN)
        async with acting_for(world.acme.tenant):
            key, secret = await as_staff(world.acme.owner, an_api_key(world.acme, jobs=Access.READ))
            letters = await Email.filter(letter="staff_api_key_made")

        assert {it.to_address for it in letters} == {world.acme.owner.email, second.email}
        facts = letters[0].facts
        assert (facts["name"], facts["by"], facts["came_from"]) == ("Bookkeeping", "Olive Owner", "192.0.2.7")
        assert facts["path"].endswith(str(key.id))
        assert "change nothing" in facts["may_words"]
        assert secret[9:] not in str(facts)


class TestMadeBy:
    async def test_it_names_what_ends_with_somebodys_right_and_nothing_else(self, world: World) -> None:
        second = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            await an_api_key(world.acme)
            for name in ("Old", "Books", "Website"):
                await api_keys.make(name, {Scope.JOBS: Access.READ}, second.id)
            await api_keys.revoke((await ApiKey.get(name="Old")).id)

            assert await api_keys.made_by(second.id) == ["Books", "Website"]


class TestFind:
    async def test_it_finds_the_key_with_what_it_may(self, world: World) -> None:
        _, secret = await a_key(world.acme, invoices=Access.READ, customers=Access.WRITE)

        holder = await found(world.acme, secret)

        assert holder
        assert holder.may(Scope.INVOICES, Access.READ)
        assert not holder.may(Scope.INVOICES, Access.WRITE)
        assert holder.may(Scope.CUSTOMERS, Access.READ)
        assert holder.may(Scope.CUSTOMERS, Access.WRITE)
        assert not holder.may(Scope.PAYMENTS, Access.READ)

    async def test_nothing_but_the_whole_text_finds_it(self, world: World) -> None:
        key, secret = await a_key(world.acme)
        others = [
            secret.swapcase(),
            secret[:-1],
            f"{secret}x",
            key.beginning,
            secret[3:],
            "pl_",
            "",
            f" {secret}",
            "pl_\x00",
        ]

        assert [await found(world.acme, it) for it in others] == [None] * len(others)

    async def test_it_is_nothing_at_another_company(self, world: World) -> None:
        _, secret = await a_key(world.acme)

        assert await found(world.bolt, secret) is None

    async def test_a_revoked_one_is_nothing_at_once(self, world: World) -> None:
        key, secret = await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            await api_keys.revoke(key.id)

        assert await found(world.acme, secret) is None

    async def test_it_ends_with_the_right_of_who_made_it(self, world: World) -> None:
        second = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            _, secret = await api_keys.make("Books", {Scope.INVOICES: Access.READ}, second.id)
        assert await found(world.acme, secret)

        async with acting_for(world.acme.tenant):
            await team.change_role(second.id, Role.ADMIN, world.acme.owner.id)
        assert await found(world.acme, secret) is None

        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=second.id).update(role=Role.OWNER)
            await team.remove(second.id, world.acme.owner.id)
            [listed] = await api_keys.listed()
        assert await found(world.acme, secret) is None
        assert not listed.works

    async def test_it_notes_when_it_was_used_now_and_then(self, world: World) -> None:
        key, secret = await a_key(world.acme)
        await found(world.acme, secret)
        async with acting_for(world.acme.tenant):
            first = (await ApiKey.get(id=key.id)).last_used_at
        await found(world.acme, secret)

        async with acting_for(world.acme.tenant):
            assert first
            assert (await ApiKey.get(id=key.id)).last_used_at == first
            await ApiKey.filter(id=key.id).update(last_used_at=first - timedelta(minutes=2))
        await found(world.acme, secret)
        async with acting_for(world.acme.tenant):
            assert (await ApiKey.get(id=key.id)).last_used_at >= first

    async def test_what_this_version_does_not_know_allows_nothing(self, world: World) -> None:
        key, secret = await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            await ApiKey.filter(id=key.id).update(scopes={"spells": "write", "invoices": "read"})

        holder = await found(world.acme, secret)

        assert holder
        assert dict(holder.scopes) == {Scope.INVOICES: Access.READ}


class TestRevoke:
    async def test_twice_is_once_and_a_strangers_is_none(self, world: World) -> None:
        key, _ = await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            await api_keys.revoke(key.id)
            await api_keys.revoke(key.id)
            noted = await Activity.filter(about_id=key.id, verb="revoked").count()

        assert noted == 1
        async with acting_for(world.bolt.tenant):
            with pytest.raises(NotFound):
                await api_keys.revoke(key.id)
            with pytest.raises(NotFound):
                await api_keys.one(key.id)


class TestAnswers:
    async def test_the_same_request_has_the_same_answer(self, world: World) -> None:
        key, _ = await a_key(world.acme)
        asked = Asked(key.id, "/customers", "once", b"{}")
        async with acting_for(world.acme.tenant):
            assert await api_keys.recall(asked) is None
            await api_keys.keep(asked, Kept(201, b"made", "/customers/1"))

        async with acting_for(world.acme.tenant):
            assert await api_keys.recall(asked) == Kept(201, b"made", "/customers/1")

    async def test_another_body_is_refused_and_another_route_is_another_request(self, world: World) -> None:
        key, _ = await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            await api_keys.keep(Asked(key.id, "/customers", "once", b"{}"), Kept(201, b"", ""))

        async with acting_for(world.acme.tenant):
            with pytest.raises(KeyReused):
                await api_keys.recall(Asked(key.id, "/customers", "once", b"[]"))
            assert await api_keys.recall(Asked(key.id, "/invoices", "once", b"{}")) is None

    async def test_another_key_of_the_company_is_another_program(self, world: World) -> None:
        (mine, _), (theirs, _) = await a_key(world.acme), await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            await api_keys.keep(Asked(mine.id, "/customers", "once", b"{}"), Kept(201, b"", ""))

            assert await api_keys.recall(Asked(theirs.id, "/customers", "once", b"{}")) is None

    async def test_while_the_first_is_under_way_the_second_hears_so(self, world: World) -> None:
        key, _ = await a_key(world.acme)
        asked = Asked(key.id, "/customers", "once", b"{}")
        entered, heard = asyncio.Event(), asyncio.Event()

        async def first() -> None:
            async with acting_for(world.acme.tenant):
                await api_keys.recall(asked)
                entered.set()
                await heard.wait()

        async def second() -> None:
            await entered.wait()
            try:
                async with acting_for(world.acme.tenant):
                    with pytest.raises(InProgress):
                        await api_keys.recall(asked)
            finally:
                heard.set()

        await asyncio.gather(first(), second())

    @pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"], ids=["empty", "long", "two lines"])
    async def test_an_unusable_key_is_refused(self, world: World, key: str) -> None:
        mine, _ = await a_key(world.acme)
        async with acting_for(world.acme.tenant):
            with pytest.raises(Unusable):
                await api_keys.recall(Asked(mine.id, "/customers", key, b"{}"))

    async def test_they_are_forgotten_after_two_days(self, world: World) -> None:
        key, _ = await a_key(world.acme)
        asked = Asked(key.id, "/customers", "once", b"{}")
        async with acting_for(world.acme.tenant):
            await api_keys.keep(asked, Kept(200, b"", ""))
            await api_keys.forget_answers()
            assert await ApiAnswer.filter(key="once").exists()
            await acting().rows(
                "UPDATE api_answer SET created_at = now() - interval '49 hours' WHERE tenant_id = $1",
                world.acme.tenant.id,
            )
            await api_keys.forget_answers()

            assert not await ApiAnswer.filter(key="once").exists()
