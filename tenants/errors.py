"""What the domain answers when it cannot do as asked; each error knows its HTTP status."""

from typing import ClassVar


class DomainError(Exception):
    """Base of every answer a person may see.

    `message` is a constant English sentence, so that it can be translated where it is shown; `values` fill its
    `%(name)s`. An amount is given as Money.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Unusable(DomainError, ValueError):
    """A figure that cannot be used, before anybody knows which field it was typed into: that one says Invalid."""

    status = 422
    code = "invalid"


class Invalid(DomainError):
    """What was typed cannot be used. `field` names the input, the message stands beside it."""

    status = 422
    code = "invalid"

    def __init__(self, field: str, message: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


def marked(message: str) -> str:
    """A sentence that is kept as a constant and raised, or told, later: here it is found for the translators."""
    return message


class NotFound(DomainError):
    """Absent, another company's or another customer's: one answer for all three."""

    status = 404
    code = "not_found"


class Forbidden(DomainError):
    status = 403
    code = "forbidden"


class Conflict(DomainError):
    """The record is no longer in the state the act needs: somebody else was first."""

    status = 409
    code = "conflict"


class Expired(DomainError):
    """It was right once: used, replaced, revoked or out of time."""

    status = 410
    code = "gone"


class TooMany(DomainError):
    """Asked too often; `seconds` until it is worth asking again."""

    status = 429
    code = "too_many"
    seconds = 60


class Unavailable(DomainError):
    """The database or a provider does not answer now; the same request may work in a moment."""

    status = 503
    code = "unavailable"
