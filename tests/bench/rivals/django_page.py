"""Django and its ORM behind gunicorn, written well: select_related, annotations, cached templates, kept connections."""

# ruff: noqa: DJ008 - nobody prints these rows
import os
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.db.models import BigIntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from tests.bench.rivals.words import groups

url = urlsplit(os.environ["RIVAL_DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ["SECRET_KEY"],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "porchlight",
            "USER": url.username,
            "HOST": parse_qs(url.query)["host"][0],
            "CONN_MAX_AGE": None,
        }
    },
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent]}],
)
django.setup()


class Table(models.Model):
    id = models.UUIDField(primary_key=True)

    class Meta:
        abstract = True
        app_label = "rivals"


class Tenant(Table):
    slug = models.TextField()
    name = models.TextField()
    phone = models.TextField()
    email = models.TextField()

    class Meta(Table.Meta):
        db_table = "tenant"


class Customer(Table):
    name = models.TextField()

    class Meta(Table.Meta):
        db_table = "customer"


class Contact(Table):
    customer = models.ForeignKey(Customer, models.CASCADE)

    class Meta(Table.Meta):
        db_table = "contact"


class SignedIn(Table):
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    secret_hash = models.BinaryField()
    contact = models.ForeignKey(Contact, models.CASCADE)
    revoked_at = models.DateTimeField(null=True)

    class Meta(Table.Meta):
        db_table = "session"


class LedgerEntry(Table):
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    invoice_id = models.UUIDField()
    amount = models.BigIntegerField()

    class Meta(Table.Meta):
        db_table = "ledger_entry"


class Invoice(Table):
    tenant = models.ForeignKey(Tenant, models.CASCADE)
    customer = models.ForeignKey(Customer, models.CASCADE)
    number = models.TextField()
    title = models.TextField()
    status = models.TextField()
    issued_on = models.DateField()
    due_on = models.DateField()
    total = models.BigIntegerField()

    class Meta(Table.Meta):
        db_table = "invoice"


def index(request: HttpRequest) -> HttpResponse:
    tenant = get_object_or_404(Tenant, slug=request.get_host().partition(".")[0])
    signed_in = get_object_or_404(
        SignedIn.objects.select_related("contact__customer"),
        tenant=tenant,
        secret_hash=sha256(request.COOKIES.get("session", "").encode()).digest(),
        revoked_at=None,
    )
    customer = signed_in.contact.customer
    mine = _with_received(Invoice.objects.filter(tenant=tenant, customer=customer))
    open_ = mine.filter(status="open").order_by("due_on")[:100]
    closed = mine.filter(status__in=("paid", "void")).order_by("-issued_on", "-id")[:26]
    shown, owed = groups(
        (it.id, it.number, it.title, it.status, it.issued_on, it.due_on, it.total, it.received)
        for it in [*open_, *closed]
    )
    context = {"company": tenant.name, "customer": customer.name, "phone": tenant.phone, "email": tenant.email}
    return render(request, "list.html", {**context, "groups": shown, "owed": owed})


def _with_received(invoices: Any) -> Any:
    entries = LedgerEntry.objects.filter(tenant=OuterRef("tenant"), invoice_id=OuterRef("id")).order_by()
    received = entries.values("invoice_id").annotate(sum=Sum("amount")).values("sum")
    return invoices.annotate(received=Coalesce(Subquery(received), 0, output_field=BigIntegerField())).defer()


urlpatterns = [path("invoices", index)]
app = get_wsgi_application()
