"""The customer's side: `entrance` is open to anybody at the company's host, `portal` needs a signed-in contact."""

from quart import Blueprint

from web import photos
from web.portal import (
    accounts,
    agreements,
    email_change,
    estimates,
    home,
    invoices,
    jobs,
    live,
    messages,
    more,
    openings,
    profile,
    service_requests,
    sign_in,
    statement,
)

entrance = Blueprint("entrance", __name__)
entrance.register_blueprint(sign_in.blueprint)
entrance.register_blueprint(email_change.blueprint)

blueprint = Blueprint("portal", __name__)
for noun in (
    home,
    invoices,
    estimates,
    agreements,
    jobs,
    live,
    messages,
    more,
    openings,
    profile,
    service_requests,
    statement,
    accounts,
    photos,
):
    blueprint.register_blueprint(noun.blueprint)
