"""The second factor: codes of the phone count once and in time, recovery codes once, and a lost one only in the open."""

import asyncio
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tenants import second_factor, sign_in, team
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, Forbidden, NotFound
from tenants.isolation import acting_for
from tenants.second_factor import Proof, SecondFactor, code, recovery
from tenants.second_factor.setting_up import now_step
from tenants.sign_in import Session, StaffViewer
from tenants.sign_in.staff_session import begin
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.builders import a_second_factor, a_staff_member
from tests.world import Company, World

RFC = b"12345678901234567890"
VECTORS = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}
"""RFC 6238, appendix B, for SHA-1: the last six of its eight digits."""


class TestCodes:
    @pytest.mark.parametrize("seconds", VECTORS)
    def test_they_are_those_of_the_standard(self, seconds: int) -> None:
        assert code.code(RFC, code.step_at(seconds)) == VECTORS[seconds]

    @pytest.mark.parametrize(("off", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_a_clock_may_be_one_step_off(self, off: int, counts: bool) -> None:
        assert (code.step_of(code.code(RFC, 1_000 + off), RFC, 1_000) is not None) is counts

    def test_an_app_reads_the_secret_from_the_address(self) -> None:
        address = urlsplit(code.address(RFC, "Acme: Heating & Air", "olive@acme.example"))
        asked = parse_qs(address.query)

        assert b32decode(asked["secret"][0]) == RFC
        assert asked["issuer"] == ["Acme  Heating & Air"]
        assert address.path == "/Acme%20%20Heating%20%26%20Air:olive%40acme.example"


class TestSecret:
    async def test_it_is_each_ones_own_and_stored_nowhere(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            first = await a_second_factor(world.acme.owner)
            second = SecondFactor.of(world.acme.owner.id)
            rows = await unit.rows("SELECT second_factor::text AS text FROM second_factor")

        assert first.secret != second.secret
        assert not [row for row in rows if first.secret.hex() in row["text"]]


async def viewer_of(company: Company, who: StaffMember) -> StaffViewer:
    """Inside the company's unit of work: who has just come in by the mailed link."""
    _, reference = await begin(who.email, "")
    found = await sign_in.find_staff(reference)
    assert found
    return found


async def shown_now(factor: SecondFactor, off: int = 0) -> str:
    """What the phone shows at this moment, or `off` steps from it."""
    return code.code(factor.secret, await now_step() + off)


async def with_codes(factor: SecondFactor, *codes: str) -> None:
    await SecondFactor.filter(id=factor.id).update(recovery_hashes=await recovery.hashed(factor, list(codes)))


def long_ago() -> datetime:
    """Longer than anybody has to wait."""
    return datetime.now(UTC) - second_factor.WAITING - timedelta(minutes=1)


class TestProving:
    @pytest.mark.parametrize(
        ("off", "proof"), [(-2, Proof.WRONG), (-1, Proof.GIVEN), (0, Proof.GIVEN), (1, Proof.GIVEN), (2, Proof.WRONG)]
    )
    async def test_a_code_counts_within_a_step_of_now(self, world: World, off: int, proof: Proof) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)

            assert await second_factor.prove(olive, await shown_now(factor, off)) is proof

    async def test_a_code_counts_once_and_none_before_it_afterwards(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)
            given = [await second_factor.prove(olive, await shown_now(factor, off)) for off in (0, 0, -1, 1)]

        assert given == [Proof.GIVEN, Proof.WRONG, Proof.WRONG, Proof.GIVEN]

    async def test_of_many_who_type_it_at_once_one_is_believed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            olive, typed = await viewer_of(world.acme, world.acme.owner), await shown_now(factor)

        async def alone() -> Proof:
            async with acting_for(world.acme.tenant):
                return await second_factor.prove(olive, typed)

        assert sorted(await asyncio.gather(*(alone() for _ in range(4)))).count(Proof.GIVEN) == 1

    async def test_trying_runs_out_for_the_right_code_too(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)
            tried = [await second_factor.prove(olive, "nothing") for _ in range(6)]

            assert tried == [*[Proof.WRONG] * 5, Proof.PAUSED]
            assert await second_factor.prove(olive, await shown_now(factor)) is Proof.PAUSED
            assert await Activity.filter(verb="factor_failed", staff_member_id=None).count() == 5

    async def test_it_is_nobody_elses(self, world: World) -> None:
        other = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            await a_second_factor(other)

            assert await second_factor.prove(await viewer_of(world.acme, other), await shown_now(factor)) is Proof.WRONG


class TestRecoveryCodes:
    async def test_each_counts_once_however_it_is_written(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            await with_codes(factor, "abcdefghjk", "mnpqrstuvw")
            olive = await viewer_of(world.acme, world.acme.owner)
            given = [await second_factor.prove(olive, it) for it in (" ABCDE-fghjk ", "abcdefghjk", "mnpqr stuvw")]

        assert given == [Proof.GIVEN, Proof.WRONG, Proof.GIVEN]

    async def test_of_many_who_type_one_at_once_one_is_believed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await with_codes(await a_second_factor(world.acme.owner), "abcdefghjk", "mnpqrstuvw")
            olive = await viewer_of(world.acme, world.acme.owner)

        async def alone() -> Proof:
            async with acting_for(world.acme.tenant):
                return await second_factor.prove(olive, "abcde-fghjk")

        assert [await it for it in asyncio.as_completed([alone() for _ in range(4)])].count(Proof.GIVEN) == 1

    async def test_they_are_kept_as_slow_hashes_only(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            await second_factor.begin(world.acme.owner.id)
            factor = await second_factor.begun(world.acme.owner.id)
            assert factor
            olive = await viewer_of(world.acme, world.acme.owner)
            codes = await second_factor.prove_begun(olive, await shown_now(factor)) or []
            stored = str(await unit.rows("SELECT second_factor::text FROM second_factor"))

        assert len(set(codes)) == 10
        assert not [it for it in codes if it in stored or it.replace("-", "") in stored]

    async def test_new_ones_end_those_before(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            await with_codes(factor, "abcdefghjk")
            olive = await viewer_of(world.acme, world.acme.owner)
            codes = await second_factor.renew_recovery_codes(olive)
            given = [await second_factor.prove(olive, it) for it in ("abcdefghjk", codes[3])]

        assert given == [Proof.WRONG, Proof.GIVEN]


class TestSettingUp:
    async def test_it_counts_only_once_a_code_was_typed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await second_factor.begin(world.acme.owner.id)
            olive = await viewer_of(world.acme, world.acme.owner)

            assert await second_factor.prove_begun(olive, "000 000 0") is None
            assert await second_factor.counting(world.acme.owner.id) is None

    async def test_the_code_that_set_it_up_does_not_sign_in_as_well(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await second_factor.begin(world.acme.owner.id)
            factor = await second_factor.begun(world.acme.owner.id)
            assert factor
            olive, typed = await viewer_of(world.acme, world.acme.owner), await shown_now(factor)
            await second_factor.prove_begun(olive, typed)

            assert await second_factor.prove(olive, typed) is Proof.WRONG

    async def test_a_new_one_takes_the_place_of_the_old_and_tells_them(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            old = await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)
            await second_factor.begin(world.acme.owner.id)
            new = await second_factor.begun(world.acme.owner.id)
            assert new
            await second_factor.prove_begun(olive, await shown_now(new))

            assert await second_factor.prove(olive, await shown_now(old, 1)) is Proof.WRONG
            assert await Email.exists(letter="staff_factor_set_up", to_address=olive.email)

    async def test_it_ends_every_other_session(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            elsewhere = await viewer_of(world.acme, world.acme.owner)
            here = await viewer_of(world.acme, world.acme.owner)
            await second_factor.begin(world.acme.owner.id)
            factor = await second_factor.begun(world.acme.owner.id)
            assert factor
            await second_factor.prove_begun(here, await shown_now(factor))

            assert (await Session.get(id=elsewhere.session_id)).revoked_at
            assert not (await Session.get(id=here.session_id)).revoked_at


class TestLosing:
    async def test_every_owner_and_they_themselves_are_told(self, world: World) -> None:
        max_, second = [await a_staff_member(world.acme, role) for role in (Role.MEMBER, Role.OWNER)]
        async with acting_for(world.acme.tenant):
            await a_second_factor(max_)
            await second_factor.say_lost(await viewer_of(world.acme, max_))
            told = {mail.to_address for mail in await Email.filter(letter="staff_factor_lost")}

        assert told == {max_.email, second.email, world.acme.owner.email}

    async def test_it_takes_three_days_by_the_databases_clock(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)
            await second_factor.say_lost(olive)
            with pytest.raises(NotFound):
                await second_factor.end_after_waiting(olive)
            await SecondFactor.filter(id=factor.id).update(lost_at=long_ago())
            await second_factor.end_after_waiting(olive)

            assert await second_factor.counting(world.acme.owner.id) is None

    async def test_saying_it_again_does_not_begin_anew(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_second_factor(world.acme.owner)
            olive = await viewer_of(world.acme, world.acme.owner)
            await second_factor.say_lost(olive)
            first = await second_factor.loss(olive.staff_member_id)
            await second_factor.say_lost(olive)

            assert await second_factor.loss(olive.staff_member_id) == first

    async def test_whoever_types_a_code_has_not_lost_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(world.acme.owner, lost_at=long_ago())
            olive = await viewer_of(world.acme, world.acme.owner)
            await second_factor.prove(olive, await shown_now(factor))

            with pytest.raises(NotFound):
                await second_factor.end_after_waiting(olive)

    async def test_another_owner_lets_them_in_and_nobody_themselves(self, world: World) -> None:
        second = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            await a_second_factor(world.acme.owner, lost_at=long_ago())
            with pytest.raises(Forbidden):
                await team.let_in_without(world.acme.owner.id, world.acme.owner.id)
            await team.let_in_without(world.acme.owner.id, second.id)

            assert await second_factor.counting(world.acme.owner.id) is None

    async def test_no_admin_and_no_owner_unasked_takes_it_away(self, world: World) -> None:
        admin, max_ = [await a_staff_member(world.acme, role) for role in (Role.ADMIN, Role.MEMBER)]
        async with acting_for(world.acme.tenant):
            factor = await a_second_factor(max_)
            with pytest.raises(NotFound):
                await team.let_in_without(max_.id, world.acme.owner.id)
            await SecondFactor.filter(id=factor.id).update(lost_at=long_ago())
            with pytest.raises(Forbidden):
                await team.let_in_without(max_.id, admin.id)

    async def test_a_refusal_ends_the_waiting(self, world: World) -> None:
        max_ = await a_staff_member(world.acme, Role.MEMBER)
        async with acting_for(world.acme.tenant):
            await a_second_factor(max_, lost_at=long_ago())
            await team.refuse_loss(max_.id, world.acme.owner.id)
            with pytest.raises(NotFound):
                await second_factor.end_after_waiting(await viewer_of(world.acme, max_))

    async def test_where_everybody_must_have_one_nobody_switches_theirs_off(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(second_factor_required=True)
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            await a_second_factor(world.acme.owner)
            with pytest.raises(Conflict):
                await second_factor.remove(await viewer_of(world.acme, world.acme.owner))
