"""CustomerView: a staff member looks at the portal through a contact's eyes, for half an hour, and changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields

from tenants import activity
from tenants.customers import Contact
from tenants.errors import Conflict
from tenants.isolation import TenantOwned, acting, look_only
from tenants.sign_in import StaffViewer, Viewer
from tenants.sign_in.magic_link import digest
from tenants.sign_in.session import PROPERTIES
from tenants.sign_in.staff_session import IS_LIVE, LIVES
from tenants.staff import Role

LIFE = timedelta(minutes=30)


class CustomerView(TenantOwned):
    """The cookie carries a reference, this row decides. `role` is the one its staff member had at the start."""

    customer_id = fields.UUIDField()
    contact_id = fields.UUIDField()
    staff_member_id = fields.UUIDField()
    session_id = fields.UUIDField()
    role = fields.CharEnumField(Role, max_length=10)
    secret_hash = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    ended_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "customer_view"


@dataclass(frozen=True, slots=True)
class View:
    """Who looks through whose eyes, and until when."""

    id: UUID
    viewer: Viewer
    staff_name: str
    expires_at: datetime


# Over with the session it was begun in, with the person's place in the company, with their role, with the contact and
# with the portal. The unit of work is then held to the customer, and to reading.
FIND = f"""
WITH found AS MATERIALIZED (
     SELECT view.id AS session_id, contact.id AS contact_id, contact.customer_id, contact.name, contact.email,
            contact.language, contact.billing, contact.approve, tenant.xmin::text AS company_version,
            customer.name AS customer_name, properties.places, properties.place, 1 AS choices,
            staff_member.name AS staff_name, view.expires_at
       FROM customer_view AS view
       JOIN tenant ON tenant.id = view.tenant_id AND tenant.portal_open
       JOIN contact ON contact.tenant_id = view.tenant_id AND contact.id = view.contact_id
                   AND contact.removed_at IS NULL
       JOIN customer ON customer.tenant_id = view.tenant_id AND customer.id = contact.customer_id
       JOIN session ON session.tenant_id = view.tenant_id AND session.id = view.session_id
                   AND {IS_LIVE}
       JOIN staff_member ON staff_member.tenant_id = view.tenant_id AND staff_member.id = view.staff_member_id
                        AND staff_member.removed_at IS NULL AND staff_member.role = view.role
                        AND lower(staff_member.email) = session.email
       LEFT JOIN {PROPERTIES}
      WHERE view.tenant_id = $1 AND view.secret_hash = $2 AND view.ended_at IS NULL AND view.expires_at > now())
SELECT found.*, set_config('app.customer_id', customer_id::text, true) AS wall,
       set_config('transaction_read_only', 'on', true) AS only_reads
  FROM found
"""  # noqa: S608 - the parts are ours

BEGIN = """
INSERT INTO customer_view (id, tenant_id, customer_id, contact_id, staff_member_id, session_id, role, secret_hash,
                           created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now() + $9::interval)
"""

END = """
UPDATE customer_view SET ended_at = now()
 WHERE tenant_id = $1 AND session_id = $2 AND ended_at IS NULL AND expires_at > now()
"""


async def begin(contact: Contact, staff: StaffViewer) -> str:
    """Begin to look: the reference for the cookie. One at a time; what was begun before ends.

    Raises Conflict while the contact sees nothing: the portal is off, or they were removed.
    """
    unit = acting()
    if unit.tenant.is_ending:
        raise Conflict("The portal is closed: nobody sees anything any more.")
    if not unit.tenant.portal_enabled:
        raise Conflict("The portal is switched off: nobody sees anything now.")
    if contact.removed_at:
        raise Conflict("This contact was removed and sees nothing any more.")
    await end(staff.session_id)
    view_id, reference = uuid4(), token_urlsafe(32)
    whose = (contact.customer_id, contact.id, staff.staff_member_id, staff.session_id, staff.role)
    await unit.rows(BEGIN, view_id, unit.tenant.id, *whose, digest(reference), LIFE)
    await activity.note(contact, "viewed_as", customer_id=contact.customer_id, name=contact.name)
    return reference


async def end(session_id: UUID) -> None:
    """Look no more in this session of a staff member."""
    unit = acting()
    await unit.rows(END, unit.tenant.id, session_id)


async def find(reference: str) -> View | None:
    """What the cookie's reference lets somebody see now; None when it is over.

    From here on this request reads the one customer's rows and writes none, in every unit of work it opens.
    """
    unit = acting()
    row = await unit.row(FIND, unit.tenant.id, digest(reference), *LIVES)
    if row is None:
        return None
    look_only()
    viewer = Viewer(**{name: row[name] for name in Viewer.__slots__})
    return View(row["session_id"], viewer, row["staff_name"], row["expires_at"])
