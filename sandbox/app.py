"""The sandbox server, on the port after the web's: a Stripe, a Postmark and a DNS that live on this machine."""

import os
import sys

import uvicorn
from quart import Quart

from sandbox import dns, postmark, stripe, surroundings

FRONT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox</title>
<style>body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem}</style>
<h1>The sandbox</h1>
<p>What stands in for the outside world on this machine. No letter leaves it, and no money moves.</p>
<ul>
<li><a href="/mail">The mailbox</a>: every letter that was sent, for anybody</li>
<li><a href="/dns">The DNS</a>: names that companies bring along</li>
<li><a href="/stripe">The card payments</a>: what “Stripe” holds</li>
</ul>
</html>
"""


def create_app() -> Quart:
    """The app, its state in the folder SANDBOX_HOME."""
    app = Quart(__name__)
    app.register_blueprint(stripe.blueprint)
    app.register_blueprint(postmark.blueprint)
    app.register_blueprint(dns.blueprint)
    app.before_serving(answer_names)

    @app.get("/")
    async def front() -> str:
        return FRONT

    return app


async def answer_names() -> None:
    await dns.listen("127.0.0.1", surroundings.port(os.environ) + 1)


def main() -> None:
    """Serve until told to stop. Refuses beside a live installation."""
    if surroundings.is_live(os.environ):
        sys.exit(
            "The sandbox does not start where BASE_URL is https: it would stand in for the real Stripe and Postmark."
        )
    uvicorn.run(
        create_app(),
        host=surroundings.host(os.environ),
        port=surroundings.port(os.environ) + 1,
        log_level="warning",
        workers=1,  # WEB_CONCURRENCY in the environment is about the web
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
