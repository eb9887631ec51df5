"""The installation's own host: what Porchlight is, signing up, and finding one's portals."""

from quart import Blueprint

from web.site import find, home, portal_address, proof, sign_up

blueprint = Blueprint("site", __name__)
for surface in (home, sign_up, portal_address, proof, find):
    blueprint.register_blueprint(surface.blueprint)
