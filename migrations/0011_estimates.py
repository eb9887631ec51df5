"""Estimates with their versions and answers; a share link opens an invoice or an estimate; deposits are invoices."""

from typing import Any
from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer
from tenants.estimates.answer import Verb
from tenants.estimates.estimate import EstimateStatus

Column = Any  # tortoise types a nullable field apart from one that is not


KEYS = (
    "ALTER TABLE estimate ADD UNIQUE (tenant_id, customer_id, id)",
    "ALTER TABLE estimate_version ADD UNIQUE (tenant_id, estimate_id, number)",
    within_customer("estimate", "property_id", "property"),
    within_customer("estimate_version", "estimate_id", "estimate"),
    within_customer("estimate_answer", "estimate_id", "estimate"),
    within_customer("estimate_answer", "contact_id", "contact"),
    within_customer("estimate_answer", "share_link_id", "share_link"),
    within_customer("share_link", "estimate_id", "estimate"),
    within_customer("invoice", "estimate_id", "estimate"),
    (
        "ALTER TABLE estimate_answer ADD FOREIGN KEY (tenant_id, estimate_id, version) "
        "REFERENCES estimate_version (tenant_id, estimate_id, number)"
    ),
)

INDEXES = (
    "CREATE UNIQUE INDEX estimate_number ON estimate (tenant_id, number)",
    "CREATE UNIQUE INDEX estimate_external ON estimate (tenant_id, external_id)",
    (
        "CREATE INDEX estimate_listed ON estimate (tenant_id, customer_id, sent_at DESC, id DESC) "
        "WHERE status <> 'draft'"
    ),
    "CREATE INDEX estimate_open ON estimate (tenant_id, customer_id, valid_until, number) WHERE status = 'sent'",
    "CREATE INDEX estimate_answer_estimate ON estimate_answer (tenant_id, estimate_id, at)",
    "CREATE INDEX invoice_estimate ON invoice (tenant_id, estimate_id) WHERE estimate_id IS NOT NULL",
    "CREATE INDEX share_link_estimate ON share_link (tenant_id, estimate_id) WHERE estimate_id IS NOT NULL",
)

CHECKS = (
    ("ALTER TABLE share_link ADD CONSTRAINT share_link_one_document CHECK (num_nonnulls(invoice_id, estimate_id) = 1)"),
    (
        "ALTER TABLE estimate ADD CONSTRAINT estimate_totals "
        "CHECK (0 <= least_total AND least_total <= most_total AND total BETWEEN least_total AND most_total)"
    ),
    (
        "ALTER TABLE estimate ADD CONSTRAINT estimate_status_says "
        "CHECK ((status = 'draft') = (version = 0) AND (status = 'accepted') = (total IS NOT NULL))"
    ),
)

# What was sent is another version when it is another; whose it is and its number never change; what was accepted is
# no longer written at all, unless it is reopened.
ESTIMATE_STAYS = """
CREATE FUNCTION estimate_stays_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.status = 'draft' OR NEW.version NOT IN (OLD.version, OLD.version + 1)
       OR (NEW.tenant_id, NEW.customer_id, NEW.property_id, NEW.number, NEW.currency)
          IS DISTINCT FROM (OLD.tenant_id, OLD.customer_id, OLD.property_id, OLD.number, OLD.currency)
       OR NEW.version = OLD.version
          AND (NEW.title, NEW.valid_until, NEW.least_total, NEW.most_total, NEW.sent_at)
              IS DISTINCT FROM (OLD.title, OLD.valid_until, OLD.least_total, OLD.most_total, OLD.sent_at)
       OR OLD.status = 'accepted' AND (NEW.version <> OLD.version OR NEW.status = 'declined'
          OR NEW.status = 'accepted' AND NEW.total <> OLD.total)
    THEN
        RAISE EXCEPTION 'estimate % was sent and stays as it was sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

VERSION_STAYS = """
CREATE FUNCTION estimate_version_stays_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL THEN
        RAISE EXCEPTION 'version % was sent and stays as it was sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""

ANSWER_STAYS = """
CREATE FUNCTION estimate_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'answer % was given and stays as it was given', OLD.id USING ERRCODE = 'check_violation';
END $$
"""

# As in 0002, and an invoice stays the deposit of the estimate it was sent for.
INVOICE_STAYS = """
CREATE FUNCTION invoice_stays_a_deposit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND NEW.estimate_id IS DISTINCT FROM OLD.estimate_id THEN
        RAISE EXCEPTION 'invoice % was sent and stays as it was sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

FUNCTIONS = (ESTIMATE_STAYS, VERSION_STAYS, ANSWER_STAYS, INVOICE_STAYS)
TRIGGERS = (
    ("estimate_stays_as_sent", "UPDATE OR DELETE ON estimate"),
    ("estimate_version_stays_as_sent", "UPDATE OR DELETE ON estimate_version"),
    ("estimate_answer_stays", "UPDATE OR DELETE ON estimate_answer"),
    ("invoice_stays_a_deposit", "UPDATE ON invoice"),
)


def trigger(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {name}()"


def table(name: str, table: str, description: str, columns: list[tuple[str, Column]]) -> ops.CreateModel:
    return ops.CreateModel(
        name=name,
        fields=[
            ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
            ("tenant_id", fields.UUIDField()),
            ("customer_id", fields.UUIDField()),
            *columns,
        ],
        options={"table": table, "app": "models", "pk_attr": "id", "table_description": description},
        bases=["TenantOwned"],
    )


def moment() -> Column:
    return fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)


def made() -> Column:
    return fields.DatetimeField(auto_now=False, auto_now_add=True)


def json(*, null: bool = False) -> Column:
    return fields.JSONField(null=null, encoder=JSON_DUMPS, decoder=loads)


def reference() -> Column:
    return fields.UUIDField(null=True)


class Migration(migrations.Migration):
    dependencies = [("models", "0010_sections")]

    operations = [
        table(
            "Estimate",
            "estimate",
            "A priced offer, in versions. `version` is the one customers see, 0 while none was sent.",
            [
                ("property_id", reference()),
                ("number", fields.CharField(max_length=40)),
                ("title", fields.CharField(default="", max_length=160)),
                ("status", fields.CharEnumField(EstimateStatus, default=EstimateStatus.DRAFT, max_length=10)),
                ("version", fields.IntField(default=0)),
                ("valid_until", fields.DateField(null=True)),
                ("currency", fields.CharField(max_length=3)),
                ("least_total", fields.BigIntField(default=0)),
                ("most_total", fields.BigIntField(default=0)),
                ("total", fields.BigIntField(null=True)),
                ("external_id", fields.CharField(null=True, max_length=120)),
                ("created_at", made()),
                ("sent_at", moment()),
                ("answered_at", moment()),
                ("changes_asked_at", moment()),
                ("fresh_asked_at", moment()),
            ],
        ),
        table(
            "EstimateVersion",
            "estimate_version",
            "What one version says: `contents` as JSON. It can be changed until it is sent, and never after.",
            [
                ("estimate_id", fields.UUIDField()),
                ("number", fields.IntField()),
                ("contents", json()),
                ("frozen", json(null=True)),
                ("fingerprint", fields.CharField(default="", max_length=64)),
                ("created_at", made()),
                ("sent_at", moment()),
            ],
        ),
        table(
            "EstimateAnswer",
            "estimate_answer",
            "`by` is a person's name; `contact_id` or `share_link_id` is how they came, "
            "neither when staff answered for them.",
            [
                ("estimate_id", fields.UUIDField()),
                ("version", fields.IntField()),
                ("verb", fields.CharEnumField(Verb, max_length=20)),
                ("by", fields.CharField(default="", max_length=160)),
                ("contact_id", reference()),
                ("share_link_id", reference()),
                ("choice", json(null=True)),
                ("totals", json(null=True)),
                ("signature", json(null=True)),
                ("terms_accepted", fields.BooleanField(default=False)),
                ("reason", fields.TextField(default="")),
                ("network", fields.CharField(default="", max_length=64)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
        ),
        ops.AddField(model_name="Invoice", name="estimate_id", field=reference()),
        ops.AddField(model_name="ShareLink", name="estimate_id", field=reference()),
        ops.AlterField(model_name="ShareLink", name="invoice_id", field=reference()),
        ops.RunSQL(walls("estimate", "estimate_version", "estimate_answer")),
        ops.RunSQL(list(KEYS)),
        ops.RunSQL(list(INDEXES)),
        ops.RunSQL(list(CHECKS)),
        ops.RunSQL([*FUNCTIONS, *(trigger(*each) for each in TRIGGERS)]),
    ]
