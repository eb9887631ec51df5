"""A customer's agreements on the page: what is asked first, answered once, and then how far it has come."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from sandbox.servers import Servers
from tenants import agreements, invoices
from tenants.agreements import Agreement, AgreementStatus
from tenants.customers import Contact
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import a_draft, a_signed_agreement, agreement_contents, an_agreement, an_entry
from tests.catalogue import superuser
from tests.conftest import RunTasks
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
DRAWN = "[[[10,20],[300,200]]]"


async def sent(world: World, **more: object) -> Agreement:
    async with acting_for(world.acme.tenant):
        return await an_agreement(world.acme.customer, **more)


async def signed(world: World, **more: object) -> Agreement:
    async with acting_for(world.acme.tenant):
        return await a_signed_agreement(world.acme.contact, **more)


async def stored(world: World, agreement: Agreement) -> Agreement:
    async with acting_for(world.acme.tenant):
        return await Agreement.get(id=agreement.id)


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


def yes(agreement: Agreement, **more: str) -> dict[str, str]:
    return {"version": agreement.fingerprint, "terms": "on", **more}


class TestIndex:
    async def test_it_groups_them_by_what_they_need(self, world: World, visit: Visit) -> None:
        asked, runs = await sent(world), await signed(world)
        page = await text(await visit(world.acme).sign_in(), "/agreements")

        assert page.index("To answer") < page.index(str(asked.id)) < page.index("Running") < page.index(str(runs.id))
        assert "$29.00 every month" in page

    async def test_it_says_what_will_appear_while_it_is_empty(self, world: World, visit: Visit) -> None:
        assert "No agreements yet" in await text(await visit(world.acme).sign_in(), "/agreements")

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visit) -> None:
        await sent(world)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert "No agreements yet" in await text(casey, "/agreements")

    @pytest.mark.parametrize("cursor", ["yesterday_x", "2026-01-01", "2026-01-01_x", ""])
    async def test_a_cursor_that_is_none_is_not_found(self, world: World, visit: Visit, cursor: str) -> None:
        assert (await (await visit(world.acme).sign_in()).get(f"/agreements?before={cursor}")).status_code == 404

    async def test_it_is_gone_while_the_company_hides_agreements(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        await Tenant.filter(id=world.acme.tenant.id).update(shows_agreements=False)

        for path in ("", f"/{agreement.id}", f"/{agreement.id}.pdf"):
            assert (await dana.get(f"/agreements{path}")).status_code == 404, path
        assert (await dana.post(f"/agreements/{agreement.id}/sign", yes(agreement))).status_code == 404


class TestShow:
    async def test_it_asks_for_an_answer_first(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")

        assert "I agree to the terms." in page
        assert "Accept the agreement" in page
        assert "<strong>twice a year</strong>" in page
        assert 'name="name"' not in page

    async def test_it_asks_for_a_signature_where_the_company_wants_one(self, world: World, visit: Visit) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(signature_required=True)
        world.acme.tenant.signature_required = True
        agreement = await sent(world)
        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")

        assert "Sign the agreement" in page
        assert 'name="name"' in page

    async def test_it_tells_how_far_it_has_come(self, world: World, visit: Visit) -> None:
        today = world.acme.tenant.today()
        agreement = await signed(world, visits_planned=3)
        async with acting_for(world.acme.tenant):
            days = await agreements.plan_visits(agreement, today - timedelta(days=40), weeks=4)
            await agreements.mark_visit_done(days[0], agreement, on=days[0].planned_on)
            invoice = await a_draft(world.acme.customer, 11_600, agreement_id=agreement.id)
            await invoices.send(invoice)
            await an_entry(invoice, 8_700)
        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")

        assert "1 of 3 visits used" in page
        assert "2 left" in page
        assert "1 visit did not take place on its day" in page
        assert "Paid $87.00 of $116.00 billed" in page
        assert f'href="/invoices/{invoice.id}"' in page

    async def test_it_names_the_agreement_that_renews_it(self, world: World, visit: Visit) -> None:
        old = await signed(world)
        async with acting_for(world.acme.tenant):
            new = await agreements.draft(world.acme.customer, agreement_contents(), renews=old)
        dana = await visit(world.acme).sign_in()
        assert f"Continued by agreement {new.number}" not in await text(dana, f"/agreements/{old.id}")
        async with acting_for(world.acme.tenant):
            await agreements.send(new)

        assert f"Continued by agreement {new.number}" in await text(dana, f"/agreements/{old.id}")
        assert f"Continues agreement {old.number}" in await text(dana, f"/agreements/{new.id}")

    async def test_what_staff_wrote_cannot_run(self, world: World, visit: Visit) -> None:
        agreement = await sent(
            world, title="<script>x</script>", terms="<img src=x onerror=alert(1)> [a](javascript:x)"
        )
        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")

        assert "<script>x" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


class TestSign:
    async def test_it_is_signed_and_says_who_and_when(self, world: World, visit: Visit) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(signature_required=True)
        world.acme.tenant.signature_required = True
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        form = await text(dana, f"/agreements/{agreement.id}")
        answer = await dana.post(f"/agreements/{agreement.id}/sign", yes(agreement, name="Dana Diaz", strokes=DRAWN))
        page = await text(dana, f"/agreements/{agreement.id}")

        assert 'value="Dana Diaz"' in form
        assert (answer.status_code, answer.location) == (303, f"/agreements/{agreement.id}")
        assert "Dana Diaz signed this agreement on" in page
        assert 'd="M10 20L300 200"' in page
        assert "Verified: unchanged since it was signed." in page

    async def test_the_company_is_told(self, world: World, visit: Visit, run_tasks: RunTasks) -> None:
        agreement = await sent(world)
        await (await visit(world.acme).sign_in()).post(f"/agreements/{agreement.id}/sign", yes(agreement))
        await run_tasks()
        async with acting_for(world.acme.tenant):
            letter = await Email.get(about_id=agreement.id, letter="staff_agreement_signed")

        assert letter.to_address == world.acme.owner.email

    async def test_it_says_so_when_what_was_signed_has_changed(
        self, world: World, visit: Visit, servers: Servers
    ) -> None:
        agreement = await signed(world)
        async with superuser(servers) as admin:
            await admin.execute("SET session_replication_role = replica")  # no trigger holds whoever owns the database
            await admin.execute("UPDATE agreement SET price = 1 WHERE id = $1", agreement.id)

        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")
        assert "This signature cannot be verified." in page

    async def test_it_keeps_what_was_typed_and_says_what_is_missing(self, world: World, visit: Visit) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(signature_required=True)
        world.acme.tenant.signature_required = True
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        unticked = {"version": agreement.fingerprint, "name": "Dana <D>", "strokes": DRAWN}
        for form, beside in ((unticked, "terms-error"), (yes(agreement, strokes=DRAWN), "signature-error")):
            answer = await dana.post(f"/agreements/{agreement.id}/sign", form)
            page = await answer.get_data(as_text=True)

            assert answer.status_code == 422
            assert f'id="{beside}"' in page
            assert f'value="{DRAWN}"' in page
        assert (await stored(world, agreement)).status is AgreementStatus.SENT

    async def test_a_second_press_of_ones_own_shows_the_state(self, world: World, visit: Visit) -> None:
        agreement = await signed(world)
        answer = await (await visit(world.acme).sign_in()).post(f"/agreements/{agreement.id}/sign", yes(agreement))

        assert (answer.status_code, answer.location) == (303, f"/agreements/{agreement.id}")

    @pytest.mark.parametrize("act", ["sign", "decline"])
    async def test_whoever_comes_second_sees_who_was_first(self, world: World, visit: Visit, act: str) -> None:
        agreement, email = await signed(world), f"robin@{world.acme.tenant.slug}.example"
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=agreement.customer_id, name="Robin", email=email)
        answer = await (await visit(world.acme).sign_in(email)).post(
            f"/agreements/{agreement.id}/{act}", yes(agreement)
        )

        assert answer.status_code == 409
        assert "Dana Diaz signed this agreement on" in await answer.get_data(as_text=True)
        assert (await stored(world, agreement)).answered_by_id == world.acme.contact.id

    async def test_what_was_changed_meanwhile_is_read_again(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        seen = yes(agreement)
        async with acting_for(world.acme.tenant):
            await agreements.take_back(agreement)
            await agreements.rewrite(agreement, agreement_contents(price=3_100))
            await agreements.send(agreement)
        answer = await (await visit(world.acme).sign_in()).post(f"/agreements/{agreement.id}/sign", seen)
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 409
        assert "We changed this agreement in the meantime." in page
        assert "$31.00 every month" in page

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"version": "x" * 5_000, "terms": "on"},
            {"version": "", "terms": "on", "strokes": "[[["},
            {"terms": "on", "name": "x" * 200},
            {"terms": "on", "version": "\x00"},
        ],
    )
    async def test_nothing_that_can_be_sent_breaks_it(self, world: World, visit: Visit, form: dict[str, str]) -> None:
        agreement = await sent(world)
        answer = await (await visit(world.acme).sign_in()).post(f"/agreements/{agreement.id}/sign", form)

        assert answer.status_code in {400, 409, 422}
        assert (await stored(world, agreement)).status is AgreementStatus.SENT


class TestDecline:
    async def test_it_is_declined_with_a_reason(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        await dana.post(f"/agreements/{agreement.id}/decline", yes(agreement, reason="We are <moving>."))
        page = await text(dana, f"/agreements/{agreement.id}")

        assert "Dana Diaz declined this agreement on" in page
        assert "We are &lt;moving&gt;." in page
        assert "Accept the agreement" not in page

    async def test_an_endless_reason_is_kept_and_said_so(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        answer = await dana.post(f"/agreements/{agreement.id}/decline", yes(agreement, reason="moving " * 300))
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert 'id="reason-error"' in page
        assert "moving moving" in page


class TestPdf:
    async def test_it_is_the_same_agreement_with_terms_and_signature(self, world: World, visit: Visit) -> None:
        agreement = await signed(world, visits_planned=1)
        async with acting_for(world.acme.tenant):
            await agreements.plan_visits(agreement, world.acme.tenant.today())
        answer = await (await visit(world.acme).sign_in()).get(f"/agreements/{agreement.id}.pdf")
        read = " ".join("".join(it.extract_text() for it in PdfReader(BytesIO(await answer.get_data())).pages).split())

        assert answer.content_type == "application/pdf"
        for words in (
            agreement.number,
            "$29.00 every month",
            "Furnace check",
            "twice a year",
            "Dana Diaz",
            "Signed by",
        ):
            assert words in read, words

    async def test_a_draft_has_none(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            draft = await agreements.draft(world.acme.customer, agreement_contents())
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/agreements/{draft.id}.pdf")).status_code == 404
        assert (await dana.post(f"/agreements/{draft.id}/sign", yes(draft))).status_code == 404


class TestMessages:
    async def test_a_question_is_asked_and_shown(self, world: World, visit: Visit) -> None:
        agreement = await sent(world)
        dana = await visit(world.acme).sign_in()
        answer = await dana.post(f"/agreements/{agreement.id}/messages", {"body": "Is the filter included?"})

        assert answer.status_code == 303
        assert "Is the filter included?" in await text(dana, f"/agreements/{agreement.id}")


class TestLanguage:
    async def test_it_speaks_spanish(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            world.acme.contact.language = "es"
            await world.acme.contact.save()
        agreement = await sent(world)
        page = await text(await visit(world.acme).sign_in(), f"/agreements/{agreement.id}")

        assert "cada mes" in page
        assert "Acepto las condiciones." in page
