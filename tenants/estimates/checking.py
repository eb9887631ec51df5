"""What may be sent to a customer: an estimate every possible choice of which makes sense. ValueErrors, in words."""

import re
from collections.abc import Iterable

from tenants.estimates.contents import Contents, Deposit, Item
from tenants.line_items import WHOLE

KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")
MOST_ITEMS = 200
FEWEST_OPTIONS, MOST_OPTIONS = 2, 3
LONGEST_TITLE = 160
LONGEST_TERMS, LONGEST_NOTE = 20_000, 5_000
"""What the page shows of them: what was cut nobody would have agreed to."""
MOST_MONEY = 10**15


def check(contents: Contents) -> None:
    """Raise ValueError for contents no customer should be asked about."""
    items = contents.all_items
    if not items or len(items) > MOST_ITEMS:
        raise ValueError("An estimate has between one and 200 lines.")
    if contents.options and not FEWEST_OPTIONS <= len(contents.options) <= MOST_OPTIONS:
        raise ValueError("There are two or three options to pick from, or none.")
    _check_keys([item.key for item in items])
    _check_keys([option.key for option in contents.options])
    for item in items:
        _check_quantity(item)
    _check_deposit(contents.deposit)
    if len(contents.title) > LONGEST_TITLE:
        raise ValueError("A title can have 160 characters.")
    if len(contents.terms) > LONGEST_TERMS or len(contents.note) > LONGEST_NOTE:
        raise ValueError("Terms can have 20,000 characters, a note 5,000.")
    if range_of(contents)[0] < 0:
        raise ValueError("The credits can come to more than the other lines.")


def range_of(contents: Contents) -> tuple[int, int]:
    """The least and the most that any choice of these contents comes to, in minor units."""
    picks: list[str | None] = [option.key for option in contents.options]
    ranges = [[_range(item) for item in contents.within(pick)] for pick in picks or [None]]
    least, most = (
        min(sum(low for low, _ in every) for every in ranges),
        max(sum(high for _, high in every) for every in ranges),
    )
    return least, most


def _range(item: Item) -> tuple[int, int]:
    # A line's total only ever grows, or only ever falls, with its quantity.
    ends = (item.least, item.most) if item.least is not None and item.most is not None else (item.line.quantity,)
    totals = [item.of(quantity).total for quantity in ends]
    return (min(0, *totals), max(0, *totals)) if item.optional else (min(totals), max(totals))


def _check_keys(keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if not KEY.fullmatch(key) or key in seen:
            raise ValueError("Each line and each option has a key of its own, of letters and digits.")
        seen.add(key)


def _check_quantity(item: Item) -> None:
    if (item.least is None) != (item.most is None):
        raise ValueError("A quantity that can be chosen has a least and a most.")
    if item.least is not None and item.most is not None:
        if not item.least <= item.line.quantity <= item.most:
            raise ValueError("The suggested quantity is between the least and the most.")
        for quantity in (item.least, item.most):
            item.of(quantity)  # its discount may be more than the least of it costs


def _check_deposit(deposit: Deposit | None) -> None:
    if deposit is None:
        return
    if bool(deposit.amount) == bool(deposit.rate):
        raise ValueError("A deposit is either an amount or a percentage.")
    if not 0 <= deposit.amount <= MOST_MONEY or not 0 <= deposit.rate <= WHOLE:
        raise ValueError("A deposit is between zero and the whole total.")
