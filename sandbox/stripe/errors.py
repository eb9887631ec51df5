"""Errors with the bodies Stripe answers them with."""

from typing import Any


class StripeError(Exception):
    """An answer other than 200: its HTTP status and what stands under `error` in the body."""

    def __init__(self, status: int, message: str, **more: object) -> None:
        super().__init__(message)
        self.status = status
        more.setdefault("type", "invalid_request_error")
        self.error = {"message": message, **{name: value for name, value in more.items() if value is not None}}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing(kind: str, object_id: str, param: str = "id", status: int = 404) -> StripeError:
    """No such object on this account: 404 by its address, 400 when a parameter names it."""
    noun = kind.removeprefix("v2.core.").replace(".", " ")
    return StripeError(status, f"No such {noun}: '{object_id}'", code="resource_missing", param=param)


def invalid(param: str, message: str, code: str | None = None) -> StripeError:
    """A parameter that fails validation."""
    return StripeError(400, message, code=code, param=param)
