"""Ids as they come in forms and addresses."""

from uuid import UUID

from tenants.errors import NotFound


def id_of(text: str) -> UUID | None:
    """The id that this is; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def named_id(text: str) -> UUID:
    """The id that this is. Raises NotFound: what is no id names nothing."""
    found = id_of(text)
    if found is None:
        raise NotFound
    return found
