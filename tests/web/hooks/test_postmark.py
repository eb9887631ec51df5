"""POST /hooks/postmark: what Postmark tells us, and what somebody else pretends."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from quart import Quart
from quart.datastructures import Headers
from quart.testing import QuartClient

from settings import settings
from tenants import emails
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for
from tests.world import Company, World
from web import errors, hooks
from web.door import Door

BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "Description": "There is no such mailbox."}
DELIVERY = {"RecordType": "Delivery"}
COMPLAINT = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Description": "Marked as spam."}


@pytest.fixture
def postmark_calls(world: World) -> QuartClient:
    app: Quart = Door("hooks_alone", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.register_blueprint(hooks.blueprint)
    errors.register(app)
    return app.test_client()


async def an_email(company: Company, provider_id: str | None) -> UUID:
    async with acting_for(company.tenant):
        to = (company.contact.name, company.contact.email)
        written = await emails.write(
            "portal_invitation", key=uuid4().hex, to=to, about=company.contact, customer_id=None, facts={}
        )
        assert written
        if provider_id:
            await emails.sent({written: provider_id})
    return written


async def state(company: Company, email_id: UUID) -> tuple[Delivery, str]:
    async with acting_for(company.tenant):
        email = await Email.get(id=email_id)
    return email.status, email.reason


async def tell(
    client: QuartClient, event: Any, company: Company, email_id: UUID, message_id: str, password: str = "sandbox"
) -> int:
    metadata = {"email": str(email_id), "tenant": str(company.tenant.id)}
    return await post(client, {**event, "MessageID": message_id, "Metadata": metadata}, password)


async def post(client: QuartClient, body: Any, password: str = "sandbox") -> int:
    proof = b64encode(f"postmark:{password}".encode()).decode()
    headers = Headers({"Host": settings().base_host, "Authorization": f"Basic {proof}"})
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    response = await client.post("/hooks/postmark", headers=headers, **sent)
    return response.status_code


async def test_it_notes_that_a_mail_arrived(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    assert await tell(postmark_calls, DELIVERY, world.acme, email_id, "m-1") == 200

    assert await state(world.acme, email_id) == (Delivery.DELIVERED, "")


async def test_it_notes_why_a_mail_bounced(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    await tell(postmark_calls, BOUNCE, world.acme, email_id, "m-1")

    assert await state(world.acme, email_id) == (Delivery.BOUNCED, "There is no such mailbox.")


async def test_it_takes_no_delay_for_a_bounce(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    assert await tell(postmark_calls, BOUNCE | {"Type": "Transient"}, world.acme, email_id, "m-1") == 200

    assert (await state(world.acme, email_id))[0] is Delivery.SENT


@pytest.mark.parametrize(
    ("events", "last"),
    [
        ((BOUNCE, DELIVERY), Delivery.BOUNCED),
        ((DELIVERY, BOUNCE), Delivery.BOUNCED),
        ((DELIVERY, DELIVERY), Delivery.DELIVERED),
        ((DELIVERY, COMPLAINT), Delivery.COMPLAINED),
        ((COMPLAINT, DELIVERY, BOUNCE), Delivery.COMPLAINED),
    ],
)
async def test_it_ends_alike_in_any_order(
    events: tuple[Any, ...], last: Delivery, world: World, postmark_calls: QuartClient
) -> None:
    email_id = await an_email(world.acme, "m-1")

    for event in events:
        await tell(postmark_calls, event, world.acme, email_id, "m-1")

    assert (await state(world.acme, email_id))[0] is last


async def test_it_hears_of_a_mail_before_we_noted_that_it_was_sent(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, None)
    await tell(postmark_calls, DELIVERY, world.acme, email_id, "m-1")

    async with acting_for(world.acme.tenant):
        assert await emails.waiting([email_id]) == []
        await emails.sent({email_id: "m-1"})

    assert (await state(world.acme, email_id))[0] is Delivery.DELIVERED


async def test_it_ignores_a_message_that_is_not_the_emails(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    assert await tell(postmark_calls, BOUNCE, world.acme, email_id, "m-2") == 200

    assert (await state(world.acme, email_id))[0] is Delivery.SENT


async def test_it_changes_nothing_at_another_company(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    assert await tell(postmark_calls, BOUNCE, world.bolt, email_id, "m-1") == 200

    assert (await state(world.acme, email_id))[0] is Delivery.SENT


@pytest.mark.parametrize("password", ["", "Sandbox", "sandbox ", "\N{SNOWMAN}"])
async def test_it_believes_no_forged_bounce(password: str, world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    assert await tell(postmark_calls, BOUNCE, world.acme, email_id, "m-1", password) == 401

    assert (await state(world.acme, email_id))[0] is Delivery.SENT


@pytest.mark.parametrize("credentials", [None, "Basic", "Basic !!", "Bearer sandbox", "Digest username=postmark"])
async def test_it_answers_401_to_whoever_shows_no_password(
    credentials: str | None, postmark_calls: QuartClient
) -> None:
    headers = Headers({"Host": settings().base_host} | ({"Authorization": credentials} if credentials else {}))

    response = await postmark_calls.post("/hooks/postmark", headers=headers, data=b"{}")

    assert response.status_code == 401
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"[" * 10_000, b'{"a": "\xff"}', b'{"a": NaN}'])
async def test_it_refuses_what_is_no_event(body: bytes, postmark_calls: QuartClient) -> None:
    assert await post(postmark_calls, body) == 400


async def test_it_reads_no_endless_event(postmark_calls: QuartClient) -> None:
    assert await post(postmark_calls, b'{"Description": "%s"}' % (b"x" * 300_000)) == 413


@pytest.mark.parametrize(
    "odd",
    [
        {"Metadata": None},
        {"Metadata": "email"},
        {"Metadata": {"email": 7, "tenant": []}},
        {"Metadata": {"email": "no id", "tenant": "no id"}},
        {"MessageID": None},
        {"MessageID": "\0" + "x" * 9_000},
        {"RecordType": []},
        {"RecordType": "Open"},
        {"Type": {}},
    ],
)
async def test_it_shrugs_at_odd_events(odd: dict[str, Any], world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")
    metadata = {"email": str(email_id), "tenant": str(world.acme.tenant.id)}

    assert await post(postmark_calls, BOUNCE | {"MessageID": "m-1", "Metadata": metadata} | odd) == 200

    assert (await state(world.acme, email_id))[0] is Delivery.SENT


async def test_it_stores_no_nul(world: World, postmark_calls: QuartClient) -> None:
    email_id = await an_email(world.acme, "m-1")

    await tell(postmark_calls, BOUNCE | {"Description": "no\0mailbox"}, world.acme, email_id, "m-1")

    assert await state(world.acme, email_id) == (Delivery.BOUNCED, "nomailbox")
