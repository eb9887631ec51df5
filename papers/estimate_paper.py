"""The same estimate on paper: the page's words as the PDF wants them."""

import html
import re
from collections.abc import Iterable
from typing import Any

from papers.estimate_words import EstimateWords, suggested, when_words
from papers.sender import sender
from templates.filters import day, terms
from templates.language import gettext as _
from templates.language import spoken
from templates.paper import PaperLine, TotalRow
from templates.paper_estimate import EstimatePaper, PaperGroup, estimate_pdf
from tenants.estimates import Item, Option

TAG = re.compile(r"<[^>]*>")


async def pdf(page: EstimateWords, url: str) -> bytes:
    """The estimate as a PDF; `url` is where it can be answered."""
    return await estimate_pdf(await _estimate(page, url))


async def _estimate(page: EstimateWords, url: str) -> EstimatePaper:
    document, choice = page.document, page.choice
    amount = page.money(page.total(choice))
    return EstimatePaper(
        **await letter(page),
        title=_("Estimate"),
        state=when_words(document.state, page.when, page.today),
        facts=(
            (_("Number"), document.number),
            *(((_("Version"), str(document.version)),) if document.version > 1 else ()),
            (_("Sent"), day(page.on(document.version_sent_at))),
            (_("Valid until"), day(document.valid_until)),
        ),
        service_address=tuple(document.frozen["service"]),
        groups=tuple(chosen_group(page) if document.answer else _offered(page)),
        totals=totals(page),
        amount=amount if page.is_picked(choice) else _("from %(amount)s", amount=amount),
        deposit=page.deposit_words(choice),
        url=url,
        url_words=_("Answer online") if page.is_open else _("See this estimate online"),
        notes=plain_words(page.contents.note),
        terms=plain_words(page.contents.terms),
        made_at=document.version_sent_at,
    )


async def letter(page: EstimateWords) -> dict[str, Any]:
    """What both letters begin with: from whom, to whom, about what."""
    frozen = page.document.frozen
    return {
        "company": await sender(page.tenant, frozen),
        "number": page.document.number,
        "about": page.document.title,
        "to": tuple(frozen["bill_to"]),
        "portal_url": page.tenant.origin,
        "locale": spoken(),
    }


def _offered(page: EstimateWords) -> Iterable[PaperGroup]:
    """What everybody gets, each option with its total, and what may be added."""
    contents = page.contents
    certain = [item for item in contents.items if not item.optional]
    extras = [item for item in contents.items if item.optional]
    if certain:
        yield PaperGroup(name=_("In every option") if contents.options else "", lines=_lines(page, certain))
    for option in contents.options:
        yield _option(page, option)
    if extras:
        yield PaperGroup(name=_("You can add"), lines=_lines(page, extras))


def _option(page: EstimateWords, option: Option) -> PaperGroup:
    total = page.total(suggested(page.contents, option))
    return PaperGroup(
        name=option.name, about=option.description, lines=_lines(page, option.items), total=page.money(total)
    )


def chosen_group(page: EstimateWords) -> Iterable[PaperGroup]:
    picked = next((it for it in page.contents.options if it.key == page.choice.option), None)
    lines = tuple(PaperLine(**line) for line in page.lines(page.choice))
    yield PaperGroup(name=picked.name if picked else "", about=picked.description if picked else "", lines=lines)


def _lines(page: EstimateWords, items: Iterable[Item]) -> tuple[PaperLine, ...]:
    return tuple(PaperLine(**page.line(item.line, _name(item))) for item in items)


def _name(item: Item) -> str:
    """What a line is called; in an option, that it may be left away."""
    return _("%(line)s (if you like)", line=item.line.description) if item.optional else item.line.description


def totals(page: EstimateWords) -> tuple[TotalRow, ...]:
    return tuple(TotalRow(label, value, strong) for _name, label, value, strong in page.totals(page.choice))


def plain_words(text: str) -> str:
    """Formatted text without its formatting, a list with points."""
    marked = str(terms(text)).replace("<li>", "• ").replace("</p>", "\n").replace("<br>", "\n")
    return html.unescape(TAG.sub("", marked)).strip()
