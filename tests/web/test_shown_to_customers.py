"""What a customer is shown of what is kept: of every column that holds words, those that are meant for them."""

import io
import re
from collections.abc import AsyncIterator

import asyncpg
import pytest
from pypdf import PdfReader
from quart import Quart, Response
from tortoise import fields

from sandbox.servers import Servers
from tenants import directory, models
from tests.catalogue import superuser
from tests.test_isolation import addressed_of_acme, addresses
from tests.visitor import Visitor
from tests.world import World

# Their values decide something: another word would be none.
DECIDING = frozenset(
    [
        "about",
        "kind",
        "verb",
        "currency",
        "locale",
        "time_zone",
        "language",
        "letter",
        "fingerprint",
        "answer_fingerprint",
        "brand_color",
        "slug",
        "domain",
        "mark",
        "tone",
        "step",
    ]
)
SIGNS_IN = frozenset({("contact", "email"), ("session", "email"), ("staff_member", "email")})
SHOWN = frozenset(
    """
    activity.by agreement.number agreement.terms agreement.title agreement_visit.arrival contact.name contact.phone
    customer.billing_address customer.name email_change.new_email estimate.number estimate.title estimate_answer.by
    estimate_answer.reason invoice.note invoice.number invoice.title job.description job.number job.title
    ledger_entry.method message.body message.name photo.caption photo.name property.address property.name
    service_request.closed_reason service_request.email service_request.name service_request.number
    service_request.phone service_request.what session.device tenant.address tenant.email tenant.name tenant.phone
    tenant.portal_name tenant.tax_number tenant.welcome thread.number thread.title visit.note visit.who
    """.split()  # noqa: SIM905
)
"""Whoever adds to it lets customers read what stands there."""
MARK = re.compile(r"zq([0-9]+)q")


@pytest.fixture
async def admin(servers: Servers, world: World) -> AsyncIterator[asyncpg.Connection]:
    async with superuser(servers) as connection:
        yield connection


def columns() -> list[tuple[str, str]]:
    """Every column that holds words of somebody, by its table."""
    owned = [model for name in models.__all__ if "tenant_id" in (model := getattr(models, name))._meta.fields_map]
    return [
        (model._meta.db_table, name)
        for model in [*owned, models.Tenant]
        for name, field in model._meta.fields_map.items()
        if type(field) in {fields.CharField, fields.TextField} and name not in DECIDING
    ]


async def mark(admin: asyncpg.Connection, world: World) -> None:
    """Write into each column, whatever the application would say to it, a word by which it is known again."""
    await admin.execute("SET session_replication_role = replica")  # no trigger, no reference is in the way
    for number, (table, column) in enumerate(columns()):
        if (table, column) not in SIGNS_IN:
            key = "id" if table == "tenant" else "tenant_id"
            word = f"'zq{number}q' || substr(md5(id::text), 1, 4)"
            await admin.execute(f"UPDATE {table} SET {column} = {word} WHERE {key} = $1", world.acme.tenant.id)
    directory.forget()


async def words(answer: Response) -> str:
    body = await answer.get_data(as_text=False)
    if body.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode(errors="replace")


async def test_of_all_that_is_kept_only_what_is_meant_for_them(
    app: Quart, world: World, admin: asyncpg.Connection
) -> None:
    """No staff note, no note beside money, no id at Stripe, no typing that was not sent, nobody's address at work."""
    paths = await pages(app, world)
    dana = await Visitor(app, world.acme).sign_in()
    await mark(admin, world)

    seen = set()
    for path in paths:
        text = await words(await dana.get(path))
        seen |= {".".join(columns()[int(number)]) for number in MARK.findall(text)}
        assert world.acme.owner.email not in text, path
        assert str(world.acme.owner.id) not in text, path

    assert seen - SHOWN == set()
    assert len(seen) > 40


async def pages(app: Quart, world: World) -> list[str]:
    """Every page, paper, table and calendar of the portal and behind share links."""
    rows = await addressed_of_acme(world)
    plain = [(it.endpoint, "GET", it.rule) for it in app.url_map.iter_rules() if not it.arguments]
    whole = [*plain, *addresses(app, rows)]
    return [path for endpoint, method, path in whole if method == "GET" and _is_customers(endpoint)]


def _is_customers(endpoint: str) -> bool:
    return endpoint.startswith(("portal.", "share.")) and not endpoint.endswith(".live")  # which has no end
