"""Which sessions are alive still, for pages that stay open: asking is no activity and keeps none alive."""

from collections.abc import Iterable
from uuid import UUID

from tenants.isolation import acting
from tenants.sign_in import session, staff_session

# A session that must prove a second factor first sees nothing until it has.
STAFF = f"""
SELECT session.id, staff_member.role::text AS as_whom
  FROM session
  JOIN tenant ON tenant.id = session.tenant_id
  JOIN staff_member ON staff_member.tenant_id = session.tenant_id AND staff_member.id = session.staff_member_id
                   AND staff_member.removed_at IS NULL AND lower(staff_member.email) = session.email
  JOIN LATERAL (SELECT {staff_session.HAS_FACTOR} AS has_factor) AS factor ON true
 WHERE session.tenant_id = $1 AND session.id = ANY($2::uuid[]) AND {staff_session.IS_LIVE}
   AND CASE WHEN has_factor THEN session.factor_at IS NOT NULL ELSE NOT tenant.second_factor_required END
"""  # noqa: S608 - the parts are ours

CONTACTS = f"""
SELECT session.id, contact.customer_id::text AS as_whom
  FROM session
  JOIN tenant ON tenant.id = session.tenant_id AND tenant.portal_open
  JOIN contact ON contact.tenant_id = session.tenant_id AND contact.id = session.contact_id
              AND contact.removed_at IS NULL AND contact.canonical_email = session.email
 WHERE session.tenant_id = $1 AND session.id = ANY($2::uuid[]) AND session.purpose = 'contact'
   AND session.{session.IS_LIVE}
"""  # noqa: S608


async def alive(session_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Those of `session_ids` that are alive, each with whom it is for: a role, or a customer's id."""
    unit, wanted = acting(), list(session_ids)
    rows = await unit.rows(STAFF, unit.tenant.id, wanted, *staff_session.LIVES)
    rows += await unit.rows(CONTACTS, unit.tenant.id, wanted, session.IDLE)
    return {row["id"]: row["as_whom"] for row in rows}
