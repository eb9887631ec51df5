"""An estimate as the console shows it: as its customer sees it, how it stands, and what came of it."""

from typing import Any

from templates.documents import invoice_called
from templates.language import gettext as _
from tenants.estimates import Document, Estimate, EstimateStatus
from tenants.invoices import Invoice
from tenants.jobs import Job
from tenants.tenant import Tenant
from web.words.estimates.console_rows import state_words
from web.words.estimates.page import EstimatePage


def as_seen(tenant: Tenant, document: Document, base: str) -> dict[str, Any]:
    """What the customer sees; nobody here can press for them."""
    shown = EstimatePage(tenant, document, tenant.today()).context(base)
    if shown["answer"]:
        shown["answer"] |= {"locked": True, "signature_shown": False, "others": []}
    if shown["outcome"]:
        shown["outcome"] |= {"certificate_href": None, "deposit": None}
    return {**shown, "fresh": None}


def state_of(estimate: Estimate, document: Document | None) -> dict[str, str]:
    is_draft = estimate.status is EstimateStatus.DRAFT
    label, kind = state_words("draft" if is_draft or document is None else document.state)
    return {"words": label, "kind": kind, "is": "draft" if is_draft or document is None else str(document.state)}


async def made_of(estimate: Estimate) -> list[dict[str, str]]:
    """The jobs and invoices that came of it."""
    jobs = await Job.filter(estimate_id=estimate.id).order_by("created_at")
    finals = await Invoice.filter(invoiced_estimate_id=estimate.id, deleted_at=None).order_by("created_at")
    deposits = await Invoice.filter(estimate_id=estimate.id).order_by("created_at")
    return [
        *({"href": f"/staff/jobs/{it.id}", "words": _("Job %(number)s", number=it.number)} for it in jobs),
        *({"href": f"/staff/invoices/{it.id}", "words": _("Deposit %(number)s", number=it.number)} for it in deposits),
        *({"href": f"/staff/invoices/{it.id}", "words": invoice_called(it.number)} for it in finals),
    ]
