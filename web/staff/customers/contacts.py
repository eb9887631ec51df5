"""A customer's people: added, changed, removed and fetched back, and invited to the portal."""

import re
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import contacts, customers, invitations
from tenants.customers import May
from tenants.errors import Conflict, Invalid
from tenants.rights import Right
from web.contact_form import EMPTY, form_page, typed
from web.customer_notices import done
from web.door import here
from web.language import sentence
from web.signed_in import see_other
from web.staff.customers.profile import one, person, shown
from web.staff_signed_in import needs

A_DOCUMENT = re.compile(r"/staff/(invoices|estimates)/[0-9a-f-]{36}", re.ASCII)
"""Whose sending wants the address; nothing else is led back to."""

blueprint = Blueprint("contacts", __name__, url_prefix="/customers/<uuid:customer_id>/contacts")


@blueprint.get("/new")
@needs(Right.CUSTOMERS)
async def new(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    name = "" if await customers.contacts(customer_id) else customer.name  # the first is mostly the customer
    return form_page(customer, {**EMPTY, "name": name, "invite": "on" if here().portal_enabled else ""})


@blueprint.post("/new")
@needs(Right.CUSTOMERS)
async def add(customer_id: UUID) -> Response:
    customer, form = await one(customer_id), await request.form
    try:
        contact = await contacts.add(customer, typed(form))
    except Invalid as error:
        return form_page(customer, form, error=error)
    is_invited = "invite" in form and here().portal_enabled
    if is_invited:
        await invitations.invite(contact)
    document = A_DOCUMENT.fullmatch(request.args.get("send", ""))
    if document:
        return see_other(f"{document[0]}/send")
    return done(customer_id, "invited" if is_invited else "contact-added", "#contacts")


@blueprint.get("/<uuid:contact_id>/edit")
@needs(Right.CUSTOMERS)
async def edit(customer_id: UUID, contact_id: UUID) -> Response:
    contact = await person(customer_id, contact_id)
    rights = {f"may.{right}": "on" if getattr(contact, right) else "" for right in May}
    known = {name: getattr(contact, name) for name in ("name", "email", "phone", "language")}
    return form_page(await one(customer_id), {**known, **rights}, contact)


@blueprint.post("/<uuid:contact_id>/edit")
@needs(Right.CUSTOMERS)
async def change(customer_id: UUID, contact_id: UUID) -> Response:
    contact, form = await person(customer_id, contact_id), await request.form
    before = contact.email
    try:
        await contacts.change(contact, typed(form))
    except Invalid as error:
        return form_page(await one(customer_id), form, contact, error=error)
    return done(customer_id, "contact-changed" if contact.email == before else "address-changed", "#contacts")


@blueprint.post("/<uuid:contact_id>/remove")
@needs(Right.CUSTOMERS)
async def remove(customer_id: UUID, contact_id: UUID) -> Response:
    await contacts.remove(await person(customer_id, contact_id))
    return done(customer_id, "contact-removed", "#contacts")


@blueprint.post("/<uuid:contact_id>/bring-back")
@needs(Right.CUSTOMERS)
async def bring_back(customer_id: UUID, contact_id: UUID) -> Response:
    contact = await person(customer_id, contact_id, removed=True)
    try:
        await contacts.bring_back(contact)
    except Invalid as error:
        return await shown(await one(customer_id), 409, warning=sentence(error))
    return done(customer_id, "contact-back", "#contacts")


@blueprint.post("/<uuid:contact_id>/invite")
@needs(Right.CUSTOMERS)
async def invite(customer_id: UUID, contact_id: UUID) -> Response:
    contact = await person(customer_id, contact_id)
    try:
        await invitations.invite(contact)
    except Conflict as error:
        return await shown(await one(customer_id), 409, warning=sentence(error))
    return done(customer_id, "invited", "#contacts")
