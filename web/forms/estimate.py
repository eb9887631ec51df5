"""What stands in the editor of an estimate: from the form or from a version, as typed; and what it means."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol

from tenants.errors import DomainError, Invalid, Unusable
from tenants.estimates import Contents, Deposit, Item, Option
from tenants.line_items import Line
from web.forms.amounts import typed_amount
from web.forms.invoice import day_of, plain, typed_line
from web.forms.lines import AMOUNT, FIELDS, RATE, Reader, Typed, typed_lines

OPTIONS = 3
EVERY = ""
ITEM_FIELDS = (*FIELDS, "option", "counts", "least", "most")
ALWAYS, OPTIONAL, SUGGESTED = "", "optional", "suggested"
WORDS = ("title", "note", "terms", "property_id", "valid_until", "deposit", "deposit_by")
LONGEST = {"title": 160, "note": 5_000, "terms": 20_000}
LONGEST_OPTION = 80
LONGEST_ABOUT = 500
FIGURES = ("quantity", "unit_price", "discount", "least", "most")


def from_form(form: Mapping[str, str], locale: str) -> dict[str, Any]:
    """What was typed, and in which locale; whatever else the form has is not looked at."""
    options = [
        {part: form.get(f"options.{place}.{part}", "") for part in ("name", "description")} for place in range(OPTIONS)
    ]
    return {
        **{name: form.get(name, "") for name in WORDS},
        "options": options,
        "lines": typed_lines(form, ITEM_FIELDS),
        "locale": locale,
    }


def from_contents(contents: Contents, property_id: Any, currency: str, locale: str) -> dict[str, Any]:
    """As somebody would have typed what a version says."""
    deposit = contents.deposit
    options = [{"name": it.name, "description": it.description} for it in contents.options]
    return {
        "title": contents.title,
        "note": contents.note,
        "terms": contents.terms,
        "property_id": str(property_id or ""),
        "valid_until": contents.valid_until.isoformat() if contents.valid_until else "",
        "deposit": _deposit_typed(deposit, currency, locale),
        "deposit_by": AMOUNT if deposit and deposit.amount else RATE,
        "options": [*options, *[{"name": "", "description": ""}] * OPTIONS][:OPTIONS],
        "lines": [
            *(_typed_item(item, EVERY, currency, locale) for item in contents.items),
            *(
                _typed_item(item, str(place), currency, locale)
                for place, option in enumerate(contents.options)
                for item in option.items
            ),
        ],
        "locale": locale,
    }


def retold(typed: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """What somebody typed elsewhere, with the decimal mark of `locale`."""
    old, new = get_decimal_symbol(typed.get("locale") or locale), get_decimal_symbol(locale)
    if old == new:
        return {**typed, "locale": locale}
    marks = str.maketrans({old: new, new: old})
    lines = [{**line, **{name: line[name].translate(marks) for name in FIGURES}} for line in typed["lines"]]
    return {**typed, "deposit": typed["deposit"].translate(marks), "lines": lines, "locale": locale}


def contents_of(
    typed: Mapping[str, Any], lines: list[Line | None], reading: Reader
) -> tuple[Contents, dict[str, DomainError]]:
    """What was typed as what it means, and by field what is wrong with it."""
    errors: dict[str, DomainError] = {}
    for name, most in LONGEST.items():
        if len(typed[name].strip()) > most:
            errors[name] = Invalid(name, "Please use %(most)s characters or fewer.", most=most)
    groups = _items(typed["lines"], lines, reading, errors)
    options = _options(typed["options"], groups, errors)
    if len(options) == 1:
        errors["options"] = Invalid("options", "There are two or three options to pick from, or none.")
    return Contents(
        items=tuple(groups.get(EVERY, ())),
        options=tuple(options),
        title=" ".join(typed["title"].split()),
        terms=typed["terms"].replace("\r\n", "\n").strip(),
        note=typed["note"].replace("\r\n", "\n").strip(),
        deposit=_tried(errors, "deposit", lambda: _deposit(typed, reading)),
        valid_until=_tried(errors, "valid_until", lambda: day_of("valid_until", typed["valid_until"])),
        currency=reading.currency,
    ), errors


def _items(
    typed: list[Typed], lines: list[Line | None], reading: Reader, errors: dict[str, DomainError]
) -> dict[str, list[Item]]:
    """The items of each option, and under EVERY those of all."""
    groups: dict[str, list[Item]] = {}
    for place, (each, line) in enumerate(zip(typed, lines, strict=True)):
        if line is None:
            continue
        try:
            groups.setdefault(each["option"], []).append(_item(each, line, reading))
        except Invalid as error:
            errors[f"{place}.{error.field}"] = error
    return groups


def _item(typed: Typed, line: Line, reading: Reader) -> Item:
    least, most = typed["least"].strip(), typed["most"].strip()
    if bool(least) != bool(most):
        raise Invalid("most" if least else "least", "Please write both, the least and the most, or neither.")
    counts = typed["counts"]
    item = Item(line, optional=counts in {OPTIONAL, SUGGESTED}, chosen=counts == SUGGESTED)
    if not least:
        return item
    bounds = [_bound(name, typed[name], line, reading) for name in ("least", "most")]
    if not bounds[0] <= line.quantity <= bounds[1]:
        raise Invalid("quantity", "The suggested quantity is between the least and the most.")
    return replace(item, least=bounds[0], most=bounds[1])


def _bound(name: str, text: str, line: Line, reading: Reader) -> Decimal:
    try:
        return Item(line).of(reading.checked(name, reading.number(name, text))).quantity
    except Unusable as error:  # its discount may be more than so many cost
        raise Invalid(name, error.message, **error.values) from error


def _options(
    typed: list[dict[str, str]], groups: Mapping[str, list[Item]], errors: dict[str, DomainError]
) -> list[Option]:
    found = []
    for place, each in enumerate(typed):
        name, items = " ".join(each["name"].split()), groups.get(str(place), [])
        field = f"options.{place}.name"
        if items and not name:
            errors[field] = Invalid(field, "Please name this option: it has lines.")
        elif name and not items:
            errors[field] = Invalid(field, "Please put at least one line into this option.")
        if len(name) > LONGEST_OPTION or len(each["description"]) > LONGEST_ABOUT:
            errors[field] = Invalid(field, "Please use fewer words for this option.")
        if name or items:
            found.append(Option(str(place + 1), name, tuple(items), " ".join(each["description"].split())))
    return found


def _deposit(typed: Mapping[str, Any], reading: Reader) -> Deposit | None:
    text = typed["deposit"].strip()
    if not text:
        return None
    if typed["deposit_by"] == RATE:
        rate = reading.rate("deposit", text)
        return Deposit(rate=rate) if rate else None
    much = reading.amount("deposit", text)
    if much < 0:
        raise Invalid("deposit", "An amount cannot be less than nothing.")
    return Deposit(amount=much) if much else None


def _tried(errors: dict[str, DomainError], field: str, read: Any) -> Any:
    try:
        return read()
    except Invalid as error:
        errors[field] = error
        return None


def _deposit_typed(deposit: Deposit | None, currency: str, locale: str) -> str:
    if deposit is None:
        return ""
    return (
        typed_amount(deposit.amount, currency, locale)
        if deposit.amount
        else plain(Decimal(deposit.rate).scaleb(-2), locale)
    )


def _typed_item(item: Item, option: str, currency: str, locale: str) -> Typed:
    return {
        **typed_line(item.line, currency, locale),
        "option": option,
        "counts": (SUGGESTED if item.chosen else OPTIONAL) if item.optional else ALWAYS,
        "least": plain(item.least, locale) if item.least is not None else "",
        "most": plain(item.most, locale) if item.most is not None else "",
    }
