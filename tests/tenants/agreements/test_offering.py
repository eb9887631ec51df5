"""What a company does with an agreement: drafted, sent, taken back, ended; and as it was sent it stays."""

from datetime import UTC, date, datetime

import pytest
from tortoise.exceptions import BaseORMException

from tenants import agreements, invoices
from tenants.activity import Activity
from tenants.agreements import Agreement, AgreementStatus, Contents
from tenants.emails import Email
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting, acting_for
from tenants.tenant import Tenant
from tests.builders import a_draft, a_signed_agreement, agreement_contents, an_agreement
from tests.world import World

TODAY = date(2026, 6, 1)


class TestDraft:
    async def test_it_numbers_them_by_company(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            first = await agreements.draft(world.acme.customer, agreement_contents())
            second = await agreements.draft(world.acme.customer, agreement_contents())

        assert (first.number, second.number, first.currency) == ("A1001", "A1002", "USD")

    async def test_it_is_seen_by_no_customer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await agreements.draft(world.acme.customer, agreement_contents())

            assert await agreements.for_customer(draft.customer_id, TODAY) == ([], [], [])
            with pytest.raises(NotFound):
                await agreements.one(draft.customer_id, draft.id, TODAY)
            with pytest.raises(NotFound):
                await agreements.to_answer(draft.customer_id, draft.id)

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("title", {"title": " "}),
            ("price", {"price": -1}),
            ("ends_on", {"ends_on": date(2025, 12, 31)}),
            ("visits_planned", {"visits_planned": 367}),
            ("terms", {"terms": "x" * 20_001}),
        ],
    )
    def test_it_refuses_what_no_agreement_can_say(self, field: str, more: dict[str, object]) -> None:
        with pytest.raises(Invalid) as refused:
            agreement_contents(**more)

        assert refused.value.field == field

    async def test_it_names_the_one_it_renews_and_says_the_same_again(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            old = await a_signed_agreement(world.acme.contact)
            new = await agreements.draft(world.acme.customer, Contents.of(old), renews=old)
            await agreements.send(new)
            shown = await agreements.one(old.customer_id, old.id, TODAY)

        assert (new.title, new.services, new.renews_id) == (old.title, old.services, old.id)
        assert shown.renewed_by == {"id": str(new.id), "number": new.number}

    async def test_it_names_none_of_another_customer(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="foreign key"):
            async with acting_for(world.acme.tenant):
                old = await an_agreement(world.acme.customer)
                await agreements.draft(world.acme.other_customer, agreement_contents(), renews=old)


class TestSend:
    async def test_it_asks_every_contact(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)

            email = await Email.get(about_id=agreement.id)
            assert (email.letter, email.to_address) == ("agreement_sent", world.acme.contact.email)
            assert email.facts["path"] == f"/agreements/{agreement.id}"
            assert (await Activity.get(about_id=agreement.id)).verb == "sent"

    async def test_it_is_sent_once(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            with pytest.raises(Conflict):
                await agreements.send(agreement)

    async def test_it_mails_nobody_while_the_company_hides_agreements(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_agreements=False)
        world.acme.tenant.shows_agreements = False
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)

            assert agreement.status is AgreementStatus.SENT
            assert not await Email.exists(about_id=agreement.id)

    async def test_it_keeps_whether_a_signature_was_asked_for(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            acting().tenant.signature_required = True
            agreement = await an_agreement(world.acme.customer)
            acting().tenant.signature_required = False

            assert (await Agreement.get(id=agreement.id)).signature_required

    async def test_it_dates_it_in_the_companys_zone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await agreements.draft(world.acme.customer, agreement_contents())
            await agreements.send(agreement, at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC))

        assert agreement.issued_on == date(2026, 3, 1)

    @pytest.mark.parametrize(
        "change",
        [
            {"price": 1},
            {"terms": "x"},
            {"services": []},
            {"title": "x"},
            {"cadence": "once"},
            {"starts_on": date(2030, 1, 1)},
            {"visits_planned": 9},
            {"signature_required": True},
            {"frozen": {}},
            {"fingerprint": "0" * 64},
        ],
    )
    async def test_it_stays_as_it_was_sent(self, world: World, change: dict[str, object]) -> None:
        with pytest.raises(BaseORMException, match="stays as it was sent"):
            async with acting_for(world.acme.tenant):
                agreement = await an_agreement(world.acme.customer)
                await Agreement.filter(id=agreement.id).update(**change)

    async def test_it_is_not_deleted_once_sent(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="not deleted"):
            async with acting_for(world.acme.tenant):
                await (await an_agreement(world.acme.customer)).delete()

    async def test_it_can_be_proven_whole(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            stored = await Agreement.get(id=(await an_agreement(world.acme.customer)).id)

        assert agreements.is_whole(stored)
        stored.price += 1
        assert not agreements.is_whole(stored)


class TestTakeBack:
    async def test_it_can_be_changed_and_sent_again_under_another_fingerprint(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            first = agreement.fingerprint
            await agreements.take_back(agreement)
            await agreements.rewrite(agreement, agreement_contents(price=3_100))
            await agreements.send(agreement)

            assert agreement.fingerprint not in {first, ""}
            assert await Email.filter(about_id=agreement.id, letter="agreement_sent").count() == 2

    async def test_it_is_out_of_the_customers_sight_meanwhile(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.take_back(agreement)

            assert await agreements.for_customer(agreement.customer_id, TODAY) == ([], [], [])

    async def test_it_comes_too_late_after_the_signature(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            with pytest.raises(Conflict):
                await agreements.take_back(agreement)

    async def test_what_was_sent_is_not_rewritten(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            with pytest.raises(Conflict):
                await agreements.rewrite(agreement, agreement_contents(price=1))

    async def test_the_database_makes_no_draft_of_a_signed_one(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="stays as it was sent"):
            async with acting_for(world.acme.tenant):
                agreement = await a_signed_agreement(world.acme.contact)
                await Agreement.filter(id=agreement.id).update(status="draft")


class TestEnd:
    @pytest.mark.parametrize("is_signed", [True, False])
    async def test_it_ends_signed_or_not(self, world: World, is_signed: bool) -> None:
        async with acting_for(world.acme.tenant):
            made = a_signed_agreement(world.acme.contact) if is_signed else an_agreement(world.acme.customer)
            agreement = await made
            await agreements.end(agreement)
            _, _, ended = await agreements.for_customer(agreement.customer_id, TODAY)

        assert [row.state for row in ended] == [agreements.State.ENDED]

    async def test_it_ends_once_and_no_draft_ends(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            ended = await an_agreement(world.acme.customer)
            await agreements.end(ended)
            for agreement in (ended, await agreements.draft(world.acme.customer, agreement_contents())):
                with pytest.raises(Conflict):
                    await agreements.end(agreement)


class TestInvoices:
    async def test_a_sent_invoice_stays_with_its_agreement(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="stays with its agreement"):
            async with acting_for(world.acme.tenant):
                agreement = await a_signed_agreement(world.acme.contact)
                invoice = await a_draft(world.acme.customer, agreement_id=agreement.id)
                await invoices.send(invoice)
                await invoices.Invoice.filter(id=invoice.id).update(agreement_id=None)

    async def test_an_invoice_is_for_no_agreement_of_another_customer(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="foreign key"):
            async with acting_for(world.acme.tenant):
                agreement = await a_signed_agreement(world.acme.contact)
                await a_draft(world.acme.other_customer, agreement_id=agreement.id)
