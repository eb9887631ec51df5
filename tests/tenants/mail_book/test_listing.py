"""The list of mails: newest first, a page at a time, and narrowed down to what is looked for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tenants import mail_book
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for
from tenants.mail_book import PAGE, Filter, Row, Wanted
from tests.world import Company, World


async def a_mail(company: Company, status: Delivery = Delivery.SENT, **more: Any) -> Email:
    known = {"letter": "invoice_sent", "to_address": company.contact.email, "customer_id": company.customer.id}
    return await Email.create(**{"key": uuid4().hex, "status": status, "facts": {}, **known, **more})


async def found(company: Company, **wanted: Any) -> list[Row]:
    async with acting_for(company.tenant):
        return await mail_book.listed(Wanted(**wanted))


async def test_it_pages_without_leaving_out_or_repeating(world: World) -> None:
    async with acting_for(world.acme.tenant):
        for _ in range(PAGE + 3):
            await a_mail(world.acme)
        first = (await mail_book.listed())[:PAGE]
        second = await mail_book.listed(before=(first[-1].created_at, first[-1].id))

    assert len({row.id for row in [*first, *second]}) == PAGE + 3
    assert [row.created_at for row in first] == sorted((row.created_at for row in first), reverse=True)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Filter.ON_THE_WAY, {Delivery.QUEUED, Delivery.SENT}),
        (Filter.DELIVERED, {Delivery.DELIVERED}),
        (Filter.TROUBLE, {Delivery.BOUNCED, Delivery.COMPLAINED, Delivery.FAILED}),
        (Filter.ALL, set(Delivery)),
    ],
)
async def test_it_is_narrowed_to_what_became_of_them(world: World, state: Filter, expected: set[Delivery]) -> None:
    async with acting_for(world.acme.tenant):
        for status in Delivery:
            await a_mail(world.acme, status)

    assert {row.status for row in await found(world.acme, state=state)} == expected


async def test_it_is_narrowed_to_a_kind_a_customer_and_an_address(world: World) -> None:
    async with acting_for(world.acme.tenant):
        mine = await a_mail(world.acme, letter="receipt")
        await a_mail(world.acme, customer_id=world.acme.other_customer.id, to_address="50%_off@example.com")

    assert [row.id for row in await found(world.acme, letter="receipt")] == [mine.id]
    assert [row.id for row in await found(world.acme, customer_id=world.acme.customer.id)] == [mine.id]
    assert [row.id for row in await found(world.acme, search=world.acme.contact.email[:6].upper())] == [mine.id]
    assert len(await found(world.acme, search="0%_o")) == 1
    assert await found(world.acme, search="%") != []
    assert await found(world.acme, search="' OR true --") == []


async def test_a_day_is_the_companys(world: World) -> None:
    """An hour past midnight in New York is another day than an hour before."""
    midnight = datetime.combine(world.acme.tenant.today(), datetime.min.time(), world.acme.tenant.zone)
    async with acting_for(world.acme.tenant):
        mail, other = await a_mail(world.acme), await a_mail(world.acme)
        await Email.filter(id=mail.id).update(created_at=(midnight + timedelta(hours=1)).astimezone(UTC))
        await Email.filter(id=other.id).update(created_at=(midnight - timedelta(hours=1)).astimezone(UTC))

    assert [row.id for row in await found(world.acme, day=world.acme.tenant.today())] == [mail.id]


async def test_another_companys_are_not_there(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        await a_mail(world.bolt)

    assert await found(world.acme) == []
