"""What somebody saved their own over in an editor, in words: whose it was, what it said, and how it is fetched back."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from templates.filters import moment
from templates.language import gettext as _
from tenants.tenant import Tenant
from tenants.working_copies import OverwrittenCopy
from web.forms.lines import is_blank


class Overwritten(NamedTuple):
    """Every string ready to print; each line is what it is for, its quantity and its price, as they were typed."""

    href: str
    title: str
    by_words: str
    over_words: str
    lines: list[tuple[str, ...]]
    note: str


def rows(tenant: Tenant, copies: Sequence[OverwrittenCopy], base: str) -> list[Overwritten]:
    return [_row(tenant, it, base) for it in copies]


def _row(tenant: Tenant, it: OverwrittenCopy, base: str) -> Overwritten:
    saved, over = (moment(at, tenant.time_zone, tenant.today()) for at in (it.saved_at, it.overwritten_at))
    return Overwritten(
        f"{base}/overwritten/{it.id}",
        it.typed.get("title") or _("Without a title"),
        _("By %(name)s, %(when)s", name=it.by or _("Somebody"), when=saved),
        _("Saved over by %(name)s, %(when)s", name=it.overwritten_by or _("Somebody"), when=over),
        [_line(line) for line in it.typed.get("lines", []) if not is_blank(line)],
        it.typed.get("note", ""),
    )


def _line(typed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(typed.get(name, "") for name in ("description", "quantity", "unit_price"))
