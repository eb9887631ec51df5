"""Answering an estimate: accept, decline, ask for changes or for a fresh one; staff may open it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import activity
from tenants.actor import actor
from tenants.errors import Conflict, Invalid
from tenants.estimates import deciding
from tenants.estimates.answer import EstimateAnswer, Verb, sealed
from tenants.estimates.choosing import Choice, Totals, choose, form_of, total_of
from tenants.estimates.contents import Contents, read
from tenants.estimates.deciding import Answerer, NewerVersion
from tenants.estimates.estimate import Estimate, EstimateVersion
from tenants.isolation import acting
from tenants.messages import plain
from tenants.signatures import Signature, sign
from tenants.tasks import later

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the accepting person saw and gave: the version before them, their choice, the signature, the tick.

    `reason` is for staff who answer for somebody: how they were told.
    """

    version: int
    choice: Choice = field(default_factory=Choice)
    signature: Signature | None = None
    terms: bool = False
    reason: str = ""


def acceptance(version: int, contents: Contents, form: Mapping[str, str]) -> Acceptance:
    """Read a form: `version`, the choice as choosing.choose reads it, `name` and `drawn` to sign with, `terms` ticked.

    `version` and `contents` are the current ones. Raises NewerVersion when the form was made for others, Invalid beside
    the field: those of the choice, "signature", "terms".
    """
    if form.get("version") != str(version):
        raise NewerVersion("There is a new version of this estimate. Please look at it before you answer.")
    return Acceptance(
        version,
        choose(contents, form),
        sign(form.get("name", ""), form.get("drawn", ""), contents.signature_required),
        "terms" in form,
    )


async def accept(
    estimate_id: UUID, by: Answerer, given: Acceptance, *, at: datetime | None = None
) -> tuple[EstimateAnswer, bool]:
    """Accept the version that was seen; the answer, and whether it is new: pressed twice it is the first one.

    Pages call deposits.accept, which asks for the deposit and writes the letters too. Raises NotFound, Invalid beside
    the field, NewerVersion, Answered, OutOfTime, Expired for a revoked share link.
    """
    await deciding.hold_link(estimate_id, by)
    version = await _sent_version(estimate_id, by, Verb.ACCEPTED, given.version)
    totals = _checked(read(version.contents), given, by)
    moment = await deciding.decide(
        deciding.ACCEPT, estimate_id, by, given.version, at, acting().tenant.time_zone, totals.total
    )
    if moment is None:
        return await _same_or_refused(estimate_id, by, Verb.ACCEPTED, given.version), False
    what = {
        "choice": given.choice.stored(),
        "totals": asdict(totals),
        "signature": given.signature.stored() if given.signature else None,
        "terms_accepted": given.terms,
        "reason": _reason(given.reason),
    }
    return await _write_down(version, Verb.ACCEPTED, by, moment, **what), True


async def decline(
    estimate_id: UUID, by: Answerer, version: int, *, reason: str = "", at: datetime | None = None
) -> EstimateAnswer:
    """Decline the version that was seen. Raises as accept does; Invalid("reason") for one that is too long."""
    return await _say(deciding.DECLINE, Verb.DECLINED, estimate_id, by, version, at, _reason(reason))


async def request_changes(
    estimate_id: UUID, by: Answerer, version: int, *, reason: str, at: datetime | None = None
) -> EstimateAnswer:
    """Say what should be different; it can still be accepted as it is. Raises as accept does, Invalid("reason")."""
    text = _reason(reason)
    if not text:
        raise Invalid("reason", "Please say what should be different.")
    return await _say(deciding.REQUEST_CHANGES, Verb.CHANGES_REQUESTED, estimate_id, by, version, at, text)


async def request_fresh(estimate_id: UUID, by: Answerer, version: int, *, at: datetime | None = None) -> EstimateAnswer:
    """Ask for a fresh one of an expired version, once in the name of all. Raises as accept does."""
    return await _say(deciding.REQUEST_FRESH, Verb.FRESH_REQUESTED, estimate_id, by, version, at)


async def reopen(estimate: Estimate, *, by: str, at: datetime | None = None) -> EstimateAnswer:
    """Staff have an accepted or declined version answered anew. Raises Conflict, also while a deposit is asked for."""
    staff = Answerer(estimate.customer_id, by)
    moment = await deciding.decide(deciding.REOPEN, estimate.id, staff, estimate.version, at)
    if moment is None:
        raise Conflict("This estimate cannot be opened again: it is unanswered, or its deposit is still asked for.")
    await estimate.refresh_from_db()
    version = await EstimateVersion.get(estimate_id=estimate.id, number=estimate.version)
    return await _write_down(version, Verb.REOPENED, staff, moment)


async def _say(
    act: str, verb: Verb, estimate_id: UUID, by: Answerer, number: int, at: datetime | None, reason: str = ""
) -> EstimateAnswer:
    await deciding.hold_link(estimate_id, by)
    version = await _sent_version(estimate_id, by, verb, number)
    moment = await deciding.decide(act, estimate_id, by, number, at, acting().tenant.time_zone)
    if moment is None:
        return await _same_or_refused(estimate_id, by, verb, number)
    return await _write_down(version, verb, by, moment, reason=reason)


async def _sent_version(estimate_id: UUID, by: Answerer, verb: Verb, number: int) -> EstimateVersion:
    sent = EstimateVersion.filter(customer_id=by.customer_id, estimate_id=estimate_id, sent_at__isnull=False)
    version = await sent.get_or_none(number=number)
    if version is None:
        raise await deciding.refusal(estimate_id, by, verb, number)
    return version


async def _same_or_refused(estimate_id: UUID, by: Answerer, verb: Verb, number: int) -> EstimateAnswer:
    same = await deciding.first_answer(estimate_id, by, verb, number)
    if same is None:
        raise await deciding.refusal(estimate_id, by, verb, number)
    return same


async def _write_down(version: EstimateVersion, verb: Verb, by: Answerer, at: datetime, **what: Any) -> EstimateAnswer:
    signature = what.get("signature")
    answer = EstimateAnswer(
        customer_id=version.customer_id,
        estimate_id=version.estimate_id,
        version=version.number,
        verb=verb,
        by=by.called or (signature["name"] if signature else ""),
        contact_id=by.contact_id,
        share_link_id=by.share_link_id,
        network=by.network,
        at=at,
        **what,
    )
    answer.fingerprint = sealed(vars(answer), version.fingerprint)
    await answer.save()
    estimate = await Estimate.get(id=version.estimate_id)
    facts = {"version": version.number, "reason": answer.reason}
    if by.is_staff and (who := actor()):
        facts["noted_by"] = who.name
    await activity.note(estimate, verb, by=answer.by, customer_id=version.customer_id, at=at, **facts)
    if verb is not Verb.REOPENED:
        await later("tell_staff_of_estimate", answer.id)
    return answer


def _checked(contents: Contents, given: Acceptance, by: Answerer) -> Totals:
    """The totals of what was given, read once more as a form is: what came by another way is held to the same.

    Nobody signs or ticks for somebody else: what staff note is without.
    """
    if choose(contents, form_of(contents, given.choice)) != given.choice:
        raise Invalid("lines", "This line is not part of the estimate.")
    if by.is_staff:
        return total_of(contents, given.choice)
    if contents.signature_required and given.signature is None:
        raise Invalid("signature", "Please type your name to sign.")
    if contents.terms and not given.terms:
        raise Invalid("terms", "Please read the terms and tick the box.")
    return total_of(contents, given.choice)


def _reason(typed: str) -> str:
    text = plain(typed)
    if len(text) > LONGEST_REASON:
        raise Invalid("reason", "This can have 2,000 characters; it has %(many)s.", many=len(text))
    return text
