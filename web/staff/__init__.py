"""What the company sees: the door for its staff, and the console behind it."""

from quart import Blueprint

from web.staff import (
    agenda,
    agreements,
    audit,
    branding,
    bulk_invitations,
    business,
    client_portal,
    confirm,
    contacts,
    customer_profile,
    customer_views,
    customers,
    data,
    document_pages,
    domain,
    emails,
    factor,
    home,
    imports,
    invoice_ends,
    invoice_payments,
    jobs,
    live,
    me,
    messages,
    more,
    payments,
    photos,
    properties,
    reminders,
    requests,
    settings,
    share_portal,
    sights,
    sign_in,
    staff_notes,
    start,
    stripe_connection,
    team,
    welcome,
)

entrance = Blueprint("staff_entrance", __name__, url_prefix="/staff")
for page in (sign_in, welcome):
    entrance.register_blueprint(page.blueprint)

half = Blueprint("staff_half", __name__, url_prefix="/staff")
for page in (confirm, factor):
    half.register_blueprint(page.blueprint)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for page in (
    home,
    start,
    more,
    customers,
    requests,
    photos,
    me,
    team,
    jobs,
    agreements,
    agenda,
    emails,
    payments,
    invoice_payments,
    invoice_ends,
    stripe_connection,
    reminders,
    messages,
    share_portal,
    imports,
    live,
    audit,
    settings,
    branding,
    business,
    client_portal,
    data,
    domain,
    bulk_invitations,
    customer_profile,
    contacts,
    customer_views,
    sights,
    properties,
    staff_notes,
    *document_pages.PAGES,
):
    blueprint.register_blueprint(page.blueprint)
