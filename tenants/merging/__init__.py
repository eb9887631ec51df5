"""Merging customers: who may be the same, what either has, and making one of two."""

from tenants.merging.alike import Alike, like
from tenants.merging.likeness import Likeness
from tenants.merging.merge import Wish, merge
from tenants.merging.merged_customer import MergedCustomer, goes_on_as, known_by, once_called
from tenants.merging.pairs import FIRST, PAGE, Pair, Place, pairs
from tenants.merging.sides import Member, Side, sides
from tenants.merging.told_apart import ToldApart, take_back, tell_apart

__all__ = [
    "FIRST",
    "PAGE",
    "Alike",
    "Likeness",
    "Member",
    "MergedCustomer",
    "Pair",
    "Place",
    "Side",
    "ToldApart",
    "Wish",
    "goes_on_as",
    "known_by",
    "like",
    "merge",
    "once_called",
    "pairs",
    "sides",
    "take_back",
    "tell_apart",
]
