"""Who answers, and who was first: one conditional UPDATE each; whoever comes second is told how it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import activity
from tenants.errors import Conflict, DomainError, Expired, NotFound
from tenants.estimates.answer import EstimateAnswer, Verb
from tenants.estimates.estimate import Estimate
from tenants.isolation import acting
from tenants.signatures import LONGEST_NAME, plain_name

MOST_NOTED = 20
"""Attempts that came too late, in the history of one estimate: whoever holds a link could make any number."""


class NewerVersion(Conflict):
    """The company has sent another version since the page was made."""

    code = "newer_version"


class Answered(Conflict):
    """Somebody has answered before: the page shows how."""

    code = "answered"


class OutOfTime(Expired):
    """Its last day is over; a fresh one can be asked for."""

    code = "out_of_time"


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers: a contact, whoever holds a share link, or, with neither, staff for them. `network` is an address."""

    customer_id: UUID
    name: str = ""
    contact_id: UUID | None = None
    share_link_id: UUID | None = None
    network: str = ""

    @property
    def called(self) -> str:
        """The name as it is kept: one line of signs that can be seen."""
        return plain_name(self.name)[:LONGEST_NAME]

    @property
    def is_staff(self) -> bool:
        """Staff answer for somebody who told them otherwise: by phone, by mail, on the doorstep."""
        return self.contact_id is None and self.share_link_id is None

    def gave(self, answer: EstimateAnswer) -> bool:
        return (self.contact_id, self.share_link_id) == (answer.contact_id, answer.share_link_id)


# A link that was revoked answers nothing: this lock and the revoking wait for one another.
HOLD_LINK = """
SELECT 1 FROM share_link
 WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 AND estimate_id = $4 AND revoked_at IS NULL
   AND (expires_at IS NULL OR expires_at > clock_timestamp())
   FOR SHARE
"""

# $5 is the moment of the answer where history is being entered. Whoever had to wait for the row looks at it again, and
# at the clock: the last day is that of the company's zone, $6.
MOMENT = "coalesce($5::timestamptz, clock_timestamp())"
TODAY = f"({MOMENT} AT TIME ZONE $6)::date"
SEEN = "tenant_id = $1 AND customer_id = $2 AND id = $3 AND version = $4"

ACCEPT = f"""
UPDATE estimate SET status = 'accepted', answered_at = {MOMENT}, total = $7
 WHERE {SEEN} AND status = 'sent' AND valid_until >= {TODAY} RETURNING answered_at
"""  # noqa: S608 - our own conditions
DECLINE = f"""
UPDATE estimate SET status = 'declined', answered_at = {MOMENT}
 WHERE {SEEN} AND status = 'sent' AND valid_until >= {TODAY} RETURNING answered_at
"""  # noqa: S608
REQUEST_CHANGES = f"""
UPDATE estimate SET changes_asked_at = {MOMENT}
 WHERE {SEEN} AND status = 'sent' AND valid_until >= {TODAY} AND changes_asked_at IS NULL RETURNING changes_asked_at
"""  # noqa: S608
REQUEST_FRESH = f"""
UPDATE estimate SET fresh_asked_at = {MOMENT}
 WHERE {SEEN} AND status = 'sent' AND valid_until < {TODAY} AND fresh_asked_at IS NULL RETURNING fresh_asked_at
"""  # noqa: S608
# A deposit that is still asked for is taken back first: it would ask for money nobody agreed to.
REOPEN = f"""
UPDATE estimate SET status = 'sent', answered_at = NULL, total = NULL
 WHERE {SEEN} AND status IN ('accepted', 'declined') AND NOT EXISTS (
       SELECT FROM invoice
        WHERE tenant_id = $1 AND customer_id = $2 AND estimate_id = $3 AND status IN ('draft', 'open'))
RETURNING {MOMENT}
"""  # noqa: S608

STANDS = """
SELECT status, version, valid_until < (clock_timestamp() AT TIME ZONE $4)::date AS is_expired
  FROM estimate WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 AND status <> 'draft'
"""


async def hold_link(estimate_id: UUID, by: Answerer) -> None:
    """Keep the share link somebody answers by from being revoked until the unit of work ends. Raises Expired."""
    if by.share_link_id is None:
        return
    values = (acting().tenant.id, by.customer_id, by.share_link_id, estimate_id)
    if await acting().row(HOLD_LINK, *values) is None:
        raise Expired


async def decide(
    act: str, estimate_id: UUID, by: Answerer, version: int, at: datetime | None, *more: Any
) -> datetime | None:
    """Do `act`, one of the statements above; when it happened, None when somebody else was first."""
    row = await acting().row(act, acting().tenant.id, by.customer_id, estimate_id, version, at, *more)
    return row[0] if row else None


async def first_answer(estimate_id: UUID, by: Answerer, verb: Verb, version: int) -> EstimateAnswer | None:
    """The answer this person gave before and gives again; a fresh version is asked for in the name of all."""
    answer = await EstimateAnswer.filter(estimate_id=estimate_id, version=version).order_by("-at").first()
    if answer is None or answer.verb is not verb:
        return None
    return answer if verb is Verb.FRESH_REQUESTED or by.gave(answer) else None


async def refusal(estimate_id: UUID, by: Answerer, verb: Verb, version: int) -> DomainError:
    """Why it could not be answered like this, with a note of the attempt in the history."""
    tenant = acting().tenant
    row = await acting().row(STANDS, tenant.id, by.customer_id, estimate_id, tenant.time_zone)
    if row is None:
        return NotFound()
    error = _error(row["status"], row["version"] != version, is_expired=row["is_expired"])
    if await activity.Activity.filter(about_id=estimate_id, verb="refused").count() < MOST_NOTED:
        facts: dict[str, Any] = {"wanted": verb, "version": version, "because": error.code}
        estimate = await Estimate.get(id=estimate_id)
        await activity.note(estimate, "refused", by=by.called, customer_id=by.customer_id, **facts)
    return error


def _error(status: str, is_newer: bool, *, is_expired: bool) -> DomainError:
    if is_newer:
        return NewerVersion("There is a new version of this estimate. Please look at it before you answer.")
    if status == "sent" and is_expired:
        return OutOfTime("The time to answer this estimate is over. You can ask for a fresh one.")
    return Answered("This estimate was answered before. Here is how it stands.")
