"""Tenant: one company on this installation. Not tenant-owned itself: it is what the others belong to."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tortoise import fields
from tortoise.models import Model

from settings import settings

FIRST_COLOR = "#1f5f8b"
"""What a portal looks like before its company has said."""


class Tenant(Model):
    """`logo` is what pages need of the company's Logo: mark, width, height, tone."""

    version = ""
    """Of the row as it was read: another one says that the company has changed since."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    slug = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120)
    portal_name = fields.CharField(max_length=120, default="")
    portal_enabled = fields.BooleanField(default=True)
    welcome = fields.TextField(default="")
    brand_color = fields.CharField(max_length=7, default=FIRST_COLOR)
    logo: Any = fields.JSONField(null=True)
    phone = fields.CharField(max_length=40, default="")
    email = fields.CharField(max_length=254, default="")
    address = fields.TextField(default="")
    tax_number = fields.CharField(max_length=40, default="")
    currency = fields.CharField(max_length=3, default="USD")
    locale = fields.CharField(max_length=20, default="en_US")
    time_zone = fields.CharField(max_length=60, default="America/New_York")
    invoice_prefix = fields.CharField(max_length=12, default="")
    days_to_pay = fields.IntField(default=14, db_default=14)
    invoice_note = fields.TextField(default="", db_default="")
    taxes: Any = fields.JSONField(default=list, db_default=[])
    days_to_answer = fields.IntField(default=30, db_default=30)
    estimate_terms = fields.TextField(default="", db_default="")
    partial_payments = fields.BooleanField(default=False)
    smallest_partial = fields.BigIntField(default=0)
    shows_estimates = fields.BooleanField(default=True, db_default=True)
    shows_jobs = fields.BooleanField(default=True, db_default=True)
    shows_agreements = fields.BooleanField(default=True, db_default=True)
    shows_service_requests = fields.BooleanField(default=True, db_default=True)
    shows_job_photos = fields.BooleanField(default=True, db_default=True)
    signature_required = fields.BooleanField(default=False, db_default=False)
    second_factor_required = fields.BooleanField(default=False, db_default=False)
    stripe_account: Any = fields.CharField(max_length=255, null=True, unique=True)
    stripe_status = fields.CharField(max_length=12, default="", db_default="")
    takes_cards = fields.BooleanField(default=False)
    takes_bank_transfers = fields.BooleanField(default=False)
    application_fee_basis_points = fields.IntField(default=0)
    reminds_since: Any = fields.DateField(null=True)
    most_reminders = fields.SmallIntField(default=3, db_default=3)
    reminded_on: Any = fields.DateField(null=True)
    domain: Any = fields.CharField(max_length=200, null=True, unique=True)
    skipped_steps: Any = fields.JSONField(null=True)
    deletes_at: Any = fields.DatetimeField(null=True)
    deletion_began_at: Any = fields.DatetimeField(null=True)
    deleted_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "tenant"

    @property
    def host(self) -> str:
        """The one host every emitted address of this company uses (no port): its own domain, once that is proven.

        While the company ends nobody vouches for its domain any more.
        """
        return self.first_host if self.is_ending else self.domain or self.first_host

    @property
    def is_ending(self) -> bool:
        """Whether it will be deleted: customers see and hear nothing any more, staff go on."""
        return self.deletes_at is not None

    @property
    def first_host(self) -> str:
        """The host that every company has, and keeps."""
        return f"{self.slug}.{settings().base_host}"

    @property
    def base_host(self) -> str:
        """The host of the installation."""
        return settings().base_host

    @property
    def origin(self) -> str:
        return self.at(self.host)

    @property
    def first_origin(self) -> str:
        return self.at(self.first_host)

    def at(self, host: str) -> str:
        """The origin of one of the company's hosts."""
        return settings().origin(host)

    def url(self, path: str) -> str:
        """The absolute address of `path` ("/invoices/…") in this company's portal."""
        return f"{self.origin}{path}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The date in the company's time zone, by which due dates are judged."""
        return datetime.now(self.zone).date()
