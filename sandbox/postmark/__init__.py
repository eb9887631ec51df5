"""A Postmark that speaks HTTP, with a mailbox to read what was sent."""

import asyncio
from collections.abc import AsyncGenerator

from quart import Blueprint
from quart.blueprints import BlueprintSetupState

from sandbox.postmark import api, control, mailbox, webhooks

LARGEST_BATCH = 50 * 1024 * 1024

blueprint = Blueprint("postmark", __name__)
blueprint.register_blueprint(api.blueprint)
blueprint.register_blueprint(mailbox.blueprint, url_prefix="/mail")
blueprint.register_blueprint(control.blueprint, url_prefix="/mail/control")


@blueprint.record
def allow_large_batches(state: BlueprintSetupState) -> None:
    state.app.config["MAX_CONTENT_LENGTH"] = LARGEST_BATCH


@blueprint.while_app_serving
async def deliver_webhooks() -> AsyncGenerator[None, None]:
    pump = asyncio.create_task(webhooks.pump())
    yield
    pump.cancel()
