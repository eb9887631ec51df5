"""A row of a list as `templates/components/rows.html` wants it, whatever it tells of."""

from typing import NamedTuple


class Listed(NamedTuple):
    """Every string ready to print; `number`, `amount_words` and the words for the state may be empty."""

    href: str
    title: str
    number: str
    when_words: str
    when_iso: str
    amount_words: str
    state_kind: str
    state_words: str
    action_label: str
