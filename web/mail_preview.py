"""The very mail that would go, made as the workers make it, before it goes."""

from typing import Any

from templates.language import home_locale, locale_of, speaking
from templates.letters import Rendered, compose
from templates.wording import one_line
from tenants.customers import Contact
from tenants.letterhead import in_mail
from web.door import here

SOMEBODY = "/i/…"


def preview(letter: str, facts: dict[str, Any], to: Contact | None) -> Rendered:
    """`letter` as `to` would read it: in their language, with an address that only the mail itself will have."""
    tenant = here()
    home = home_locale(tenant.locale)
    name, address = (one_line(to.name), to.email) if to else ("", "")
    around = {"company": in_mail(tenant), "to_name": name, "to_address": address, "unsubscribe": None}
    with speaking(locale_of(to.language, home) if to and to.language else home):
        return compose(letter, tenant, tenant.today(), {**facts, "path": SOMEBODY}, around)
