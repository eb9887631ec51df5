"""What nobody asks for and has to be done: each chore may run twice, or in two workers at once, to the same effect."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from tenants import (
    allowances,
    api_keys,
    company_deletions,
    list_imports,
    payments,
    photos,
    reminders,
    sign_in,
    site_requests,
    stripe_events,
    uploads,
)
from tenants.across import each_tenant

log = logging.getLogger(__name__)

Chore = Callable[[], Awaitable[object]]

MINUTE, HOUR = 60.0, 3600.0


async def keep() -> None:
    """Keep house until cancelled, beginning at once."""
    await asyncio.gather(every(MINUTE, *EACH_MINUTE), every(HOUR, *EACH_HOUR))


async def every(seconds: float, *chores: Chore) -> None:
    while True:
        for chore in chores:
            await once(chore)
        await asyncio.sleep(seconds)


async def once(chore: Chore) -> None:
    """Do one chore. What fails is logged: its next time comes."""
    try:
        await chore()
    except Exception:
        log.exception("a chore failed", extra={"chore": getattr(chore, "__name__", "")})


async def forget_list_imports() -> None:
    """Forget lists that were brought in long ago, company by company."""
    async with aclosing(each_tenant()) as tenants:
        async for _ in tenants:
            await list_imports.forget_old()


async def forget_answers() -> None:
    """Forget what programs were answered when they will not ask for it again, company by company."""
    async with aclosing(each_tenant()) as tenants:
        async for _ in tenants:
            await api_keys.forget_answers()


async def forget_sign_ins() -> None:
    """Forget dead magic links and sessions, company by company."""
    # Closed at once when we are cancelled: a walk left standing would keep its company's transaction open.
    async with aclosing(each_tenant()) as tenants:
        async for tenant in tenants:
            try:
                await sign_in.cleanup()
            except Exception:
                log.exception("one company's sign-ins were kept", extra={"tenant": str(tenant.id)})


EACH_MINUTE: tuple[Chore, ...] = (
    stripe_events.requeue_stale,
    payments.due_reconciliations,
    reminders.due_reminders,
    company_deletions.due,
)
EACH_HOUR: tuple[Chore, ...] = (
    allowances.cleanup,
    forget_sign_ins,
    forget_list_imports,
    forget_answers,
    photos.sweep,
    uploads.sweep,
    site_requests.sweep,
    company_deletions.forget_slugs,
)
