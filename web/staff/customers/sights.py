"""Why can't they see it? What a contact sees now, of the portal and of one document."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import customer_book, sights
from tenants.errors import NotFound
from tenants.rights import Right
from web.door import here
from web.pages import page
from web.staff.customers.profile import one, person
from web.staff_signed_in import needs
from web.words.customers.page import CustomerPage, Group
from web.words.listed import Listed
from web.words.sights.reasons import told

blueprint = Blueprint("sights", __name__, url_prefix="/customers/<uuid:customer_id>/contacts/<uuid:contact_id>")


@blueprint.get("/sight")
@needs(Right.SEE)
async def show(customer_id: UUID, contact_id: UUID) -> Response:
    customer = await one(customer_id)
    contact = await person(customer_id, contact_id, removed=True)
    base = f"/staff/customers/{customer_id}"
    paths = (f"{base}/contacts/{contact_id}", base)
    table, document_id = _document(request.args.get("document", ""))
    portal = await sights.of_portal(contact)
    document = await sights.of_document(contact, table, document_id) if table else None
    profile = await customer_book.profile(customer_id, here().today())
    return page(
        "staff/customers/sight.html",
        place="customers",
        customer=customer,
        contact=contact,
        sees=portal.sees,
        reasons=told(portal, here(), *paths),
        document=document and {"sees": document.sees, "reasons": told(document, here(), *paths)},
        groups=[_asking(group, f"{paths[0]}/sight") for group in CustomerPage(here(), customer, profile).groups()],
        may_view=portal.sees,
        view_action=f"{paths[0]}/view",
    )


NOUNS = {"invoices": "invoice", "estimates": "estimate", "jobs": "job", "agreements": "agreement"}


def _document(given: str) -> tuple[str, UUID]:
    """Which document is asked about, like `invoice.<id>`; an empty noun for none. Raises NotFound."""
    table, _dot, document_id = given.partition(".")
    if not given:
        return "", UUID(int=0)
    if table not in sights.READERS:
        raise NotFound
    try:
        return table, UUID(document_id)
    except ValueError:
        raise NotFound from None


def _asking(group: Group, path: str) -> Group:
    """The same rows, each leading to whether it is seen."""
    return group._replace(rows=[row._replace(href=f"{path}?document={_named(row)}#document") for row in group.rows])


def _named(row: Listed) -> str:
    noun, document_id = row.href.split("/")[-2:]
    return f"{NOUNS.get(noun, 'service_request')}.{document_id}"
