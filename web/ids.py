"""Ids as they come in forms and addresses."""

from uuid import UUID


def id_of(text: str) -> UUID | None:
    """The id that this is; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
