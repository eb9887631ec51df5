"""The form of a service request: begun, kept while it is written, sent, and changed until the company takes it up."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import service_requests
from tenants.customers import Contact
from tenants.errors import Conflict, DomainError, TooMany
from tenants.isolation import acting_for
from tenants.service_requests import Asked, Form, RequestStatus, ServiceRequest, Unfit
from web import multipart
from web.arriving import json_answer
from web.door import here, uploads
from web.forms import service_request as service_request_form
from web.language import sentence
from web.multipart import Chosen
from web.pages import page
from web.signed_in import see_other, viewer

blueprint = Blueprint("form", __name__)

MOST_FORM = 25 * 1024 * 1024
NOTHING: Mapping[str, str] = MappingProxyType({})


@blueprint.get("/new")
async def new() -> Response:
    form = await service_requests.form(viewer().customer_id, viewer().contact_id)
    # A sticker on the boiler says which property is meant; one of somebody else's says nothing.
    meant = _uuid(request.args.get("property", ""))
    return _form_page(form, {"property": str(meant)} if meant in form.places else NOTHING)


@blueprint.post("/draft")
async def draft() -> Response:
    """Keep what is being typed, quietly; a browser calls this by itself."""
    typed = (await request.form).to_dict()
    try:
        kept = await service_requests.keep(await _contact(), _key(typed) or uuid4(), typed)
    except Conflict as error:
        return json_answer(error.status, error=sentence(error))
    return json_answer(200, id=str(kept.id), key=str(kept.key))


@blueprint.post("/new")
@uploads
async def send() -> Response:
    async with multipart.in_turn():
        return await _send()


async def _send() -> Response:
    sent = await multipart.received(MOST_FORM)
    typed = sent.fields.to_dict()
    key = _key(typed) or uuid4()
    async with acting_for(here(), customer_id=viewer().customer_id):
        form = await service_requests.form(viewer().customer_id, viewer().contact_id)
        before = await _sent_before(key)
        asked, errors = _read(typed, form)
        kept = None
        if before is None and (errors or sent.files or "remove" in typed):
            kept = await service_requests.keep(await _contact(), key, typed)
    if before:
        return see_other(f"/service-requests/{before.id}")
    refused = await _change_photos(kept, sent.files, typed) if kept else []
    key = kept.key if kept else key
    if asked is None or refused or "remove" in typed:
        return await _again(typed | {"key": str(key)}, {} if "remove" in typed else errors, refused)
    return await _submit(key, asked, typed)


async def _submit(key: UUID, asked: Asked, typed: dict[str, str]) -> Response:
    try:
        async with acting_for(here(), customer_id=viewer().customer_id):
            done = await service_requests.submit(await _contact(), key, asked)
    except TooMany as error:
        async with acting_for(here(), customer_id=viewer().customer_id):
            await service_requests.keep(await _contact(), key, typed)
        return await _again(typed | {"key": str(key)}, {}, [sentence(error)], error.status)
    return see_other(f"/service-requests/{done.id}?said=sent")


async def _again(typed: dict[str, str], errors: Mapping[str, str], refused: Sequence[str], status: int = 0) -> Response:
    """The form once more, as it was typed; nothing is lost."""
    async with acting_for(here(), customer_id=viewer().customer_id):
        form = await service_requests.form(viewer().customer_id, viewer().contact_id)
    return _form_page(form, typed, errors, refused, status or (422 if errors or refused else 200))


@blueprint.get("/<uuid:request_id>/edit")
async def edit(request_id: UUID) -> Response:
    form = await service_requests.sent_form(viewer().customer_id, request_id)
    if form.status is not RequestStatus.SUBMITTED:
        return see_other(f"/service-requests/{request_id}")
    return _form_page(form)


@blueprint.post("/<uuid:request_id>/edit")
@uploads
async def change(request_id: UUID) -> Response:
    async with multipart.in_turn():
        return await _change(request_id)


async def _change(request_id: UUID) -> Response:
    async with acting_for(here(), customer_id=viewer().customer_id):
        form = await service_requests.sent_form(viewer().customer_id, request_id)
        found = await ServiceRequest.get(id=request_id)
    sent = await multipart.received(MOST_FORM)
    typed = sent.fields.to_dict()
    asked, errors = _read(typed, form)
    refused = await _change_photos(found, sent.files, typed)
    if asked is None or refused or "remove" in typed:
        async with acting_for(here(), customer_id=viewer().customer_id):
            form = await service_requests.sent_form(viewer().customer_id, request_id)
        errors = {} if "remove" in typed else errors
        return _form_page(form, typed, errors, refused, 422 if errors or refused else 200)
    try:
        return await _edit(found, asked)
    except TooMany as error:
        return _form_page(form, typed, {}, [sentence(error)], error.status)


async def _edit(found: ServiceRequest, asked: Asked) -> Response:
    try:
        async with acting_for(here(), customer_id=viewer().customer_id):
            await service_requests.edit(found, asked, by=viewer().name)
    except Conflict:
        return see_other(f"/service-requests/{found.id}?said=too-late")
    return see_other(f"/service-requests/{found.id}?said=changed")


def _read(typed: Mapping[str, str], form: Form) -> tuple[Asked | None, dict[str, str]]:
    try:
        return service_requests.read(typed, form.places, here().today()), {}
    except Unfit as unfit:
        return None, {error.field: sentence(error) for error in unfit.errors}


async def _change_photos(found: ServiceRequest, chosen: Sequence[Chosen], typed: Mapping[str, str]) -> list[str]:
    """Take in the chosen files, take out the one to remove; a sentence for each file that cannot be taken."""
    refused = []
    for name, body in chosen:
        try:
            await service_requests.add_photo(here(), found, body, name)
        except DomainError as error:
            refused.append(_("%(file)s: %(reason)s", file=name or _("Photo"), reason=sentence(error)))
    if "remove" in typed:
        try:
            async with acting_for(here(), customer_id=viewer().customer_id):
                await service_requests.remove_photo(found, _uuid(typed["remove"]))
        except Conflict as error:
            refused.append(sentence(error))
    return refused


def _form_page(
    form: Form,
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
    refused: Sequence[str] = (),
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {"urgency": "soon", **form.values, **typed}
    is_new = form.status is RequestStatus.DRAFT
    return page(
        "portal/service_requests/form.html",
        status,
        place="service_requests",
        is_new=is_new,
        action="/service-requests/new" if is_new else f"/service-requests/{form.id}/edit",
        up="/service-requests" if is_new else f"/service-requests/{form.id}",
        request_id=form.id or "",
        key=typed.get("key") or form.key or uuid4(),
        is_kept=bool(form.id),
        sent_keys=" ".join(form.sent),
        refused=refused,
        most_photos=service_requests.MOST_PHOTOS,
        longest_what=service_requests.LONGEST_WHAT,
        **service_request_form.context(here(), form, values, errors),
    )


async def _contact() -> Contact:
    return await Contact.get(id=viewer().contact_id)


async def _sent_before(key: UUID) -> ServiceRequest | None:
    found = await ServiceRequest.get_or_none(contact_id=viewer().contact_id, key=key)
    return found if found and found.status is not RequestStatus.DRAFT else None


def _key(typed: Mapping[str, str]) -> UUID | None:
    return _uuid(typed.get("key", ""))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
