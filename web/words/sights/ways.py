"""What can be done about it that somebody does not see something: a label, and where."""

from templates.language import marked
from tenants.sights import Hurdle

WAYS = {
    Hurdle.PORTAL_OFF: (marked("Switch the portal on"), "/staff/settings/client-portal"),
    Hurdle.SECTION_HIDDEN: (marked("Show sections"), "/staff/settings/client-portal"),
    Hurdle.BOUNCED: (marked("Change the address"), "{contact}/edit"),
    Hurdle.NO_BILLING: (marked("Change what they may"), "{contact}/edit"),
    Hurdle.NO_APPROVE: (marked("Change what they may"), "{contact}/edit"),
    Hurdle.NO_VISITS: (marked("Change what they may"), "{contact}/edit"),
    Hurdle.NOT_INVITED: (marked("Invite to Portal"), "{customer}#contacts"),
    Hurdle.REMOVED: (marked("Bring back"), "{customer}#contacts"),
}
