"""Photos: pictures that belong to a record of a customer's, each kept as three clean renditions.

The original is not kept. A row is never without its files; files without a row are what a crash left, and are swept.
"""

from tenants.photos.adding import MOST_BYTES, add
from tenants.photos.name import cleaned
from tenants.photos.photo import LAST, LONGEST_CAPTION, Kind, Photo, describe, find, of, read, remove, restore
from tenants.photos.sweeping import sweep

__all__ = [
    "LAST",
    "LONGEST_CAPTION",
    "MOST_BYTES",
    "Kind",
    "Photo",
    "add",
    "cleaned",
    "describe",
    "find",
    "of",
    "read",
    "remove",
    "restore",
    "sweep",
]
