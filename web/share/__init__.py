"""Share links: one document for one recipient, without sign-in, portal switched on or off."""

from quart import Blueprint

from web.share import estimates, invoices, jobs, openings

blueprint = Blueprint("share", __name__)
blueprint.register_blueprint(invoices.blueprint)
blueprint.register_blueprint(estimates.blueprint)
blueprint.register_blueprint(jobs.blueprint)
blueprint.register_blueprint(openings.blueprint)
