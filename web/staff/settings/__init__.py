"""Settings of a company, a module a page."""

from web.staff.settings import (
    api_keys,
    branding,
    business,
    client_portal,
    data,
    deletion,
    documents,
    domain,
    imports,
    index,
    reminders,
    share_portal,
    stripe_connection,
)

PAGES = (
    api_keys,
    branding,
    business,
    client_portal,
    data,
    deletion,
    documents,
    domain,
    imports,
    index,
    reminders,
    share_portal,
    stripe_connection,
)
