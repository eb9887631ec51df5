"""What a program was answered, kept with the effect, so that the same request made again has the same answer."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields

from tenants.errors import Conflict, Unusable
from tenants.isolation import TenantOwned, acting

LONGEST_KEY = 255
KEPT = "interval '48 hours'"

# The lock goes with the transaction: whoever asks for it meanwhile hears that the first request is under way.
LOCK = "SELECT pg_try_advisory_xact_lock($1::bigint) AS is_ours"
FIND = """
SELECT request_hash, status, body, path FROM api_answer
 WHERE tenant_id = $1 AND api_key_id = $2 AND route = $3 AND key = $4
"""
CLEANUP = f"DELETE FROM api_answer WHERE tenant_id = $1 AND created_at < now() - {KEPT}"  # noqa: S608 - our own words


class ApiAnswer(TenantOwned):
    """The answer to one request of a program: what `key` (its Idempotency-Key) at `route` came to."""

    api_key_id = fields.UUIDField()
    route = fields.CharField(max_length=200)
    key = fields.CharField(max_length=255)
    request_hash = fields.BinaryField()
    status = fields.SmallIntField()
    path = fields.CharField(max_length=300, default="")
    body = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "api_answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that may be made again: by which API key, at which route, under which key of its own, saying what."""

    api_key_id: UUID
    route: str
    key: str
    body: bytes

    @property
    def request_hash(self) -> bytes:
        return sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; `path` is where the record is that was made, or empty."""

    status: int
    body: bytes
    path: str


class InProgress(Conflict):
    """The first request with this key has no answer yet."""

    code = "idempotency_in_progress"


class KeyReused(Unusable):
    """The key was used for something else."""

    code = "idempotency_key_reused"


async def recall(asked: Asked) -> Kept | None:
    """The answer that was given before; None when this is the first time, which then is under way alone.

    Raises InProgress, and KeyReused for a key that came with another body.
    """
    if not 0 < len(asked.key) <= LONGEST_KEY or not (asked.key.isascii() and asked.key.isprintable()):
        raise Unusable("An Idempotency-Key has 1 to %(most)s printable characters of ASCII.", most=LONGEST_KEY)
    unit = acting()
    whole = f"{unit.tenant.id}|{asked.api_key_id}|{asked.route}|{asked.key}"
    lock = await unit.row(LOCK, int.from_bytes(sha256(whole.encode()).digest()[:8], signed=True))
    if not (lock and lock["is_ours"]):
        raise InProgress("The first request with this key is still under way.")
    row = await unit.row(FIND, unit.tenant.id, asked.api_key_id, asked.route, asked.key)
    if row is None:
        return None
    if row["request_hash"] != asked.request_hash:
        raise KeyReused("This key came before, with another request.")
    return Kept(row["status"], row["body"], row["path"])


async def keep(asked: Asked, answer: Kept) -> None:
    """In the transaction of the effect: there is never one without the other."""
    kept: dict[str, Any] = {"status": answer.status, "body": answer.body, "path": answer.path}
    await ApiAnswer.create(
        id=uuid4(),
        api_key_id=asked.api_key_id,
        route=asked.route,
        key=asked.key,
        request_hash=asked.request_hash,
        **kept,
    )


async def cleanup() -> None:
    """Forget answers of the acting company that nobody will ask for again."""
    unit = acting()
    await unit.rows(CLEANUP, unit.tenant.id)
