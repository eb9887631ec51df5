"""Answering: every act from every state, at the last minute of the last day, and what is written down of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenants import estimates, share_links
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Conflict, DomainError, Expired, Invalid, NotFound
from tenants.estimates import (
    Acceptance,
    Answered,
    Answerer,
    Estimate,
    EstimateAnswer,
    NewerVersion,
    OutOfTime,
    State,
    Verb,
)
from tenants.isolation import Unit, acting
from tenants.signatures import Signature
from tenants.tasks import Task
from tests.builders import a_line, an_estimate, an_invoice, estimate_contents
from tests.world import World

LONG_AGO = timedelta(days=40)


async def act(verb: str, estimate: Estimate, by: Answerer, **more: Any) -> object:
    """One of the five acts on the version that is there."""
    seen = estimate.version
    match verb:
        case "accept":
            return await estimates.accept(estimate.id, by, Acceptance(seen), **more)
        case "decline":
            return await estimates.decline(estimate.id, by, seen, **more)
        case "request_changes":
            return await estimates.request_changes(estimate.id, by, seen, reason="Cheaper.", **more)
        case "request_fresh":
            return await estimates.request_fresh(estimate.id, by, seen, **more)
    return await estimates.reopen(await Estimate.get(id=estimate.id), by="Alex")


async def an_estimate_that_is(state: str, world: World, by: Answerer) -> Estimate:
    if state == "draft":
        return await estimates.draft(world.acme.customer, estimate_contents())
    at = datetime.now(UTC) - LONG_AGO if state == "expired" else None
    estimate = await an_estimate(world.acme.customer, at=at)
    verb = {"accepted": "accept", "declined": "decline", "changes_asked": "request_changes"}.get(state)
    if verb:
        await act(verb, estimate, by)
    return estimate


ACTS = ["accept", "decline", "request_changes", "request_fresh", "reopen"]
ALLOWED = {
    "sent": {"accept": State.ACCEPTED, "decline": State.DECLINED, "request_changes": State.CHANGES_ASKED},
    "changes_asked": {"accept": State.ACCEPTED, "decline": State.DECLINED},
    "expired": {"request_fresh": State.EXPIRED},
    "accepted": {"reopen": State.SENT},
    "declined": {"reopen": State.SENT},
    "draft": {},
}


class TestStates:
    @pytest.mark.parametrize(("state", "verb"), [(state, verb) for state in ALLOWED for verb in ACTS])
    async def test_each_act_is_done_where_it_may_be_and_refused_elsewhere(
        self, world: World, unit: Unit, dana: Answerer, state: str, verb: str
    ) -> None:
        pat = Answerer(dana.customer_id, "Pat")
        estimate = await an_estimate_that_is(state, world, dana)
        before = await EstimateAnswer.filter(estimate_id=estimate.id).count()

        if verb in ALLOWED[state]:
            await act(verb, estimate, pat)
            shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())
            assert shown.state == ALLOWED[state][verb]
        else:
            with pytest.raises((Conflict, Expired, NotFound)):
                await act(verb, estimate, pat)
            assert await EstimateAnswer.filter(estimate_id=estimate.id).count() == before

    @pytest.mark.parametrize("verb", ACTS[:4])
    async def test_pressed_twice_it_is_the_first_answer(
        self, world: World, unit: Unit, dana: Answerer, verb: str
    ) -> None:
        estimate = await an_estimate_that_is("expired" if verb == "request_fresh" else "sent", world, dana)
        first, again = await act(verb, estimate, dana), await act(verb, estimate, dana)

        assert [answer.id for answer in await EstimateAnswer.filter(estimate_id=estimate.id)] == [
            (it[0] if isinstance(it, tuple) else it).id  # type: ignore[attr-defined]
            for it in [first]
        ]
        assert again
        assert await Task.filter(name="tell_staff_of_estimate", tenant_id=unit.tenant.id).count() == 1

    async def test_whoever_comes_second_is_told_and_the_attempt_is_noted(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        estimate = await an_estimate_that_is("accepted", world, dana)
        with pytest.raises(Answered):
            await act("decline", estimate, Answerer(dana.customer_id, "Pat"))

        noted = await Activity.get(about_id=estimate.id, verb="refused")
        assert (noted.by, noted.facts["wanted"], noted.facts["because"]) == ("Pat", "declined", "answered")

    async def test_not_more_of_them_are_noted_than_anybody_reads(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        estimate = await an_estimate_that_is("accepted", world, dana)
        for _ in range(25):
            with pytest.raises(Answered):
                await act("decline", estimate, Answerer(dana.customer_id, "Mal\x00lory\u202e" * 40))

        shown = await estimates.one(dana.customer_id, estimate.id, unit.tenant.today())
        assert await Activity.filter(about_id=estimate.id, verb="refused").count() == 20
        assert [entry["verb"] for entry in shown.history] == ["sent", "accepted"]

    async def test_a_fresh_one_is_asked_for_once_in_the_name_of_all(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        estimate = await an_estimate_that_is("expired", world, dana)
        await act("request_fresh", estimate, dana)
        await act("request_fresh", estimate, Answerer(dana.customer_id, "Pat"))

        assert await EstimateAnswer.filter(estimate_id=estimate.id).count() == 1


class TestVersions:
    @pytest.mark.parametrize("verb", ACTS[:3])
    async def test_what_was_not_seen_is_not_answered(self, world: World, unit: Unit, dana: Answerer, verb: str) -> None:
        estimate = await an_estimate(world.acme.customer)
        seen = await Estimate.get(id=estimate.id)
        await estimates.revise(estimate, estimate_contents(title="Other"))
        await estimates.send(estimate)

        with pytest.raises(NewerVersion):
            await act(verb, seen, dana)

    @pytest.mark.parametrize("version", [0, -1, 7])
    async def test_a_version_that_was_never_sent_is_none(
        self, world: World, unit: Unit, dana: Answerer, version: int
    ) -> None:
        estimate = await an_estimate(world.acme.customer)
        with pytest.raises(NewerVersion):
            await estimates.accept(estimate.id, dana, Acceptance(version))

    async def test_another_customers_is_not_found(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer)
        with pytest.raises(NotFound):
            await act("accept", estimate, Answerer(world.acme.other_customer.id, "Casey"))


class TestLastDay:
    """It ends with the day in the company's zone, whatever day it is elsewhere."""

    @pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "America/Chicago"])
    @pytest.mark.parametrize(("late", "in_time"), [(-1, True), (0, False), (1, False)])
    async def test_it_can_be_answered_until_midnight(
        self, world: World, unit: Unit, dana: Answerer, zone: str, late: int, in_time: bool
    ) -> None:
        acting().tenant.time_zone = zone
        estimate = await an_estimate(world.acme.customer)
        midnight = datetime.combine(estimate.valid_until + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
        at = midnight + timedelta(seconds=late)

        if in_time:
            await act("accept", estimate, dana, at=at)
        else:
            with pytest.raises(DomainError):
                await act("accept", estimate, dana, at=at)
            await act("request_fresh", estimate, dana, at=at)

    @pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu"])
    @pytest.mark.parametrize("days", [0, -1])
    async def test_today_is_the_database_clocks_day_in_that_zone(
        self, world: World, unit: Unit, dana: Answerer, zone: str, days: int
    ) -> None:
        tenant = unit.tenant
        tenant.time_zone = zone
        until = tenant.today() + timedelta(days=days)
        estimate = await an_estimate(world.acme.customer, valid_until=until, at=datetime.now(UTC) - timedelta(days=3))
        shown = await estimates.one(estimate.customer_id, estimate.id, tenant.today())

        if days == 0:
            assert shown.state is State.SENT
            await act("accept", estimate, dana)
        else:
            assert shown.state is State.EXPIRED
            with pytest.raises(OutOfTime):
                await act("accept", estimate, dana)


class TestAcceptance:
    def form(self, **more: str) -> dict[str, str]:
        return {"version": "1", "name": "Dana Diaz", "terms": "on", **more}

    async def test_it_is_written_down_with_all_that_was_given(self, world: World, unit: Unit, dana: Answerer) -> None:
        extra = estimates.Item(a_line(3_000), optional=True)
        given = {"terms": "Net 30", "signature_required": True, "deposit": estimates.Deposit(rate=1_000)}
        estimate = await an_estimate(world.acme.customer, items=(estimates.Item(a_line()), extra), **given)
        shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())
        form = self.form(**{"line-2": "on", "drawn": "[[[1,2],[3,4]]]"})
        acceptance = estimates.acceptance(1, shown.contents, form)
        await estimates.accept(estimate.id, dana, acceptance)

        answer = (await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())).answer
        assert answer
        assert (answer.verb, answer.by, answer.version, answer.terms_accepted) == (Verb.ACCEPTED, "Dana Diaz", 1, True)
        assert (answer.totals.total, answer.totals.deposit) == (15_000, 1_500)
        assert answer.choice == acceptance.choice
        assert answer.signature == Signature("Dana Diaz", (((1, 2), (3, 4)),))
        assert (answer.network, answer.contact_id) == ("192.0.2.1", str(world.acme.contact.id))
        assert (await Estimate.get(id=estimate.id)).total == 15_000

    @pytest.mark.parametrize(
        ("missing", "field"), [({"name": ""}, "signature"), ({"terms": None}, "terms"), ({"line-9": "on"}, "lines")]
    )
    async def test_what_is_missing_is_said_beside_its_field_and_nothing_has_happened(
        self, world: World, unit: Unit, dana: Answerer, missing: dict[str, str | None], field: str
    ) -> None:
        unit.tenant.signature_required = True
        estimate = await an_estimate(world.acme.customer, terms="Net 30")
        contents = (await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())).contents
        form = {name: value for name, value in (self.form() | missing).items() if value is not None}

        with pytest.raises(Invalid) as refused:
            await estimates.accept(estimate.id, dana, estimates.acceptance(1, contents, form))
        assert refused.value.field == field
        assert (await Estimate.get(id=estimate.id)).status == "sent"

    @pytest.mark.parametrize(
        "given",
        [
            Acceptance(1, terms=True),
            Acceptance(1, signature=Signature("Dana")),
            Acceptance(1, estimates.Choice("best"), Signature("Dana"), terms=True),
            Acceptance(1, estimates.Choice(None, {"1": 2}), Signature("Dana"), terms=True),  # type: ignore[dict-item]
        ],
    )
    async def test_what_comes_by_another_way_than_a_form_is_held_to_the_same(
        self, world: World, unit: Unit, dana: Answerer, given: Acceptance
    ) -> None:
        unit.tenant.signature_required = True
        estimate = await an_estimate(world.acme.customer, terms="Net 30")

        with pytest.raises(Invalid):
            await estimates.accept(estimate.id, dana, given)

    @pytest.mark.parametrize("version", ["", "2", "x", "1 "])
    async def test_a_form_of_another_version_is_not_read(self, version: str) -> None:
        with pytest.raises(NewerVersion):
            estimates.acceptance(1, estimate_contents(), self.form(version=version))


class TestReasons:
    async def test_changes_need_words(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        for reason in ("", " \n ", "\x00"):
            with pytest.raises(Invalid) as refused:
                await estimates.request_changes(estimate.id, dana, 1, reason=reason)
            assert refused.value.field == "reason"

    async def test_a_reason_has_an_end_and_nothing_odd_in_it(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        with pytest.raises(Invalid):
            await estimates.decline(estimate.id, dana, 1, reason="x" * 2_001)
        answer = await estimates.decline(estimate.id, dana, 1, reason="Too\x00 much.\r\n\u202eSorry")

        assert answer.reason == "Too much.\nSorry"
        for _ in range(2):
            await estimates.tell_staff(answer.id)
        email = await Email.get(about_id=estimate.id)
        assert (email.letter, email.facts["note"], email.to_address) == (
            "staff_estimate_declined",
            answer.reason,
            world.acme.owner.email,
        )


class TestReopening:
    async def test_it_is_answered_anew_and_the_first_answer_stays_on_record(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        estimate = await an_estimate_that_is("declined", world, dana)
        await act("reopen", estimate, dana)
        await act("accept", estimate, dana)

        shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())
        assert [answer.verb for answer in shown.answers] == [Verb.DECLINED, Verb.REOPENED, Verb.ACCEPTED]
        assert shown.state is State.ACCEPTED

    async def test_it_is_accepted_anew_by_the_same_person(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate_that_is("accepted", world, dana)
        await act("reopen", estimate, dana)
        await act("accept", estimate, dana)

        assert await EstimateAnswer.filter(estimate_id=estimate.id, verb=Verb.ACCEPTED).count() == 2


class TestShareLinks:
    async def test_whoever_holds_one_answers(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer)
        link = await share_links.share(estimate)
        by = Answerer(estimate.customer_id, "Robin", share_link_id=link.id)
        answer, is_new = await estimates.accept(estimate.id, by, Acceptance(1))

        assert (answer.share_link_id, answer.contact_id, is_new) == (link.id, None, True)

    async def test_nobody_does_after_it_was_revoked_or_ran_out(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer)
        revoked = await share_links.share(estimate)
        await share_links.revoke(revoked)
        over = await share_links.share(estimate, expires_at=datetime.now(UTC) - timedelta(seconds=1))
        other = await share_links.share(await an_estimate(world.acme.customer))
        bill = await share_links.share(await an_invoice(world.acme.customer))

        for link in (revoked, over, other, bill):
            by = Answerer(estimate.customer_id, "Robin", share_link_id=link.id)
            for verb in ACTS[:4]:
                with pytest.raises(Expired):
                    await act(verb, estimate, by)


async def test_two_contacts_are_two_people(world: World, unit: Unit, dana: Answerer) -> None:
    pat = await Contact.create(customer_id=dana.customer_id, name="Pat", email="pat@example.com")
    estimate = await an_estimate_that_is("accepted", world, dana)

    with pytest.raises(Answered):
        await act("accept", estimate, Answerer(dana.customer_id, "Pat", contact_id=pat.id))
