"""`expand`: ids replaced by the objects they name, as deep as asked."""

from typing import Any

from sandbox.stripe import store
from sandbox.stripe.errors import invalid
from sandbox.stripe.store import Body

DEEPEST = 4


def expand(account: str, body: Body, paths: list[str]) -> Body:
    """`body` as shown, with every path of `paths` filled in. Raises StripeError 400 for what cannot be expanded."""
    whole = store.shown(body)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid("expand", f"You cannot expand more than {DEEPEST} levels of a property ({path}).")
        _fill(account, body, whole, steps, path)
    return whole


def _fill(account: str, body: Body, whole: Body, steps: list[str], path: str) -> None:
    name, *rest = steps
    if name == "data" and isinstance(whole.get("data"), list):
        for item in whole["data"]:
            _fill(account, item, item, rest, path)
        return
    value = _list_of(account, body, name) or whole.get(name)
    if isinstance(value, str):
        value = store.anything(account, value)
    elif not isinstance(value, dict | None) or (name not in whole and value is None):
        raise invalid("expand", f"This property cannot be expanded ({path}).")
    if isinstance(value, dict):
        whole[name] = store.shown(value)
        if rest:
            _fill(account, value, whole[name], rest, path)


def _list_of(account: str, body: Body, name: str) -> Body | None:
    """The lists an object has only when asked for."""
    kind = body.get("object")
    items: list[dict[str, Any]]
    if kind == "charge" and name == "refunds":
        items = [store.shown(refund) for refund in store.of(account, "refund", charge=body["id"])]
    elif kind == "checkout.session" and name == "line_items":
        items = store.get(account, kind, body["id"])["_line_items"]
    else:
        return None
    return {"object": "list", "data": items, "has_more": False, "url": f"/v1/{body['id']}/{name}"}
