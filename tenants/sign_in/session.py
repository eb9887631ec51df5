"""Session: who is signed in, in which browser, as which customer; over the moment its row or its person says so."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields

from tenants.isolation import TenantOwned, acting
from tenants.sign_in.magic_link import Purpose, digest

IDLE = timedelta(days=7)
ABSOLUTE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly `seen_at` is kept: a page must not cost a write."""


class Session(TenantOwned):
    """A signed-in browser. The cookie carries a reference, this row decides.

    `proved_at` is when a staff member last proved in it who they are, `factor_at` when with their second factor.
    """

    secret_hash = fields.BinaryField()
    purpose = fields.CharEnumField(Purpose, max_length=12)
    email = fields.CharField(max_length=254)
    contact_id: Any = fields.UUIDField(null=True)
    staff_member_id: Any = fields.UUIDField(null=True)
    device = fields.CharField(max_length=120, default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at: Any = fields.DatetimeField(null=True)
    proved_at: Any = fields.DatetimeField(null=True)
    factor_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "session"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The contact behind a session, as the customer they picked. `choices` counts the customers they could pick.

    `place` is the first of the customer's properties, `places` how many there are.
    `company_version` is the version of the company's row now: another than the one in memory makes that one stale.
    `billing` and `approve` are the contact's rights.
    """

    session_id: UUID
    contact_id: UUID
    customer_id: UUID
    name: str
    email: str
    customer_name: str
    place: str | None
    places: int | None
    choices: int
    language: str
    company_version: str
    billing: bool
    approve: bool

    @property
    def can_switch(self) -> bool:
        return self.choices > 1


@dataclass(frozen=True, slots=True)
class Undecided:
    """A live session whose person has several customers and has picked none yet."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """One customer a signed-in person may look at, through the contact `id`."""

    id: UUID
    customer_id: UUID
    customer_name: str
    place: str | None
    places: int | None


# Where the portal was switched off, every session begun before is over: nobody comes back in by switching it on.
IS_LIVE = """
revoked_at IS NULL AND session.expires_at > now() AND session.seen_at > now() - $3::interval
AND session.created_at > coalesce(tenant.portal_closed_at, '-infinity')
"""

PROPERTIES = """
LATERAL (SELECT count(*) AS places, (array_agg(coalesce(nullif(property.name, ''), split_part(address, E'\\n', 1))
                                             ORDER BY property.created_at, property.id))[1] AS place
           FROM property WHERE property.tenant_id = contact.tenant_id
                           AND property.customer_id = contact.customer_id
                           AND property.archived_at IS NULL) AS properties ON true
"""

# Everything is read before the second wall goes up: afterwards this person's other customers are out of sight.
FIND = f"""
WITH found AS MATERIALIZED (
     SELECT session.id AS session_id, session.contact_id, contact.customer_id, contact.name, contact.email,
            contact.language, contact.billing, contact.approve, tenant.xmin::text AS company_version,
            customer.name AS customer_name, properties.places, properties.place,
            session.seen_at < now() - $4::interval AS is_stale,
            (SELECT count(*) FROM contact AS choice
              WHERE choice.tenant_id = session.tenant_id AND choice.canonical_email = session.email
                AND choice.removed_at IS NULL) AS choices
       FROM session
       JOIN tenant ON tenant.id = session.tenant_id AND tenant.portal_open
       LEFT JOIN contact ON contact.tenant_id = session.tenant_id AND contact.id = session.contact_id
                        AND contact.removed_at IS NULL AND contact.canonical_email = session.email
       LEFT JOIN customer ON customer.tenant_id = contact.tenant_id AND customer.id = contact.customer_id
       LEFT JOIN {PROPERTIES}
      WHERE session.tenant_id = $1 AND session.secret_hash = $2 AND session.purpose = 'contact' AND {IS_LIVE}
        AND (session.contact_id IS NULL OR contact.id IS NOT NULL))
SELECT found.*, CASE WHEN $5 THEN set_config('app.customer_id', coalesce(customer_id::text, ''), true) END AS wall
  FROM found WHERE choices > 0
"""  # noqa: S608 - the parts are ours

# A request of the same browser that is still under way has written it already.
SEEN = """
UPDATE session SET seen_at = now()
 WHERE id = (SELECT id FROM session WHERE tenant_id = $1 AND id = $2 FOR UPDATE SKIP LOCKED)
"""

BEGIN = """
INSERT INTO session (id, tenant_id, secret_hash, purpose, email, contact_id, device, created_at, seen_at, expires_at)
SELECT $1, $2, $3, $4, $5::text, CASE WHEN count(*) = 1 THEN (array_agg(id))[1] END, $6,
       now(), now(), now() + $7::interval
  FROM contact WHERE tenant_id = $2 AND canonical_email = $5::text AND removed_at IS NULL
"""

# For the history of each contact that this person is.
NOTE = """
INSERT INTO activity (id, tenant_id, customer_id, about, about_id, verb, by, facts, at)
SELECT gen_random_uuid(), tenant_id, customer_id, 'contact', id, 'signed_in', name,
       jsonb_build_object('device', $3::text), now()
  FROM contact WHERE tenant_id = $1 AND canonical_email = $2 AND removed_at IS NULL
"""

CHOICES = f"""
SELECT contact.id, contact.customer_id, customer.name AS customer_name, properties.places, properties.place
  FROM session
  JOIN contact ON contact.tenant_id = session.tenant_id AND contact.canonical_email = session.email
              AND contact.removed_at IS NULL
  JOIN customer ON customer.tenant_id = contact.tenant_id AND customer.id = contact.customer_id
  LEFT JOIN {PROPERTIES}
 WHERE session.tenant_id = $1 AND session.id = $2
 ORDER BY customer.name, contact.id
"""  # noqa: S608 - the parts are ours

PICK = """
UPDATE session SET contact_id = contact.id FROM contact
 WHERE session.tenant_id = $1 AND session.id = $2 AND contact.tenant_id = $1 AND contact.id = $3
   AND contact.canonical_email = session.email AND contact.removed_at IS NULL
RETURNING session.id
"""

MINE = f"""
SELECT session.* FROM session JOIN session AS mine
       ON mine.tenant_id = session.tenant_id AND mine.email = session.email AND mine.purpose = session.purpose
  JOIN tenant ON tenant.id = session.tenant_id
 WHERE mine.tenant_id = $1 AND mine.id = $2 AND session.{IS_LIVE}
 ORDER BY session.seen_at DESC
"""  # noqa: S608 - the parts are ours

END_MINE = """
UPDATE session SET revoked_at = now() FROM session AS mine
 WHERE mine.tenant_id = $1 AND mine.id = $2 AND session.tenant_id = $1 AND session.email = mine.email
   AND session.purpose = mine.purpose AND session.revoked_at IS NULL AND ($3::uuid IS NULL OR session.id = $3)
RETURNING session.id
"""


async def find(reference: str, *, wall: bool, is_activity: bool = True) -> Viewer | Undecided | None:
    """Who is behind the session `reference` now; None when it is over for any reason.

    With `wall` the rest of the unit of work sees the picked customer's rows only, whatever a query forgets.
    """
    unit = acting()
    row = await unit.row(FIND, unit.tenant.id, digest(reference), IDLE, SEEN_EVERY, wall)
    if row is None:
        return None
    if row["is_stale"] and is_activity:
        await unit.rows(SEEN, unit.tenant.id, row["session_id"])
    if row["contact_id"] is None:
        return Undecided(row["session_id"])
    return Viewer(**{name: row[name] for name in Viewer.__slots__})


async def begin(email: str, device: str) -> tuple[UUID, str]:
    """Begin a session for the person at `email`: its id and its reference. One customer is picked at once."""
    unit = acting()
    session_id, reference = uuid4(), token_urlsafe(32)
    await unit.rows(
        BEGIN, session_id, unit.tenant.id, digest(reference), Purpose.CONTACT, email, device[:120], ABSOLUTE
    )
    await unit.rows(NOTE, unit.tenant.id, email, device)
    return session_id, reference


async def choices(session_id: UUID) -> list[Choice]:
    """The customers the session's person may pick, by name. Needs a unit without the customer's wall."""
    unit = acting()
    rows = await unit.rows(CHOICES, unit.tenant.id, session_id)
    return [Choice(row["id"], row["customer_id"], row["customer_name"], row["place"], row["places"]) for row in rows]


async def pick(session_id: UUID, contact_id: UUID) -> bool:
    """Look at the customer of `contact_id` from now on; False when that contact is not the session's person."""
    unit = acting()
    return await unit.row(PICK, unit.tenant.id, session_id, contact_id) is not None


async def sessions(session_id: UUID) -> list[Session]:
    """The live sessions of the person behind `session_id`, the latest first."""
    unit = acting()
    rows = await unit.rows(MINE, unit.tenant.id, session_id, IDLE)
    return [Session._init_from_db(**dict(row)) for row in rows]  # noqa: SLF001 - as the ORM builds a row it has read


async def revoke(session_id: UUID, ended_id: UUID) -> bool:
    """End one session of the person behind `session_id`; False when it is not theirs or over already."""
    unit = acting()
    return bool(await unit.rows(END_MINE, unit.tenant.id, session_id, ended_id))


async def sign_out_everywhere(session_id: UUID) -> None:
    unit = acting()
    await unit.rows(END_MINE, unit.tenant.id, session_id, None)


async def end(reference: str) -> None:
    """Sign out the browser that holds `reference`."""
    unit = acting()
    await unit.rows(
        "UPDATE session SET revoked_at = now() WHERE tenant_id = $1 AND secret_hash = $2 AND revoked_at IS NULL",
        unit.tenant.id,
        digest(reference),
    )
