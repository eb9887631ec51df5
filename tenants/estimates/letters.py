"""Who hears of an estimate: each contact by a link of their own, and the company's inbox."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tenants import emails, staff
from tenants.customers import Contact, Customer
from tenants.estimates.answer import EstimateAnswer, Verb
from tenants.estimates.choosing import Choice
from tenants.estimates.contents import Contents, read
from tenants.estimates.differences import differences
from tenants.estimates.document import Document
from tenants.estimates.estimate import Estimate, EstimateVersion
from tenants.fingerprint import shown

Links = Iterable[tuple[Contact, UUID]]
"""Contacts, each with the id of the share link that was made for them."""


async def tell_contacts(estimate: Estimate, links: Links, note: str = "", *, again: str = "") -> None:
    """Mail the sent version to each contact: a first one, or what is different in a later one.

    Once, unless `again` names another time.
    """
    versions = EstimateVersion.filter(estimate_id=estimate.id, number__in=(estimate.version - 1, estimate.version))
    was, now = [None, *(read(it.contents) for it in await versions.order_by("number"))][-2:]
    letter, facts = _told(estimate, was, now or Contents(()), note)
    for contact, share_link_id in links:
        await emails.write(
            letter,
            key=f"{estimate.id}:{estimate.version}:{contact.id}{again and f':{again}'}",
            to=(contact.name, contact.email),
            about=estimate,
            customer_id=estimate.customer_id,
            facts={**facts, "share_link": str(share_link_id)},
        )


async def tell_accepted(estimate: Estimate, answer: EstimateAnswer, links: Links, *, is_due: bool) -> None:
    """Confirm an acceptance to each contact. When a deposit `is_due` now, their link opens its invoice."""
    facts = {
        **_named(estimate),
        "by": answer.by,
        **await _chosen(estimate, answer),
        **({} if is_due else {"deposit": None}),
        "fingerprint": shown(answer.fingerprint),
    }
    for contact, share_link_id in links:
        await emails.write(
            "estimate_accepted",
            key=f"{answer.id}:{contact.id}",
            to=(contact.name, contact.email),
            about=estimate,
            customer_id=estimate.customer_id,
            facts={**facts, "share_link": str(share_link_id)},
        )


async def tell_staff(answer_id: UUID) -> None:
    """Tell the company's inbox of an answer, once. Not in a customer's own unit of work: it would see no staff."""
    answer = await EstimateAnswer.get(id=answer_id)
    estimate = await Estimate.get(id=answer.estimate_id)
    customer = await Customer.get(id=answer.customer_id)
    letter = {
        Verb.ACCEPTED: "staff_estimate_accepted",
        Verb.DECLINED: "staff_estimate_declined",
        Verb.CHANGES_REQUESTED: "staff_estimate_changes_requested",
        Verb.FRESH_REQUESTED: "staff_estimate_fresh_requested",
    }[answer.verb]
    facts = await _chosen(estimate, answer) if answer.verb is Verb.ACCEPTED else {}
    facts |= {**_named(estimate), "customer": customer.name, "by": answer.by, "note": answer.reason}
    await staff.write(letter, key=str(answer.id), about=estimate, facts=facts)


async def _chosen(estimate: Estimate, answer: EstimateAnswer) -> dict[str, Any]:
    """What was accepted, as letters say it: the option's name, the total, the deposit that is due."""
    version = await EstimateVersion.get(estimate_id=estimate.id, number=answer.version)
    picked = Choice.read(answer.choice).option
    deposit = answer.totals["deposit"]
    return {
        "option": next((option.name for option in read(version.contents).options if option.key == picked), ""),
        "amount": _money(answer.totals["total"], estimate),
        "deposit": _money(deposit, estimate) if deposit else None,
    }


def letter_of(document: Document, note: str) -> tuple[str, dict[str, Any]]:
    """The letter that tells of a version as it would be sent, and its facts."""
    return _told(document, document.previous, document.contents, note)


def _told(estimate: Any, was: Contents | None, now: Contents, note: str) -> tuple[str, dict[str, Any]]:
    """Of a first version what it comes to; of a later one what is different, in the one word the letter says."""
    facts = {
        **_named(estimate),
        "amount": _money(estimate.least_total, estimate),
        "is_range": estimate.least_total != estimate.most_total,
        "due_on": estimate.valid_until.isoformat(),
        "note": note,
    }
    if was is None:
        return "estimate_sent", facts
    found = differences(was, now)
    before = found.totals[0] if found.totals else 0
    return "estimate_revised", {**facts, "change": found.kind, "was": _money(before, estimate)}


def _named(estimate: Any) -> dict[str, Any]:
    return {"number": estimate.number, "title": estimate.title}


def _money(amount: int, estimate: Any) -> dict[str, Any]:
    """Money as letters carry it; `amount` in minor units."""
    return {"amount": amount, "currency": estimate.currency}
