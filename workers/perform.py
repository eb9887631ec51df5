"""Tasks, from claim to done: each is performed for its company, and what failed is tried again later or parked."""

import asyncio
import logging
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import metrics
from tenants import (
    agreements,
    company_deletions,
    company_exports,
    directory,
    estimates,
    jobs,
    list_imports,
    messages,
    own_domains,
    service_requests,
    tasks,
)
from tenants.errors import Unavailable
from tenants.tasks import CRASHES_BEFORE_PARKING, Claim, Lane
from tenants.tenant import Tenant
from workers import company_deletions as deletions
from workers import company_exports as exports
from workers import emails, invitations, reminders, sign_in, site_mail, stripe_events
from workers.staff import telling

log = logging.getLogger(__name__)

Failures = dict[int, Exception]
Portions = Sequence[tuple[Tenant, Sequence[Claim]]]
Handler = Callable[[Portions], Awaitable[Failures]]

FIRST_DELAY = 2.0
LONGEST_SECONDS = 120.0
REST_SECONDS = 1.0
CRASHED = "its worker died with it in hand, again and again"


class Parked(Exception):
    """No further try can help."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one name of task means.

    `perform` gets tasks, each company's together, and answers the failures by task id. It enters acting_for by itself,
    speaks to the outside world only between two units, and is safe to run twice. `give_up` is told of parked ones.
    """

    perform: Handler
    give_up: Callable[[Tenant, Claim], Coroutine[None, None, None]] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a lane is worked: `slots` at once, each with up to `batch` tasks; after `most` tries a task is parked."""

    slots: int
    batch: int
    longest_delay: float
    most: int


def each(act: Callable[[Tenant, str], Awaitable[object]]) -> Handler:
    """A handler that performs every task by itself, by `act(tenant, subject)`."""
    return each_try(lambda tenant, subject, _: act(tenant, subject))


def each_try(act: Callable[[Tenant, str, int], Awaitable[object]]) -> Handler:
    """The same by `act(tenant, subject, tries)`, for what gives up in parts: `tries` counts this one."""

    async def perform(portions: Portions) -> Failures:
        mine = [(tenant, claim) for tenant, claims in portions for claim in claims]
        acts = (act(tenant, claim.subject, claim.attempts) for tenant, claim in mine)
        results = await asyncio.gather(*acts, return_exceptions=True)
        return {claim.id: it for (_, claim), it in zip(mine, results, strict=True) if isinstance(it, Exception)}

    return perform


DELETES = "delete_company"
"""The one task of a company whose deletion has begun: whatever else was to be done of it is not done any more."""

TASKS: dict[str, Work] = {
    DELETES: Work(each(deletions.delete_company)),
    "remind_of_deletion": Work(each(company_deletions.remind)),
    "make_company_export": Work(each_try(exports.make_company_export), company_exports.give_up),
    "forget_company_export": Work(each(company_exports.forget)),
    "check_own_domain": Work(each(own_domains.check_later)),
    "invite_contact": Work(each(invitations.invite_contact)),
    "deliver_email": Work(emails.deliver, emails.give_up),
    "send_sign_in_mail": Work(each(sign_in.send_sign_in_mail)),
    "reconcile_stripe_event": Work(each(stripe_events.reconcile_stripe_event)),
    "run_list_import": Work(each(list_imports.run)),
    "reconcile_tenant": Work(each(stripe_events.reconcile_tenant)),
    "tell_staff_of_agreement": Work(each(telling(agreements.tell_staff))),
    "tell_staff_of_estimate": Work(each(telling(estimates.tell_staff))),
    "tell_staff_of_message": Work(each(telling(messages.tell_staff))),
    "tell_staff_of_service_request": Work(each(telling(service_requests.tell_staff))),
    "tell_staff_of_visit": Work(each(telling(jobs.tell_staff))),
    "send_reminders": Work(each(reminders.send_reminders)),
    "send_refund": Work(each(stripe_events.send_refund)),
}

# What no company owns: asked for at the base domain, performed by the subject alone.
NOBODYS: dict[str, Callable[[str], Awaitable[object]]] = {"answer_site_request": site_mail.answer}

# Each lane has slots of its own: a sign-in mail never waits for a hundred reminders to be done.
PACES = {
    Lane.SIGN_IN: Pace(slots=6, batch=1, longest_delay=15, most=60),
    Lane.MONEY: Pace(slots=4, batch=4, longest_delay=900, most=110),
    Lane.MAIL: Pace(slots=3, batch=100, longest_delay=900, most=110),
    # In turns of some seconds: each goes to the end of the queue, so that two large companies hold up no third.
    Lane.BULK: Pace(slots=2, batch=1, longest_delay=300, most=20),
}


async def perform(claims: Sequence[Claim]) -> Failures:
    """Perform these tasks, in a context of their own that knows of no tenant; the failures by task id."""
    by_name: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_name[claim.name].append(claim)
    outcomes = await asyncio.gather(
        *(asyncio.create_task(_perform(name, mine), context=Context()) for name, mine in by_name.items())
    )
    return {task_id: failure for outcome in outcomes for task_id, failure in outcome.items()}


async def _perform(name: str, claims: Sequence[Claim]) -> Failures:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            failures = await (_nobodys if name in NOBODYS else _owned)(name, claims)
    except Exception as error:  # noqa: BLE001 - logged with those that were returned
        failures = dict.fromkeys((claim.id for claim in claims), error)
    _tell(name, failures.values())
    return failures


async def _owned(name: str, claims: Sequence[Claim]) -> Failures:
    work, tenants = _work(name, claims), await _tenants(claims)
    there = {tenant_id for tenant_id, it in tenants.items() if name == DELETES or it.deletion_began_at is None}
    portions = [(tenants[it], [claim for claim in claims if claim.tenant_id == it]) for it in there]
    return _left_alone(claims, tenants) | await work.perform(portions)


async def _nobodys(name: str, claims: Sequence[Claim]) -> Failures:
    if any(claim.crashes >= CRASHES_BEFORE_PARKING for claim in claims):
        raise Parked(CRASHED)
    results = await asyncio.gather(*(NOBODYS[name](claim.subject) for claim in claims), return_exceptions=True)
    return {claim.id: it for claim, it in zip(claims, results, strict=True) if isinstance(it, Exception)}


def _tell(name: str, failures: Collection[Exception]) -> None:
    """Log each kind of failure once: a hundred letters that fail together fail for one reason."""
    count = Counter(map(type, failures))
    for kind, failure in {type(failure): failure for failure in failures}.items():
        log.warning("tasks failed", extra={"task": name, "count": count[kind]}, exc_info=failure)


def _work(name: str, claims: Sequence[Claim]) -> Work:
    if name not in TASKS:
        raise Parked("there is no such task")
    if any(claim.crashes >= CRASHES_BEFORE_PARKING for claim in claims):
        raise Parked(CRASHED)
    return TASKS[name]


async def _tenants(claims: Sequence[Claim]) -> dict[UUID, Tenant]:
    ids = {claim.tenant_id for claim in claims if claim.tenant_id}
    found = [await directory.by_id(tenant_id) for tenant_id in ids]
    return {tenant.id: tenant for tenant in found if tenant}


def _left_alone(claims: Sequence[Claim], tenants: Mapping[UUID, Tenant]) -> Failures:
    """Tasks without a company, which no handler gets: they are not done by that."""
    return {claim.id: Parked("its company is gone") for claim in claims if claim.tenant_id not in tenants}


async def settle(claims: Sequence[Claim], failures: Failures, pace: Pace) -> None:
    """Write down what became of the tasks; without a database, wait for it."""
    while True:
        try:
            await tasks.done([claim for claim in claims if claim.id not in failures])
            for claim in claims:
                if claim.id in failures:
                    await _try_again(claim, failures[claim.id], pace)
        except Unavailable:
            await asyncio.sleep(REST_SECONDS)
        else:
            break
    for claim in claims:
        metrics.tasks.labels(claim.name, "failed" if claim.id in failures else "done").inc()


async def _try_again(claim: Claim, failure: Exception, pace: Pace) -> None:
    # A message may name people, and a task row may not: the log has the message.
    words = str(failure) if isinstance(failure, Parked) else type(failure).__name__
    if isinstance(failure, Parked) or claim.attempts >= pace.most:
        await _give_up(claim)
        await tasks.park(claim, words)
        log.error("a task is parked", extra={"task": claim.name, "id": claim.id, "reason": words})
    else:
        delay = min(pace.longest_delay, FIRST_DELAY * 2 ** min(claim.attempts - 1, 20))
        await tasks.again(claim, timedelta(seconds=delay * random.uniform(0.75, 1.25)), words)  # noqa: S311 - only jitter


async def _give_up(claim: Claim) -> None:
    work = TASKS.get(claim.name)
    tenant = await directory.by_id(claim.tenant_id) if claim.tenant_id else None
    if work and work.give_up and tenant:
        await asyncio.create_task(work.give_up(tenant, claim), context=Context())
