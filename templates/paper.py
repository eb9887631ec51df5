"""What every paper has: who sends it, what it is about, its lines and what they come to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCompany:
    """The sender. `brand` is "#rrggbb", readable on white; `logo` is a PNG or JPEG; empty text is left out."""

    name: str
    address_lines: tuple[str, ...]
    phone: str
    email: str
    brand: str
    tax_id: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line, every figure written out; a column that is empty on all lines is left out."""

    description: str
    quantity: str
    unit_price: str
    amount: str
    discount: str = ""
    tax: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Text ready to read. `state` says where it stands ("due Friday, December 4", "Paid on March 3").

    `made_at` (aware) dates the file, and the same data gives the same bytes.
    """

    company: PaperCompany
    number: str
    state: str
    portal_url: str
    made_at: datetime
    about: str = ""
    locale: str = "en_US"
    service_address: tuple[str, ...] = ()
