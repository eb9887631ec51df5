"""What is in the file, noun by noun, and what is not, each with its reason."""

from collections.abc import AsyncIterator
from uuid import UUID

from tenants.isolation import acting_for
from tenants.tenant import Tenant

PAGE = 500

NOUNS = (
    "customer", "merged_customer", "told_apart", "contact", "property", "staff_note", "service_request", "estimate",
    "estimate_version", "estimate_answer", "job", "visit", "assignment", "agreement", "agreement_visit", "invoice",
    "ledger_entry", "payment_attempt", "refund", "reminder_step", "reminder", "share_link", "thread", "message",
    "photo", "email", "email_change", "activity", "customer_view", "staff_member", "own_domain", "working_copy",
    "overwritten_copy", "api_key",
)  # fmt: skip
"""Tables that are in it row by row."""

LEFT_OUT = {
    "api_answer": "what a program was answered stands with its nouns",
    "calendar_feed": "its address opens a calendar",
    "company_export": "it is this",
    "counter": "the next number follows from the documents",
    "list_import": "what came in stands with its noun; the file itself is the company's own",
    "list_import_row": "a report on such a file",
    "logo": "in it as pictures",
    "magic_link": "it signs in",
    "reply_address": "whoever has it writes in a name",
    "second_factor": "it signs in",
    "session": "it is a browser that is signed in",
    "upload": "half a photo",
}

# What opens something, or is made to be proven with, stays here.
KEPT_BACK = (
    "nonce", "secret", "secret_hash", "token_hash", "confirm_hash", "stop_hash", "checkout_url", "session_id",
)  # fmt: skip
ROWS = """
SELECT id, (to_jsonb(t) - $4::text[])::text AS row
  FROM {noun} t WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3
"""
COMPANY = "SELECT jsonb_pretty(to_jsonb(t)) AS row FROM tenant t WHERE id = $1"


async def rows_of(tenant: Tenant, noun: str, after: UUID, most: int) -> AsyncIterator[tuple[UUID, str]]:
    """Up to `most` rows of one noun as JSON, each with its id, a page to a unit of work."""
    left = most
    while left > 0:
        limit = min(PAGE, left)
        async with acting_for(tenant) as unit:
            rows = await unit.rows(ROWS.format(noun=noun), tenant.id, after, limit, list(KEPT_BACK))
        for row in rows:
            yield row["id"], row["row"]
        if len(rows) < limit:
            return
        left, after = left - limit, rows[-1]["id"]


async def company(tenant: Tenant) -> str:
    """The company itself, as JSON."""
    async with acting_for(tenant) as unit:
        [row] = await unit.rows(COMPANY, tenant.id)
    return str(row["row"])
