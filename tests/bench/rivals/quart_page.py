"""Plain Quart, asyncpg and Jinja: a signed cookie that cannot be ended, no walls, no headers, no log."""

import hmac
import os
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
from quart import Quart, abort, render_template, request

from settings import database_credentials
from tests.bench.rivals.queries import COMPANY, CUSTOMER, LIST
from tests.bench.rivals.words import groups

app = Quart(__name__, template_folder=str(Path(__file__).parent))


@app.before_serving
async def start() -> None:
    credentials = database_credentials(os.environ["RIVAL_DATABASE_URL"])
    app.extensions["pool"] = await asyncpg.create_pool(**credentials, min_size=1, max_size=20)


@app.get("/invoices")
async def index() -> str:
    customer_id = _signed_in()
    async with app.extensions["pool"].acquire() as connection:
        company = await connection.fetchrow(COMPANY, request.host.partition(".")[0])
        customer = await connection.fetchrow(CUSTOMER, company["id"], customer_id)
        rows = await connection.fetch(LIST, company["id"], customer_id)
    shown, owed = groups(map(tuple, rows))
    return await render_template(
        "list.html",
        company=company["name"],
        customer=customer["name"],
        phone=company["phone"],
        email=company["email"],
        groups=shown,
        owed=owed,
    )


def _signed_in() -> UUID:
    customer, _, proof = request.cookies.get("ticket", "").partition(".")
    right = hmac.new(os.environ["SECRET_KEY"].encode(), bytes.fromhex(customer), sha256).hexdigest()
    if not hmac.compare_digest(right, proof):
        abort(403)
    return UUID(customer)
