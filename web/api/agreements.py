"""Agreements: drafted, sent to be signed, answered for on record, ended; and how far their visits are."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from msgspec import UNSET
from quart import Blueprint

from tenants import agreements, external_ids, newest_first
from tenants.agreements import Agreement as Row
from tenants.agreements import Answerer, Contents, Service
from tenants.api_keys import Scope
from tenants.customers import Contact
from tenants.errors import Conflict, Invalid
from web.api import agreement_shapes, references
from web.api.agreement_shapes import (
    Agreement,
    AgreementAnswered,
    AgreementChange,
    AgreementSaid,
    AgreementsWanted,
    AgreementWithVisits,
    NewAgreement,
    shaped,
    with_visits,
)
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, held, named
from web.api.shapes import Page, Shape, amount_in, said
from web.door import here

PATH = "/api/v1/agreements"

blueprint = Blueprint("agreements", __name__, url_prefix="/agreements")


@blueprint.get("")
@endpoint(Scope.AGREEMENTS)
async def index(wanted: AgreementsWanted) -> Page[Agreement]:
    """List agreements."""
    found = Row.filter(**narrowed(wanted, "customer_id", "status", "external_id"))
    rows = await newest_first.page(found, where(wanted), wanted.limit)
    stands = await agreements.progress([row.id for row in rows], here().today())
    return paged(rows, wanted, lambda row: shaped(row, stands.get(row.id)))


@blueprint.post("")
@endpoint(Scope.AGREEMENTS)
async def create(given: NewAgreement) -> Made[Agreement]:
    """Write a draft of an agreement. Nobody gets it until it is sent."""
    return await _drafted(given, given.external_id)


@blueprint.get("/<uuid:agreement_id>")
@endpoint(Scope.AGREEMENTS)
async def show(agreement_id: UUID) -> AgreementWithVisits:
    """Read an agreement, with its visits."""
    row, today = await at(Row, agreement_id), here().today()
    stands = await agreements.progress([row.id], today)
    document = await agreements.desk_copy(row.customer_id, row.id, today)
    return with_visits(row, stands.get(row.id), document)


@blueprint.patch("/<uuid:agreement_id>")
@endpoint(Scope.AGREEMENTS)
async def change(agreement_id: UUID, given: AgreementChange) -> Agreement:
    """Change what is given of a draft. Of what was sent only the external id changes, unless it is taken back."""
    row = await held(Row, agreement_id)
    await _rewrite(row, replace(Contents.of(row), **await _contents(given, row.customer_id)))
    await external_ids.call(row, said(given.external_id, row.external_id))
    return await _read(agreement_id)


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.AGREEMENTS)
async def put(external_id: str, given: AgreementSaid) -> Agreement | Made[Agreement]:
    """Have an agreement with this external id say this, new or not. What was sent stays as it is."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _drafted(given, external_id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "An agreement stays its customer's.")
    await _rewrite(row, Contents(**await _contents(given, row.customer_id)))
    return await _read(row.id)


@blueprint.post("/<uuid:agreement_id>/send")
@endpoint(Scope.AGREEMENTS)
async def send(agreement_id: UUID) -> Agreement:
    """Send a draft to be signed. The contacts who may answer are told by mail."""
    return await _moved(agreement_id, agreements.send)


@blueprint.post("/<uuid:agreement_id>/take-back")
@endpoint(Scope.AGREEMENTS)
async def take_back(agreement_id: UUID) -> Agreement:
    """Make a draft again of what was sent and nobody answered."""
    return await _moved(agreement_id, agreements.take_back)


@blueprint.post("/<uuid:agreement_id>/sign")
@endpoint(Scope.AGREEMENTS)
async def sign(agreement_id: UUID, given: AgreementAnswered) -> Agreement:
    """Note that a contact agreed, on paper or by phone. It runs from then on, and they are told."""
    return await _moved(agreement_id, lambda row: _answer(row, given, agrees=True))


@blueprint.post("/<uuid:agreement_id>/decline")
@endpoint(Scope.AGREEMENTS)
async def decline(agreement_id: UUID, given: AgreementAnswered) -> Agreement:
    """Note that a contact said no."""
    return await _moved(agreement_id, lambda row: _answer(row, given, agrees=False))


@blueprint.post("/<uuid:agreement_id>/end")
@endpoint(Scope.AGREEMENTS)
async def end(agreement_id: UUID) -> Agreement:
    """End what was sent, signed or not, for good."""
    return await _moved(agreement_id, agreements.end)


async def _read(agreement_id: UUID) -> Agreement:
    row = await at(Row, agreement_id)
    return shaped(row, (await agreements.progress([row.id], here().today())).get(row.id))


async def _drafted(given: AgreementSaid, external_id: str | None) -> Made[Agreement]:
    customer = await references.customer(given.customer_id)
    row = await agreements.draft(customer, Contents(**await _contents(given, customer.id)))
    await external_ids.call(row, external_id)
    return Made(await _read(row.id), f"{PATH}/{row.id}")


async def _contents(given: Shape, customer_id: UUID) -> dict[str, Any]:
    """What it says of an agreement's contents, be it all or a part, as Contents has it. Raises Invalid."""
    names = (name for name in Contents.__slots__ if getattr(given, name) is not UNSET)
    told = {name: getattr(given, name) for name in names}
    await references.check_place(told.get("property_id"), customer_id)
    if "title" in told:
        told["title"] = " ".join(told["title"].split())
    if "terms" in told:
        told["terms"] = told["terms"].replace("\r\n", "\n").strip()
    if "price" in told:
        told["price"] = amount_in(told["price"], here().currency, "price")
    if "services" in told:
        told["services"] = tuple(_service(it) for it in told["services"])
    return told


def _service(given: agreement_shapes.Service) -> Service:
    name, how_often = (" ".join(it.split()) for it in (given.name, given.how_often))
    return Service(name, given.times, how_often)


async def _rewrite(row: Row, contents: Contents) -> None:
    if contents == Contents.of(row):
        return
    if row.sent_at:
        raise Conflict("This agreement was sent, and stays as it is.")
    await agreements.rewrite(row, contents)


async def _answer(row: Row, given: AgreementAnswered, *, agrees: bool) -> None:
    theirs = {"customer_id": row.customer_id, "removed_at": None}
    who = await named(Contact, "contact_id", given.contact_id, **theirs)
    await agreements.answer_for(row, Answerer(who.id, who.name), given.how, agrees=agrees)


async def _moved(agreement_id: UUID, act: Callable[[Row], Awaitable[None]]) -> Agreement:
    await act(await at(Row, agreement_id))
    return await _read(agreement_id)
