"""`python -m web.serve`: uvicorn in front of create_app, for development and the Procfile alike."""

import uvicorn
from quart import Quart

import logs
from settings import settings
from web.app import create_app
from web.wire import Wire

DRAIN_SECONDS = 10


def logging_app() -> Quart:
    """The application, in a process that may be one of several: each sets up its own logging."""
    logs.set_up(settings().log_format)
    return create_app()


def main() -> None:
    logs.set_up(settings().log_format)
    uvicorn.run(
        "web.serve:logging_app",
        factory=True,
        host=settings().host,
        port=settings().port,
        workers=settings().web_concurrency if settings().web_concurrency > 1 else None,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=15,
        timeout_worker_healthcheck=60,
        http=Wire,
        ws="none",
    )


if __name__ == "__main__":
    main()
