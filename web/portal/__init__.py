"""The customer's side: `entrance` is open to anybody at the company's host, `portal` needs a signed-in contact."""

from quart import Blueprint

from web import photos
from web.portal import accounts, home, invoices, more, profile, sign_in

entrance = Blueprint("entrance", __name__)
entrance.register_blueprint(sign_in.blueprint)

blueprint = Blueprint("portal", __name__)
for noun in (home, invoices, more, profile, accounts, photos):
    blueprint.register_blueprint(noun.blueprint)
