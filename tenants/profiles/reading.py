"""What a contact sees of themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from tenants.email_changes import FRESH
from tenants.email_changes.email_change import LIVE
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.sign_in.session import IDLE, MINE


class Device(NamedTuple):
    """A browser the person is signed in with."""

    id: UUID
    device: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """`is_fresh`: they signed in lately enough to change their address; `wanted_email`: the one they asked for."""

    name: str
    email: str
    phone: str
    language: str
    quiet: frozenset[str]
    devices: list[Device]
    is_fresh: bool
    wanted_email: str | None


# All of it in one statement; the person's sessions are read as everywhere else ($1 to $3).
READ = f"""
SELECT contact.name, contact.email, contact.phone, contact.language, contact.quiet,
       (SELECT coalesce(json_agg(json_build_object('id', mine.id, 'device', mine.device, 'seen_at', mine.seen_at)
                                 ORDER BY mine.seen_at DESC, mine.id), '[]') FROM ({MINE}) AS mine) AS devices,
       EXISTS (SELECT 1 FROM session
                WHERE tenant_id = $1 AND id = $2 AND created_at > now() - $5::interval) AS is_fresh,
       (SELECT new_email FROM email_change AS change WHERE tenant_id = $1 AND contact_id = $4 AND {LIVE}
         ORDER BY created_at DESC LIMIT 1) AS wanted_email
  FROM contact WHERE contact.tenant_id = $1 AND contact.id = $4
"""  # noqa: S608 - the parts are ours


async def one(contact_id: UUID, session_id: UUID) -> Profile:
    """The profile of the contact who is signed in as `session_id`."""
    unit = acting()
    (row,) = await unit.rows(READ, unit.tenant.id, session_id, IDLE, contact_id, FRESH)
    return Profile(
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        language=row["language"],
        quiet=frozenset(orjson.loads(row["quiet"])),
        devices=[Device(**typed(it)) for it in orjson.loads(row["devices"])],
        is_fresh=row["is_fresh"],
        wanted_email=row["wanted_email"],
    )
