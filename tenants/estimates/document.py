"""One estimate as customers see it: the current version, what was said to it, and whether all of it is genuine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.estimates.answer import Verb, sealed
from tenants.estimates.choosing import Choice, Totals
from tenants.estimates.contents import Contents
from tenants.estimates.differences import Differences, differences
from tenants.estimates.estimate import printed
from tenants.estimates.state import State
from tenants.signatures import Signature
from tenants.standing import Standing

DECIDING = {State.ACCEPTED: Verb.ACCEPTED, State.DECLINED: Verb.DECLINED}


class DepositInvoice(NamedTuple):
    """The invoice that asks for the deposit, as it stands today."""

    id: UUID
    number: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a version. The other columns of EstimateAnswer are attributes too; ids are text."""

    record: dict[str, Any]
    verb: Verb
    at: datetime

    def __getattr__(self, name: str) -> Any:
        return self.record[name]

    @property
    def choice(self) -> Choice:
        return Choice.read(self.record["choice"])

    @property
    def totals(self) -> Totals:
        return Totals(**self.record["totals"])

    @property
    def signature(self) -> Signature | None:
        return Signature.read(self.record["signature"]) if self.record["signature"] else None


@dataclass(frozen=True, slots=True)
class Document:
    """The version of an estimate that customers see, with all that has happened. Its columns are attributes too.

    `fingerprint`, `frozen` and `version_sent_at` are the version's; `previous` is what the one before said; `answers`
    come oldest first, those to earlier versions too.
    """

    record: Mapping[str, Any]
    state: State
    contents: Contents
    frozen: dict[str, Any]
    previous: Contents | None
    answers: list[Answer]
    history: list[dict[str, Any]]
    deposit: DepositInvoice | None

    def __getattr__(self, name: str) -> Any:
        return self.record[name]

    @property
    def answer(self) -> Answer | None:
        """The acceptance or the refusal that holds now."""
        verb = DECIDING.get(self.state)
        return self._last(verb) if verb else None

    @property
    def wish(self) -> Answer | None:
        """What was asked to be different in this version."""
        return self._last(Verb.CHANGES_REQUESTED)

    @property
    def differences(self) -> Differences:
        """From the version before; none for a first one."""
        return differences(self.previous, self.contents) if self.previous else Differences()

    @property
    def is_genuine(self) -> bool:
        """Whether this version, and the answer that holds, are sign for sign what was fingerprinted."""
        row, answer = self.record, self.answer
        version = {
            "customer_id": row["customer_id"],
            "sealed_for": row["sealed_for"],
            "estimate_id": row["id"],
            "number": row["version"],
            "contents": orjson.loads(row["contents"]),
            "frozen": self.frozen,
        }
        if printed(version) != row["fingerprint"]:
            return False
        return answer is None or sealed({**answer.record, "at": answer.at}, row["fingerprint"]) == answer.fingerprint

    def _last(self, verb: Verb) -> Answer | None:
        given = [answer for answer in self.answers if answer.verb is verb and answer.version == self.version]
        return given[-1] if given else None
