"""What the company sees: the door for its staff, and the console behind it."""

from quart import Blueprint

from web.staff import (
    agenda,
    client_portal,
    confirm,
    customers,
    emails,
    home,
    invoices,
    jobs,
    me,
    more,
    photos,
    requests,
    settings,
    sign_in,
    team,
)

entrance = Blueprint("staff_entrance", __name__, url_prefix="/staff")
entrance.register_blueprint(sign_in.blueprint)

half = Blueprint("staff_half", __name__, url_prefix="/staff")
half.register_blueprint(confirm.blueprint)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for page in (
    home,
    more,
    customers,
    requests,
    photos,
    invoices,
    me,
    team,
    settings,
    client_portal,
    jobs,
    agenda,
    emails,
):
    blueprint.register_blueprint(page.blueprint)
