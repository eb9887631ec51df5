"""EstimateAnswer: what somebody said to a version of an estimate. It is written once and never changed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tortoise import fields

from tenants.fingerprint import fingerprint
from tenants.isolation import TenantOwned


class Verb(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGES_REQUESTED = "changes_requested"
    FRESH_REQUESTED = "fresh_requested"
    REOPENED = "reopened"


class EstimateAnswer(TenantOwned):
    """`by` is a person's name; `contact_id` or `share_link_id` is how they came, neither when staff answered for them.

    `choice`, `totals` (minor units) and `signature` are JSON and belong to an acceptance; `reason` is what they wrote.
    `fingerprint` is of all of it and of the fingerprint of the version. `sealed_for` is whose it was then, where that
    customer was merged into another since.
    """

    customer_id = fields.UUIDField()
    estimate_id = fields.UUIDField()
    version = fields.IntField()
    verb = fields.CharEnumField(Verb, max_length=20)
    by = fields.CharField(max_length=160, default="")
    contact_id: Any = fields.UUIDField(null=True)
    share_link_id: Any = fields.UUIDField(null=True)
    choice: Any = fields.JSONField(null=True)
    totals: Any = fields.JSONField(null=True)
    signature: Any = fields.JSONField(null=True)
    terms_accepted = fields.BooleanField(default=False)
    reason = fields.TextField(default="")
    network = fields.CharField(max_length=64, default="")
    fingerprint = fields.CharField(max_length=64)
    sealed_for: Any = fields.UUIDField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "estimate_answer"


SAID = (
    "customer_id", "estimate_id", "version", "verb", "by", "contact_id", "share_link_id", "choice", "totals",
    "signature", "terms_accepted", "reason", "network", "at",
)  # fmt: skip


def sealed(answer: Mapping[str, Any], version_fingerprint: str) -> str:
    """The fingerprint of an answer, from its stored columns and the fingerprint of the version it was given to."""
    said = {name: answer[name] for name in SAID} | {"customer_id": answer["sealed_for"] or answer["customer_id"]}
    return fingerprint({**said, "of": version_fingerprint})
