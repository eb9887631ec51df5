"""What the company sees: the door for its staff, and the console behind it."""

from quart import Blueprint

from web.staff import (
    agreements,
    audit,
    customers,
    emails,
    estimates,
    home,
    invoices,
    jobs,
    live,
    me,
    messages,
    more,
    own_address,
    payments,
    photos,
    requests,
    settings,
    start,
    team,
)
from web.staff.sign_in import confirm, factor, link, welcome

entrance = Blueprint("staff_entrance", __name__, url_prefix="/staff")
for page in (link, welcome):
    entrance.register_blueprint(page.blueprint)

half = Blueprint("staff_half", __name__, url_prefix="/staff")
for page in (confirm, factor):
    half.register_blueprint(page.blueprint)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for page in (
    home,
    start,
    more,
    me,
    own_address,
    team,
    audit,
    emails,
    live,
    messages,
    payments,
    photos,
    *agreements.PAGES,
    *customers.PAGES,
    *estimates.PAGES,
    *invoices.PAGES,
    *jobs.PAGES,
    *requests.PAGES,
    *settings.PAGES,
):
    blueprint.register_blueprint(page.blueprint)
