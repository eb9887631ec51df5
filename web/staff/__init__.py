"""What the company sees: the door for its staff, and the console behind it."""

from quart import Blueprint

from web.staff import client_portal, customers, home, invoices, more, photos, requests, settings, sign_in

entrance = Blueprint("staff_entrance", __name__, url_prefix="/staff")
entrance.register_blueprint(sign_in.blueprint)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
for page in (home, more, customers, requests, photos, settings, client_portal, invoices):
    blueprint.register_blueprint(page.blueprint)
