"""make_company_export: everything a company has, with a paper of each document, in the company's own language."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from papers import agreement_paper, certificate_paper, estimate_paper, invoice_paper
from papers.agreement_words import AgreementWords
from papers.estimate_words import EstimateWords
from papers.file_names import file_name
from papers.invoice_words import InvoiceWords
from templates.language import gettext as _
from templates.language import home_locale, speaking
from templates.press import PressBusy
from tenants import agreements, company_exports, estimates, invoices
from tenants.company_exports import Paper, Why, Words
from tenants.errors import Unavailable
from tenants.estimates import Verb
from tenants.isolation import acting_for
from tenants.tenant import Tenant

Printing = Callable[[Tenant, UUID, UUID], Awaitable[Sequence[Paper]]]


async def make_company_export(tenant: Tenant, export_id: str, tries: int = 1) -> None:
    """The next turn of it. Safe to be killed anywhere and to run twice."""
    with speaking(home_locale(tenant.locale)):
        await company_exports.make(tenant, export_id, _printed, _words(tenant), tries)


def _words(tenant: Tenant) -> Words:
    return Words(
        readme=_readme(tenant),
        heads=(_("What"), _("Number or name"), _("Customer"), _("Why it is not included")),
        nouns={
            "invoice": _("Invoice"),
            "estimate": _("Estimate"),
            "certificate": _("Certificate of acceptance"),
            "agreement": _("Agreement"),
            "photo": _("Photo"),
        },
        reasons={
            Why.UNPRINTABLE: _(
                "It cannot be printed as it stands, perhaps because of its logo or a drawn signature. "
                "What is written in it is in the folder data."
            ),
            Why.NO_FILE: _("The picture itself is no longer where pictures are kept."),
            Why.OUT_OF_REACH: _("It could not be reached, however often it was tried. Please try again later."),
        },
    )


def _readme(tenant: Tenant) -> tuple[str, str]:
    words = (
        _("Everything of %(company)s", company=tenant.name),
        "",
        _("customers.csv, contacts.csv and invoices.csv are lists for any spreadsheet. They can be imported again."),
        _("Where a list is very long, it goes on in files with -2, -3 and so on in their names."),
        _("invoice_lines.csv and estimate_lines.csv have what was billed and offered, line by line."),
        _("staff_notes.csv has the notes your team keeps about customers. Customers never see them."),
        _("In invoices, estimates and agreements there is a PDF of each document that was sent."),
        _("In photos and logos there are the pictures."),
        _("If something could not be put in, not-included.csv names it and says why."),
        _("In data there is all of it once more, complete, for programs: one JSON file for each kind of record."),
        _("These are personal data of you and your customers. Keep them safe."),
    )
    return "readme.txt", "\N{ZERO WIDTH NO-BREAK SPACE}" + "\r\n".join(words) + "\r\n"


async def _printed(tenant: Tenant, noun: str, customer_id: UUID, document_id: UUID) -> Sequence[Paper]:
    return await PRINTING[noun](tenant, customer_id, document_id)


async def _invoice(tenant: Tenant, customer_id: UUID, invoice_id: UUID) -> Sequence[Paper]:
    async with acting_for(tenant):
        document = await invoices.one(customer_id, invoice_id, tenant.today())
    words = InvoiceWords(tenant, document, tenant.today())
    pay_url = tenant.url(f"/invoices/{invoice_id}") if document.standing.balance else None
    return [_paper("invoice", document.number, partial(invoice_paper.pdf, words, pay_url))]


async def _estimate(tenant: Tenant, customer_id: UUID, estimate_id: UUID) -> Sequence[Paper]:
    async with acting_for(tenant):
        document = await estimates.one(customer_id, estimate_id, tenant.today())
    words, url = EstimateWords(tenant, document, tenant.today()), tenant.url(f"/estimates/{estimate_id}")
    papers = [_paper("estimate", document.number, partial(estimate_paper.pdf, words, url))]
    if document.answer and document.answer.verb is Verb.ACCEPTED:
        papers.append(_paper("certificate", document.number, partial(certificate_paper.pdf, words, url)))
    return papers


async def _agreement(tenant: Tenant, customer_id: UUID, agreement_id: UUID) -> Sequence[Paper]:
    async with acting_for(tenant):
        document = await agreements.one(customer_id, agreement_id, tenant.today())
    words, url = AgreementWords(tenant, document, tenant.today()), tenant.url(f"/agreements/{agreement_id}")
    return [_paper("agreement", document.number, partial(agreement_paper.pdf, words, url))]


def _paper(noun: str, number: str, print_it: Callable[[], Awaitable[bytes]]) -> Paper:
    return Paper(noun, file_name(noun, number), partial(_in_turn, print_it))


async def _in_turn(print_it: Callable[[], Awaitable[bytes]]) -> bytes:
    """The PDF. Raises Unavailable when people wait for theirs."""
    try:
        return await print_it()
    except PressBusy as error:
        raise Unavailable("Too many letters are being printed right now.") from error


PRINTING: Mapping[str, Printing] = {"invoice": _invoice, "estimate": _estimate, "agreement": _agreement}
