"""Why somebody does not see something, in plain words, and what can be done about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.sections import Section
from tenants.sights import Hurdle, Reason, Sight
from tenants.tenant import Tenant
from web.words.sights.ways import WAYS

WORDS = {
    Hurdle.PORTAL_OFF: marked("The portal is switched off, so nobody can sign in."),
    Hurdle.REMOVED: marked("This contact was removed on %(day)s: signed out, and links in their mails are dead."),
    Hurdle.NOT_INVITED: marked("They were never invited, so they may not know that there is a portal."),
    Hurdle.NEVER_CAME: marked("They were invited on %(day)s and have not signed in since."),
    Hurdle.BOUNCED: marked("Mail to their address came back on %(day)s, so no link to sign in reaches them."),
    Hurdle.SEVERAL: marked(
        "Their address also belongs to %(words)s. After signing in they pick one, and see only that one's documents."
    ),
    Hurdle.SECTION_HIDDEN: marked("The section %(section)s is hidden from everybody."),
    Hurdle.NO_BILLING: marked("Bills are not theirs: they get no invoices by mail and have no button to pay."),
    Hurdle.NO_APPROVE: marked("Answers are not theirs: they can read estimates and agreements, without a button."),
    Hurdle.NO_VISITS: marked("Visits are not theirs: they see jobs, and get no mail about visits."),
    Hurdle.DRAFT: marked("It is a draft. Drafts are seen by nobody but you until they are sent."),
    Hurdle.OTHER_CUSTOMER: marked("It belongs to another customer."),
    Hurdle.LINK_REVOKED: marked("The link they were sent to it was ended on %(day)s and opens nothing any more."),
    Hurdle.LINK_EXPIRED: marked("The link they were sent to it ran out on %(day)s."),
}
THEIRS_TOO = marked(
    "It belongs to %(words)s, who has a contact of the same address: they see it after switching the account."
)
SECTIONS = {
    Section.ESTIMATES: marked("Estimates"),
    Section.JOBS: marked("Jobs"),
    Section.AGREEMENTS: marked("Agreements"),
    Section.SERVICE_REQUESTS: marked("Requests"),
}


class Told(NamedTuple):
    """One reason; `answer` is what the provider said, `way` what to do about it, where something can be done."""

    words: str
    answer: str
    way: str
    href: str


def told(sight: Sight, tenant: Tenant, contact_path: str, customer_path: str) -> list[Told]:
    paths = {"contact": contact_path, "customer": customer_path}
    return [_told(reason, tenant, paths) for reason in sight.reasons]


def _told(reason: Reason, tenant: Tenant, paths: Mapping[str, str]) -> Told:
    is_theirs_too = reason.hurdle is Hurdle.OTHER_CUSTOMER and reason.words
    label, path = WAYS.get(reason.hurdle, ("", ""))
    return Told(
        _(
            THEIRS_TOO if is_theirs_too else WORDS[reason.hurdle],
            words=reason.words,
            day=_when(reason.at, tenant),
            section=_(SECTIONS[reason.section]) if reason.section else "",
        ),
        reason.words if reason.hurdle is Hurdle.BOUNCED else "",
        _(label) if label else "",
        path.format(**paths),
    )


def _when(at: datetime | None, tenant: Tenant) -> str:
    return moment(at, tenant.time_zone, tenant.today()) if at else ""
