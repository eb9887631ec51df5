"""The agreement itself, and what it says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Self
from uuid import UUID

from tortoise import fields

from tenants.days import check_day
from tenants.errors import Invalid, marked
from tenants.fingerprint import fingerprint
from tenants.isolation import TenantOwned
from tenants.line_items import MOST_UNIT_PRICE

MOST_VISITS = 366
MOST_SERVICES = 30
MOST_TIMES = 9_999
LONGEST_SERVICE = 160
LONGEST_TITLE = 160
LONGEST_TERMS = 20_000
"""Characters the page shows: what was cut nobody would have agreed to."""
MANY_TIMES = marked("How many times is a whole number up to %(most)s, or empty.")


class AgreementStatus(StrEnum):
    """A declined agreement is one that ended with a `declined_at`; that its last day is past is computed."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    ENDED = "ended"


class Cadence(StrEnum):
    """How often the price is asked for."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    PER_VISIT = "per_visit"
    ONCE = "once"


class Agreement(TenantOwned):
    """`fingerprint` is of what was sent; `answer_fingerprint` of that and the signature given to it.

    `services` are Service as JSON, `signature` is signatures.Signature as JSON, `frozen` is the letterhead as it was.
    """

    customer_id = fields.UUIDField()
    property_id: Any = fields.UUIDField(null=True)
    renews_id: Any = fields.UUIDField(null=True)
    number = fields.CharField(max_length=40)
    title = fields.CharField(max_length=160)
    status = fields.CharEnumField(AgreementStatus, max_length=10, default=AgreementStatus.DRAFT)
    terms = fields.TextField(default="")
    services: Any = fields.JSONField(default=list)
    price = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    cadence = fields.CharEnumField(Cadence, max_length=12)
    starts_on = fields.DateField()
    ends_on: Any = fields.DateField(null=True)
    renews_on: Any = fields.DateField(null=True)
    visits_planned = fields.IntField(default=0)
    signature_required = fields.BooleanField(default=False)
    issued_on: Any = fields.DateField(null=True)
    frozen: Any = fields.JSONField(null=True)
    fingerprint = fields.CharField(max_length=64, default="")
    signature: Any = fields.JSONField(null=True)
    answered_by_id: Any = fields.UUIDField(null=True)
    answer_fingerprint = fields.CharField(max_length=64, default="")
    decline_reason = fields.TextField(default="")
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at: Any = fields.DatetimeField(null=True)
    signed_at: Any = fields.DatetimeField(null=True)
    declined_at: Any = fields.DatetimeField(null=True)
    ended_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "agreement"


class Service(NamedTuple):
    """One included service: how many times (None when it is not counted), and how often in words."""

    name: str
    times: int | None = None
    how_often: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the company offers; `price` in minor units of its currency. Raises Invalid for what no agreement can say."""

    title: str
    price: int
    cadence: Cadence
    starts_on: date
    terms: str = ""
    services: tuple[Service, ...] = ()
    ends_on: date | None = None
    renews_on: date | None = None
    visits_planned: int = 0
    property_id: UUID | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise Invalid("title", "Please give the agreement a name.")
        if len(self.title) > LONGEST_TITLE:
            raise Invalid("title", "Please use %(most)s characters or fewer.", most=LONGEST_TITLE)
        if self.price < 0:
            raise Invalid("price", "A price cannot be less than nothing.")
        if self.price > MOST_UNIT_PRICE:
            raise Invalid("price", "That price is too large.")
        if len(self.terms) > LONGEST_TERMS:
            raise Invalid("terms", "Please use %(most)s characters or fewer.", most=LONGEST_TERMS)
        if not 0 <= self.visits_planned <= MOST_VISITS:
            raise Invalid("visits_planned", "Please plan %(most)s visits or fewer.", most=MOST_VISITS)
        self._check_days()
        self._check_services()

    def _check_days(self) -> None:
        for name in ("starts_on", "ends_on", "renews_on"):
            check_day(name, getattr(self, name))
        if self.ends_on and self.ends_on < self.starts_on:
            raise Invalid("ends_on", "An agreement cannot end before it starts.")

    def _check_services(self) -> None:
        if len(self.services) > MOST_SERVICES:
            raise Invalid("services", "Please list %(most)s services or fewer.", most=MOST_SERVICES)
        for one in self.services:
            if not one.name.strip():
                raise Invalid("services", "Please give every service a name.")
            if max(len(one.name), len(one.how_often)) > LONGEST_SERVICE:
                raise Invalid("services", "Please use %(most)s characters or fewer.", most=LONGEST_SERVICE)
            if one.times is not None and not 0 <= one.times <= MOST_TIMES:
                raise Invalid("services", MANY_TIMES, most=MOST_TIMES)

    @property
    def columns(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in self.__slots__}
        return {**named, "services": [service._asdict() for service in self.services]}

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """What `agreement` says now: to say it again in the one that renews it, or with a change."""
        named = {name: getattr(agreement, name) for name in cls.__slots__}
        return cls(**{**named, "services": tuple(Service(**one) for one in agreement.services)})


SAID = (
    "number", "title", "terms", "services", "price", "currency", "cadence", "starts_on", "ends_on", "renews_on",
    "visits_planned", "signature_required", "issued_on", "frozen",
)  # fmt: skip


def said(agreement: Agreement) -> dict[str, Any]:
    """What a sent agreement says, as it is fingerprinted."""
    named = {name: getattr(agreement, name) for name in SAID}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in named.items()}


def is_whole(agreement: Agreement) -> bool:
    """Whether what it says is still what was sent."""
    return fingerprint(said(agreement)) == agreement.fingerprint
