"""create_app(): the composition root of the HTTP side."""

import asyncio
from datetime import timedelta
from functools import partial

from quart import Quart
from tortoise import Tortoise

import metrics
from settings import Settings, orm_config, settings
from templates import language
from tenants import directory, isolation, stripe_gateway, transaction
from web import (
    access_log,
    api,
    ask,
    assets,
    errors,
    headers,
    health,
    hooks,
    language_switch,
    logos,
    portal,
    share,
    site,
    staff,
    unsubscribe,
)
from web.bell import Bell
from web.door import AT_BASE, Door
from web.live import Hub
from web.signed_in import auth
from web.wire import CLOSING

FORM_BYTES = 256 * 1024
POOL = 20
BODY_SECONDS = 15
# No page waits for the database longer than this; the connection that would is given up a little later.
STATEMENT_SECONDS = 5
COMMAND_SECONDS = STATEMENT_SECONDS + 2


def create_app() -> Quart:
    """The application, its surfaces checked; it opens its connections when it starts to serve."""
    app = Door(__name__, static_folder=None, template_folder=None)
    configure(app, settings())
    auth.init_app(app)
    app.register_blueprint(site.blueprint, subdomain=AT_BASE)
    for surface in (health, assets, hooks, language_switch):
        app.register_blueprint(surface.blueprint)
    for blueprint in (logos.blueprint, portal.entrance, portal.blueprint, share.blueprint, unsubscribe.blueprint):
        app.register_blueprint(blueprint)
    for blueprint in (staff.entrance, staff.half, staff.blueprint, api.blueprint, api.open_to_all):
        app.register_blueprint(blueprint)
    app.check_surfaces()
    language.read()
    errors.register(app)
    app.before_serving(partial(start, app))
    app.after_serving(partial(stop, app))
    app.after_request(headers.add)
    app.after_request(access_log.note)
    return app


def configure(app: Quart, chosen: Settings) -> None:
    app.secret_key = chosen.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        BODY_TIMEOUT=BODY_SECONDS,
        PROPAGATE_EXCEPTIONS=False,
        PERMANENT_SESSION_LIFETIME=timedelta(0),
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False


async def start(app: Quart) -> None:
    if port := settings().metrics_port:
        metrics.listen(settings().host, port)
    bell = app.extensions["bell"] = Bell(settings().redis_url)
    await Tortoise.init(
        config=orm_config(
            settings().database_url,
            pool=POOL,
            connection_class=transaction.Connection,
            command_timeout=COMMAND_SECONDS,
            server_settings={"statement_timeout": f"{STATEMENT_SECONDS}s"},
        ),
        _enable_global_fallback=True,
    )
    isolation.ring_with(bell.ring)
    await bell.start()
    await stripe_gateway.start()
    app.extensions["listening"] = asyncio.create_task(directory.keep_fresh())
    app.extensions["live"] = hub = Hub()
    hub.start()
    CLOSING.append(hub.end_all)
    if port := settings().ask_port:
        app.extensions["asked"] = await ask.listen(port)


async def stop(app: Quart) -> None:
    app.extensions["listening"].cancel()
    await app.extensions["live"].stop()
    if asked := app.extensions.get("asked"):
        asked.close()
    await stripe_gateway.stop()
    await app.extensions["bell"].stop()
    await Tortoise.close_connections()
