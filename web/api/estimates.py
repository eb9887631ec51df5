"""Estimates, as the company's programs write, send and read them, and answer them for the customer."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field
from quart import Blueprint

from tenants import deposits, estimates, external_ids, newest_first, sending
from tenants.api_keys import Scope
from tenants.customers import May
from tenants.errors import Conflict, Invalid
from tenants.estimates import Acceptance, Answerer, EstimateStatus, EstimateVersion, choose, read
from tenants.estimates import Estimate as Row
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.estimate_shapes import Estimate, Key, Offer, checked, contents, shaped
from web.api.invoices import check_may_invite, check_nobody_writes
from web.api.lines import Quantity
from web.api.paging import narrowed, paged, where
from web.api.records import at, calling
from web.api.shapes import ExternalId, Listing, Page, Shape, said
from web.door import here

PATH = "/api/v1/estimates"
CALLED = {"valid_until": "offer.valid_until"}
"""What the field of the console's form is called here."""
Name = Annotated[str, Meta(min_length=1, max_length=120, description="Who answered.")]
Reason = Annotated[str, Meta(min_length=1, max_length=1_000, description="How they told you; it stands on record.")]

Version = Annotated[int, Meta(ge=1, le=10**6, description="The version they answered.")]

blueprint = Blueprint("estimates", __name__, url_prefix="/estimates")


class EstimateWritten(Shape):
    customer_id: UUID
    offer: Offer
    property_id: UUID | None = None


class NewEstimate(EstimateWritten):
    external_id: ExternalId | None = None


class EstimateChange(Shape):
    offer: Offer | UnsetType = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class EstimatesWanted(Listing):
    customer_id: UUID | None = None
    status: EstimateStatus | None = None
    number: Annotated[str, Meta(max_length=40)] | None = None
    external_id: ExternalId | None = None


class EstimateSending(Shape):
    """To whom an estimate goes: to everybody who may answer it, unless some of them are named."""

    contact_ids: list[UUID] = field(default_factory=list)
    note: Annotated[str, Meta(max_length=1_000, description="A word of your own in the mail.")] = ""
    invite: Annotated[
        bool, Meta(description="Invite them to the portal besides: this wants `customers:write` too.")
    ] = False


class EstimateAccepted(Shape):
    """What the customer chose. What is optional and not named is not chosen."""

    by: Name
    reason: Reason
    version: Version
    option: Key | None = None
    lines: list[Key] = field(default_factory=list)
    quantities: dict[str, Quantity] = field(default_factory=dict)


class EstimateDeclined(Shape):
    by: Name
    reason: Reason
    version: Version


@blueprint.get("")
@endpoint(Scope.ESTIMATES)
async def index(wanted: EstimatesWanted) -> Page[Estimate]:
    """List estimates."""
    found = Row.filter(deleted_at=None, **narrowed(wanted, "customer_id", "status", "number", "external_id"))
    rows = await newest_first.page(found, where(wanted), wanted.limit)
    stored = await _stored(rows)
    return paged(rows, wanted, lambda row: shaped(row, stored.get(row.id), here().today()))


@blueprint.post("")
@endpoint(Scope.ESTIMATES)
async def create(given: NewEstimate) -> Made[Estimate]:
    """Write a draft of an estimate. Nobody gets it until it is sent."""
    return await _write(given, given.external_id)


@blueprint.get("/<uuid:estimate_id>")
@endpoint(Scope.ESTIMATES)
async def show(estimate_id: UUID) -> Estimate:
    """Read an estimate."""
    return await _read(estimate_id)


@blueprint.patch("/<uuid:estimate_id>")
@endpoint(Scope.ESTIMATES)
async def change(estimate_id: UUID, given: EstimateChange) -> Estimate:
    """Let the next version say this: of a draft at once, of what was sent once it is sent again."""
    row = await _one(estimate_id)
    await external_ids.call(row, said(given.external_id, row.external_id))
    if given.offer is not UNSET:
        await _rewrite(row, given.offer)
    return await _read(estimate_id)


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.ESTIMATES)
async def put(external_id: str, given: EstimateWritten) -> Estimate | Made[Estimate]:
    """Have an estimate with this external id say this in its next version, new or not."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _write(given, external_id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "An estimate stays its customer's.")
    await references.check_place(given.property_id, row.customer_id)
    await _rewrite(row, given.offer, given.property_id)
    return await _read(row.id)


@blueprint.post("/<uuid:estimate_id>/send")
@endpoint(Scope.ESTIMATES)
async def send(estimate_id: UUID, given: EstimateSending) -> Estimate:
    """Send the next version, by mail, to be answered."""
    check_may_invite(asked=given.invite)
    row = await _one(estimate_id)
    await check_nobody_writes(row.id)
    to = await references.people(row.customer_id, May.APPROVE, given.contact_ids)
    await sending.send_estimate(row.id, 0, to, given.note, invite=given.invite)
    return await _read(estimate_id)


@blueprint.post("/<uuid:estimate_id>/accept")
@endpoint(Scope.ESTIMATES)
async def accept(estimate_id: UUID, given: EstimateAccepted) -> Estimate:
    """Accept a version for the customer who said so. A deposit is asked for at once."""
    row = await _one(estimate_id)
    version = await EstimateVersion.get_or_none(estimate_id=row.id, number=given.version, sent_at__isnull=False)
    if version is None:
        raise Invalid("version", "There is no such version that was sent.")
    ticked = {f"{estimates.LINE}{key}": "on" for key in given.lines}
    much = {f"{estimates.QUANTITY}{key}": number for key, number in given.quantities.items()}
    choice = choose(read(version.contents), {"option": given.option or "", **ticked, **much})
    by = Answerer(row.customer_id, given.by)
    await deposits.accept(row.id, by, Acceptance(given.version, choice, reason=given.reason))
    return await _read(estimate_id)


@blueprint.post("/<uuid:estimate_id>/decline")
@endpoint(Scope.ESTIMATES)
async def decline(estimate_id: UUID, given: EstimateDeclined) -> Estimate:
    """Decline a version for the customer who said so."""
    row = await _one(estimate_id)
    await estimates.decline(row.id, Answerer(row.customer_id, given.by), given.version, reason=given.reason)
    return await _read(estimate_id)


@blueprint.post("/<uuid:estimate_id>/delete")
@endpoint(Scope.ESTIMATES)
async def delete(estimate_id: UUID) -> None:
    """Delete a draft. It can be fetched back in the console."""
    await estimates.throw_away((await _one(estimate_id)).id)


async def _one(estimate_id: UUID) -> Row:
    """Raises NotFound, also for a deleted draft."""
    return await at(Row, estimate_id, deleted_at=None)


async def _read(estimate_id: UUID) -> Estimate:
    row = await _one(estimate_id)
    return shaped(row, (await _stored([row])).get(row.id), here().today())


async def _stored(rows: list[Row]) -> dict[UUID, dict[str, object]]:
    """The contents of each one's version: that customers see, of a draft the one they will see."""
    shown = {(row.id, max(row.version, 1)) for row in rows}
    versions = await EstimateVersion.filter(estimate_id__in=[row.id for row in rows])
    return {it.estimate_id: it.contents for it in versions if (it.estimate_id, it.number) in shown}


async def _write(given: EstimateWritten, external_id: str | None) -> Made[Estimate]:
    customer = await references.customer(given.customer_id)
    await references.check_place(given.property_id, customer.id)
    said_ = contents(given.offer, here().currency)
    try:
        with calling(**CALLED):
            row = await estimates.draft(customer, said_, property_id=given.property_id)
    except ValueError as error:
        raise checked(error) from error
    await external_ids.call(row, external_id)
    return Made(await _read(row.id), f"{PATH}/{row.id}")


async def _rewrite(row: Row, offer: Offer, property_id: UUID | UnsetType | None = UNSET) -> None:
    held = await estimates.held(row.id)
    if held.status is EstimateStatus.ACCEPTED:
        raise Conflict("This estimate was accepted, and stays.")
    await check_nobody_writes(held.id)
    try:
        with calling(**CALLED):
            await estimates.rewrite(held, contents(offer, held.currency), said(property_id, held.property_id))
    except ValueError as error:
        raise checked(error) from error
