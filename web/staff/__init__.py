"""The company's side: `staff_entrance` is open to anybody at the company's host, `staff` needs a signed-in member."""

from quart import Blueprint

from web.staff import client_portal, sign_in

entrance = Blueprint("staff_entrance", __name__, url_prefix="/staff")
entrance.register_blueprint(sign_in.blueprint)

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
blueprint.register_blueprint(client_portal.blueprint)
