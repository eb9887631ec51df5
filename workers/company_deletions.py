"""delete_company: all of a company that is to be deleted, round by round, and at the end a letter to its owners."""

import time
from dataclasses import dataclass
from uuid import uuid5

from settings import settings
from templates.language import home_locale, locale_of, speaking
from templates.letters import render
from tenants import company_deletions, letterhead
from tenants.isolation import acting_for
from tenants.staff import owners
from tenants.tenant import Tenant
from workers import postmark
from workers.postmark import Message, Undeliverable

ROUND_SECONDS = 30.0
LETTER = "staff_deletion_done"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the last letter goes to. `key` is the same whenever it is tried."""

    key: str
    name: str
    email: str
    locale: str


async def delete_company(tenant: Tenant, _: str) -> None:
    """Safe to be killed anywhere, to run twice, and to run in two workers at once."""
    if not await company_deletions.begin(tenant):
        return
    if not await company_deletions.empty(tenant, time.monotonic() + ROUND_SECONDS):
        return  # housekeeping calls for the next round
    await company_deletions.delete_files(tenant)
    for owner in await _owners(tenant):
        await _tell(tenant, owner)
    await company_deletions.finish(tenant)


async def _owners(tenant: Tenant) -> list[Owner]:
    home = home_locale(tenant.locale)
    async with acting_for(tenant):
        found = await owners()
    return [
        Owner(
            key=str(uuid5(tenant.id, str(it.id))),
            name=it.name,
            email=it.email,
            locale=locale_of(it.language, home) if it.language else home,
        )
        for it in found
    ]


async def _tell(tenant: Tenant, owner: Owner) -> None:
    """By hand, since no email is left to be a row of. An earlier try may have sent it."""
    if await postmark.find(owner.key):
        return
    with speaking(owner.locale):
        message = _message(tenant, owner)
    try:
        await postmark.send(message)
    except Undeliverable:
        return  # a dead mailbox keeps no company alive


def _message(tenant: Tenant, owner: Owner) -> Message:
    # The company's pages are gone: nothing of it is shown from there, and nothing leads there.
    company = letterhead.in_mail(tenant) | {"logo_url": None, "logo": None, "portal_url": settings().base_url}
    letter = render(
        LETTER,
        {
            "company": company,
            "to_name": owner.name,
            "to_address": owner.email,
            "unsubscribe": None,
        },
    )
    return Message(
        to=owner.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        from_=postmark.sender(tenant.name, settings().mail_from),
        reply_to=None,
        tag=LETTER,
        metadata={"email": owner.key},
    )
