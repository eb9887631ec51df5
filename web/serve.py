"""`python -m web.serve`: uvicorn in front of create_app, for development and the Procfile alike."""

import uvicorn

import logs
from settings import settings

DRAIN_SECONDS = 10


def main() -> None:
    logs.set_up(settings().log_format)
    uvicorn.run(
        "web.app:create_app",
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
        h11_max_incomplete_event_size=16 * 1024,
    )


if __name__ == "__main__":
    main()
