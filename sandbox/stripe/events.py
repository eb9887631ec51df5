"""Events: what happened, as a snapshot, in the order it happened; kept with the state of their delivery."""

from stripe import api_version

from sandbox.stripe import delivery, store
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body


def emit(moment: Moment, kind: str, thing: Body) -> Body:
    """Record that `kind` happened to `thing` as it is now, and send it on its way unless the moment is silent."""
    event: Body = {
        "id": store.new_id("evt"),
        "object": "event",
        **({"account": moment.account} if moment.account else {}),
        "api_version": api_version,
        "created": moment.at,
        "data": {"object": store.shown(thing)},
        "livemode": False,
        "pending_webhooks": 1 if moment.emit else 0,
        "request": {"id": moment.request, "idempotency_key": moment.key},
        "type": kind,
        "_state": "pending" if moment.emit else "silent",
        "_tries": 0,
        "_answer": "",
    }
    store.put(moment.account, event)
    if moment.emit:
        delivery.courier.dispatch(event)
    return event
