"""/api/v1: the company's nouns as JSON, for its programs. Each file holds a noun's own shapes."""

from quart import Blueprint

from web.api import (
    agreements,
    contacts,
    customers,
    emails,
    estimates,
    invoice_acts,
    invoices,
    jobs,
    payments,
    properties,
    reference,
    service_requests,
    visits,
)

NOUNS = (
    *(customers, contacts, properties),
    *(service_requests, estimates, jobs, visits, agreements),
    *(invoices, invoice_acts, payments, emails),
)

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
for noun in NOUNS:
    blueprint.register_blueprint(noun.blueprint)

open_to_all = reference.blueprint
