"""POST /hooks/postmark/inbound: an answer by mail comes into its thread, once, from whom it says, or not at all."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import pytest
from quart import Quart
from quart.datastructures import Headers

from settings import settings
from tenants import messages
from tenants.customers import Contact
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.messages import Message, ReplyAddress
from tenants.staff import StaffMember
from tests.builders import about_invoice, an_invoice
from tests.sandboxes import Postmark
from tests.world import Company, World
from web.hooks import inbound

Tell = Callable[..., Any]
SPOOFED = [{"Name": "Received-SPF", "Value": "Fail (sender not authorized) identity=mailfrom"}]


@pytest.fixture
def tell(app: Quart) -> Tell:
    """Hand a mail over as Postmark does; the status of the answer."""

    async def post(body: Any, password: str = "sandbox") -> int:
        proof = b64encode(f"postmark:{password}".encode()).decode()
        headers = Headers({"Host": settings().base_host, "Authorization": f"Basic {proof}"})
        sent = body if isinstance(body, bytes) else orjson.dumps(body)
        headers["Content-Length"] = str(len(sent))
        response = await app.test_client().post("/hooks/postmark/inbound", headers=headers, data=sent)
        return int(response.status_code)

    return post


async def written_to(company: Company, *, by_staff: bool) -> str:
    """The address at which the other side answers what one side wrote."""
    async with acting_for(company.tenant):
        about = about_invoice(await an_invoice(company.customer))
        if by_staff:
            await messages.answer(about, company.owner, "We come on Friday.")
        else:
            await messages.say(about, company.contact.id, company.contact.name, "When do you come?")
            for message in await Message.filter(author="contact"):
                await messages.tell_staff(message.id)
        given = await ReplyAddress.all().order_by("-created_at").first()
    assert given
    return messages.address(company.tenant.id, given.id)


def a_mail(to: str, sender: str, text: str = "That suits me.", **other: Any) -> dict[str, Any]:
    return {
        "From": sender,
        "FromFull": {"Email": sender, "Name": "Whoever"},
        "OriginalRecipient": to,
        "MessageID": str(uuid4()),
        "TextBody": text,
        "HtmlBody": "",
        "StrippedTextReply": "",
        "Headers": [],
        "Attachments": [],
        **other,
    }


async def bodies(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        return [message.body for message in await Message.all().order_by("at")]


class TestBothWays:
    async def test_a_conversation_by_mail_alone(
        self, world: World, tell: Tell, postmark: Postmark, run_tasks: Callable[[], Any]
    ) -> None:
        invoice = await _asked_in_the_portal(world.acme)
        await run_tasks()
        [to_staff] = postmark.messages(world.acme.owner.email)

        assert await tell(postmark.post(f"messages/{to_staff['MessageID']}/answer", text="On Friday.")) == 200
        await run_tasks()
        [to_dana] = postmark.messages(world.acme.contact.email)
        assert await tell(postmark.post(f"messages/{to_dana['MessageID']}/answer", text="Good, thank you.")) == 200

        assert "On Friday." in to_dana["TextBody"]
        assert f"/invoices/{invoice.id}" in to_dana["TextBody"]
        assert await bodies(world.acme) == ["When do you come?", "On Friday.", "Good, thank you."]

    async def test_each_side_speaks_as_itself(self, world: World, tell: Tell) -> None:
        to_dana = await written_to(world.acme, by_staff=True)
        await tell(a_mail(to_dana, world.acme.contact.email))
        to_staff = await written_to(world.acme, by_staff=False)
        await tell(a_mail(to_staff, world.acme.owner.email))

        async with acting_for(world.acme.tenant):
            found = await Message.filter(via="mail").order_by("at")
        assert [(message.author, message.name) for message in found] == [
            ("contact", world.acme.contact.name),
            ("staff", world.acme.owner.name),
        ]

    async def test_an_address_may_be_written_large(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        await tell(a_mail(to.upper(), world.acme.contact.email.upper()))

        assert await bodies(world.acme) == ["We come on Friday.", "That suits me."]

    async def test_another_contact_of_the_customer_may_answer_a_forwarded_letter(
        self, world: World, tell: Tell
    ) -> None:
        to = await written_to(world.acme, by_staff=True)
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=world.acme.customer.id, name="Pat", email="pat@example.com")

        await tell(a_mail(to, "pat@example.com"))

        async with acting_for(world.acme.tenant):
            assert await Message.filter(name="Pat").count() == 1


class TestStrangers:
    @pytest.mark.parametrize("who", ["nobody", "another customer", "the company", "another company's contact"])
    async def test_a_contacts_address_takes_nothing_from_anybody_else(self, world: World, tell: Tell, who: str) -> None:
        senders = {
            "nobody": "mallory@example.com",
            "another customer": world.acme.other_contact.email,
            "the company": world.acme.owner.email,
            "another company's contact": world.bolt.other_contact.email,
        }
        to = await written_to(world.acme, by_staff=True)
        written = await _letters(world.acme)

        assert await tell(a_mail(to, senders[who])) == 200

        assert await bodies(world.acme) == ["We come on Friday."]
        assert await _letters(world.acme) == written

    async def test_a_forwarded_customers_mail_cannot_speak_as_staff(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=False)

        await tell(a_mail(to, world.acme.contact.email))

        assert await bodies(world.acme) == ["When do you come?"]

    async def test_a_removed_contact_is_heard_no_more(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))
            await Contact.create(customer_id=world.acme.customer.id, name="Pat", email="pat@example.com")

        for sender in (world.acme.contact.email, "pat@example.com"):
            assert await tell(a_mail(to, sender)) == 200

        assert await bodies(world.acme) == ["We come on Friday."]

    async def test_removed_staff_is_heard_no_more(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=False)
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(removed_at=datetime.now(UTC))
            await StaffMember.create(name="Max", email="max@example.com")

        for sender in (world.acme.owner.email, "max@example.com"):
            assert await tell(a_mail(to, sender)) == 200

        assert await bodies(world.acme) == ["When do you come?"]

    async def test_nor_is_one_who_was_removed_and_got_a_forwarded_letter(self, world: World, tell: Tell) -> None:
        to_dana = await written_to(world.acme, by_staff=True)
        to_staff = await written_to(world.acme, by_staff=False)
        async with acting_for(world.acme.tenant):
            gone = {"name": "Pat", "email": "pat@example.com", "removed_at": datetime.now(UTC)}
            await Contact.create(customer_id=world.acme.customer.id, **gone)
            await StaffMember.create(**gone)

        for to in (to_dana, to_staff):
            assert await tell(a_mail(to, "pat@example.com")) == 200

        assert "That suits me." not in await bodies(world.acme)

    @pytest.mark.parametrize("header", [*SPOOFED, {"Name": "Authentication-Results", "Value": "mx; dmarc=fail"}])
    async def test_a_sender_that_the_mail_systems_call_forged_is_not_believed(
        self, world: World, tell: Tell, header: dict[str, str]
    ) -> None:
        to = await written_to(world.acme, by_staff=True)

        assert await tell(a_mail(to, world.acme.contact.email, Headers=[header])) == 200

        assert await bodies(world.acme) == ["We come on Friday."]

    async def test_a_forgers_own_good_word_below_does_not_help(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        forged = [*SPOOFED, {"Name": "Received-SPF", "Value": "Pass (I say so)"}]

        await tell(a_mail(to, world.acme.contact.email, Headers=forged))

        assert await bodies(world.acme) == ["We come on Friday."]

    @pytest.mark.parametrize(
        "header",
        [
            {"Name": "Authentication-Results", "Value": "mx; spf=pass; dkim=pass header.d=evil.example; dmarc=pass"},
            {"Name": "X-Spam-Tests", "Value": "DKIM_SIGNED,DKIM_VALID,SPF_FAIL"},
        ],
    )
    async def test_nor_does_a_signature_of_somebody_elses_domain(
        self, world: World, tell: Tell, header: dict[str, str]
    ) -> None:
        to = await written_to(world.acme, by_staff=True)

        await tell(a_mail(to, world.acme.contact.email, Headers=[*SPOOFED, header]))

        assert await bodies(world.acme) == ["We come on Friday."]

    async def test_a_forwarded_mail_with_a_signature_is_believed(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        signed = [*SPOOFED, {"Name": "X-Spam-Tests", "Value": "DKIM_SIGNED,DKIM_VALID,DKIM_VALID_AU,SPF_FAIL"}]

        await tell(a_mail(to, world.acme.contact.email, Headers=signed))

        assert await bodies(world.acme) == ["We come on Friday.", "That suits me."]

    async def test_another_companys_proof_under_this_companys_name_opens_nothing(
        self, world: World, tell: Tell
    ) -> None:
        acme, bolt = await written_to(world.acme, by_staff=True), await written_to(world.bolt, by_staff=True)
        half = len(messages.LOCAL) + messages.LENGTH // 2
        mixed = bolt[:half] + acme[half:]

        for to in (mixed, "reply+short@reply.porchlight.example", "office@reply.porchlight.example", ""):
            assert await tell(a_mail(to, world.acme.contact.email)) == 200

        assert await bodies(world.acme) == await bodies(world.bolt) == ["We come on Friday."]

    async def test_only_postmark_is_believed(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        assert await tell(a_mail(to, world.acme.contact.email), password="guessed") == 401
        assert await bodies(world.acme) == ["We come on Friday."]


class TestOnce:
    async def test_a_mail_that_is_handed_over_again_is_one_message_and_one_letter(
        self, world: World, tell: Tell, run_tasks: Callable[[], Any]
    ) -> None:
        mail = a_mail(await written_to(world.acme, by_staff=True), world.acme.contact.email)

        assert {await tell(mail), await tell(mail)} == {200}
        await run_tasks()

        assert await bodies(world.acme) == ["We come on Friday.", "That suits me."]
        assert (await _letters(world.acme)).count("staff_message_received") == 1

    async def test_so_is_one_that_is_handed_over_many_times_at_once(self, world: World, tell: Tell) -> None:
        mail = a_mail(await written_to(world.acme, by_staff=True), world.acme.contact.email)

        answers = await asyncio.gather(*(tell(mail) for _ in range(8)))

        assert set(answers) == {200}
        assert await bodies(world.acme) == ["We come on Friday.", "That suits me."]

    async def test_above_the_limit_it_is_asked_for_later_and_comes_then(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        answers = [await tell(a_mail(to, world.acme.contact.email, str(number))) for number in range(21)]

        assert answers == [200] * 20 + [429]
        assert len(await bodies(world.acme)) == 21


class TestPrograms:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Auto-Submitted", "auto-replied"),
            ("Precedence", "bulk"),
            ("X-Autoreply", "yes"),
            ("List-Id", "<plumbers.example>"),
            ("Return-Path", "<>"),
            ("Content-Type", "multipart/report; report-type=delivery-status"),
        ],
    )
    async def test_what_a_program_wrote_is_not_taken(self, world: World, tell: Tell, name: str, value: str) -> None:
        to = await written_to(world.acme, by_staff=True)

        assert await tell(a_mail(to, world.acme.contact.email, Headers=[{"Name": name, "Value": value}])) == 200

        assert await bodies(world.acme) == ["We come on Friday."]

    async def test_a_person_is_no_program(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        headers = [{"Name": "Auto-Submitted", "Value": "no"}, {"Name": "X-Spam-Status", "Value": "No"}]

        await tell(a_mail(to, world.acme.contact.email, Headers=headers))

        assert await bodies(world.acme) == ["We come on Friday.", "That suits me."]


class TestShapes:
    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b'{"MessageID": "\\ud800"}'])
    async def test_what_is_no_mail_is_refused(self, world: World, tell: Tell, body: bytes) -> None:
        assert 400 <= await tell(body) < 500

    @pytest.mark.parametrize("field", ["FromFull", "From", "Headers", "Attachments", "ToFull", "OriginalRecipient"])
    @pytest.mark.parametrize("value", [None, 7, [], {}, [None], "x" * 3000, {"Email": 7}, [{"Name": []}]])
    async def test_odd_fields_do_no_harm(self, world: World, tell: Tell, field: str, value: Any) -> None:
        to = await written_to(world.acme, by_staff=True)
        mail = {**a_mail(to, world.acme.contact.email), field: value}

        assert await tell(mail) == 200

    async def test_an_html_mail_is_taken_as_its_words(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        html = "<style>p{}</style><div>Yes &lt;3<br>Pat</div><div class='gmail_quote'>On Friday wrote</div>"

        await tell(a_mail(to, world.acme.contact.email, "", HtmlBody=html))

        assert (await bodies(world.acme))[1] == "Yes <3\nPat"

    async def test_any_script_is_kept(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        await tell(a_mail(to, world.acme.contact.email, "שלום 👩‍🔧 ¿Mañana?"))

        assert (await bodies(world.acme))[1] == "שלום 👩‍🔧 ¿Mañana?"

    async def test_a_very_long_mail_is_kept_to_its_first_words(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        await tell(a_mail(to, world.acme.contact.email, "word " * 3_000))

        assert len((await bodies(world.acme))[1]) == messages.LONGEST

    async def test_photos_of_any_size_cost_none_of_the_words(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)
        photo = {"Name": "IMG_1.jpg", "Content": "A" * 3 * inbound.KEPT, "ContentID": ""}

        assert await tell(a_mail(to, world.acme.contact.email, Attachments=[photo])) == 200

        async with acting_for(world.acme.tenant):
            message = await Message.get(via="mail")
        assert (message.body, message.left_out) == ("That suits me.", True)

    async def test_a_photo_without_words_says_that_it_was_left_out(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        await tell(a_mail(to, world.acme.contact.email, "", Attachments=[{"Name": "IMG_1.jpg"}]))

        async with acting_for(world.acme.tenant):
            message = await Message.get(via="mail")
        assert (message.body, message.left_out) == ("", True)

    async def test_giant_words_are_refused(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        assert await tell(a_mail(to, world.acme.contact.email, "x" * 2 * inbound.KEPT)) == 400

    async def test_an_empty_mail_is_none(self, world: World, tell: Tell) -> None:
        to = await written_to(world.acme, by_staff=True)

        assert await tell(a_mail(to, world.acme.contact.email, " \n")) == 200
        assert await bodies(world.acme) == ["We come on Friday."]


async def _asked_in_the_portal(company: Company) -> Invoice:
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        await messages.say(about_invoice(invoice), company.contact.id, company.contact.name, "When do you come?")
    return invoice


async def _letters(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        return sorted(email.letter for email in await Email.all())
