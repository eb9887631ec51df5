"""Stripe's events: taken in, and a storm of them worked off."""

import json
import random
import time
from uuid import uuid4

from sandbox.stripe.signature import header
from settings import settings
from tenants.isolation import statement
from tests.bench.figures import Figure
from tests.bench.load import a_request, load
from tests.bench.stage import Stage
from tests.bench.tasks import until_fewer

EVENTS = 3_000
TIMES = 3


async def measure(stage: Stage) -> list[Figure]:
    stage.sandbox()
    web = stage.web()
    few = await load(web.port, [_event(stage) for _ in range(EVENTS)], once=True)
    await statement("DELETE FROM task")
    storm = [_event(stage) for _ in range(EVENTS)] * TIMES
    random.Random(1).shuffle(storm)
    worker = stage.worker()
    many = await load(web.port, storm, once=True)
    began = time.perf_counter()
    await until_fewer(1)
    took = time.perf_counter() - began
    worker.stop()
    return [
        Figure(name="events of Stripe's taken in", value=few.rate, unit="/s", must=1_000, stretch=2_500),
        Figure(name="  p99", value=few.p99, unit="ms", must=25, stretch=15, low=True),
        Figure(name="  errors", value=few.errors + many.errors, must=0, stretch=0, low=True),
        Figure(name="storm of 3,000 three times over, drained in", value=took, unit="s", must=18, stretch=6, low=True),
    ]


def _event(stage: Stage) -> bytes:
    """Of a payment nobody knows: Stripe is asked about each."""
    event = {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "account": stage.dana.company.tenant.stripe_account,
        "type": "payment_intent.succeeded",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": f"pi_{uuid4().hex}", "object": "payment_intent"}},
    }
    body = json.dumps(event).encode()
    signature = header(body, settings().stripe_webhook_secrets[0])
    return a_request(
        settings().base_host, "/hooks/stripe", body=body, Content_Type="application/json", Stripe_Signature=signature
    )
