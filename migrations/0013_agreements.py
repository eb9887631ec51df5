"""Agreements and their visits: behind both walls, and as they were sent."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer
from tenants.agreements.agreement import AgreementStatus, Cadence

REFERENCES = (
    ("agreement", "property_id", "property"),
    ("agreement", "renews_id", "agreement"),
    ("agreement", "answered_by_id", "contact"),
    ("agreement_visit", "agreement_id", "agreement"),
    ("invoice", "agreement_id", "agreement"),
)

INDEXES = (
    "CREATE UNIQUE INDEX agreement_number ON agreement (tenant_id, number)",
    (
        "CREATE INDEX agreement_shown ON agreement (tenant_id, customer_id, starts_on DESC, id DESC) "
        "WHERE status <> 'draft'"
    ),
    "CREATE INDEX agreement_open ON agreement (tenant_id, customer_id) WHERE status IN ('sent', 'signed')",
    "CREATE INDEX agreement_renewed ON agreement (tenant_id, renews_id) WHERE renews_id IS NOT NULL",
    "CREATE INDEX agreement_visit_planned ON agreement_visit (tenant_id, agreement_id, planned_on)",
    (
        "CREATE INDEX invoice_agreement ON invoice (tenant_id, agreement_id, issued_on DESC) "
        "WHERE agreement_id IS NOT NULL"
    ),
)

CHECKS = (
    "ALTER TABLE agreement ADD CONSTRAINT agreement_not_negative CHECK (price >= 0 AND visits_planned >= 0)",
    "ALTER TABLE agreement ADD CONSTRAINT agreement_days CHECK (ends_on >= starts_on)",
    "ALTER TABLE agreement ADD CONSTRAINT agreement_not_its_own CHECK (renews_id <> id)",
    "ALTER TABLE agreement_visit ADD CONSTRAINT agreement_visit_one_end CHECK (done_on IS NULL OR skipped_at IS NULL)",
)

# What was sent stays as it was sent, unless it is taken back before anybody answered; an answer is given once.
STAYS = """
CREATE FUNCTION agreement_stays_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'agreement % was sent and is not deleted', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status = 'draft' OR (OLD.status = 'sent' AND NEW.status = 'draft') THEN
        IF NEW.status NOT IN ('draft', 'sent') OR NEW.signed_at IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'agreement % was never sent', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.customer_id, NEW.property_id, NEW.renews_id, NEW.number, NEW.title, NEW.terms, NEW.services, NEW.price,
        NEW.currency, NEW.cadence, NEW.starts_on, NEW.ends_on, NEW.renews_on, NEW.visits_planned,
        NEW.signature_required, NEW.issued_on, NEW.frozen, NEW.fingerprint, NEW.sent_at)
       IS DISTINCT FROM
       (OLD.customer_id, OLD.property_id, OLD.renews_id, OLD.number, OLD.title, OLD.terms, OLD.services, OLD.price,
        OLD.currency, OLD.cadence, OLD.starts_on, OLD.ends_on, OLD.renews_on, OLD.visits_planned,
        OLD.signature_required, OLD.issued_on, OLD.frozen, OLD.fingerprint, OLD.sent_at)
       OR NEW.status = 'draft'
    THEN
        RAISE EXCEPTION 'agreement % was sent and stays as it was sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status <> 'sent' AND (
       (NEW.signature, NEW.answered_by_id, NEW.signed_at, NEW.answer_fingerprint, NEW.declined_at, NEW.decline_reason)
       IS DISTINCT FROM
       (OLD.signature, OLD.answered_by_id, OLD.signed_at, OLD.answer_fingerprint, OLD.declined_at, OLD.decline_reason)
       OR NEW.status = 'sent' OR (OLD.status = 'ended' AND NEW.status <> 'ended')
    ) THEN
        RAISE EXCEPTION 'agreement % was answered and stays so', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

KEEPS = """
CREATE FUNCTION invoice_keeps_its_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invoice % was sent and stays with its agreement', OLD.id USING ERRCODE = 'check_violation';
END $$
"""

TRIGGERS = (
    STAYS,
    (
        "CREATE TRIGGER agreement_stays_as_sent BEFORE UPDATE OR DELETE ON agreement "
        "FOR EACH ROW EXECUTE FUNCTION agreement_stays_as_sent()"
    ),
    KEEPS,
    (
        "CREATE TRIGGER invoice_keeps_its_agreement BEFORE UPDATE ON invoice FOR EACH ROW "
        "WHEN (OLD.status <> 'draft' AND OLD.agreement_id IS DISTINCT FROM NEW.agreement_id) "
        "EXECUTE FUNCTION invoice_keeps_its_agreement()"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0012_jobs")]

    operations = [
        ops.CreateModel(
            name="Agreement",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("property_id", fields.UUIDField(null=True)),
                ("renews_id", fields.UUIDField(null=True)),
                ("number", fields.CharField(max_length=40)),
                ("title", fields.CharField(max_length=160)),
                (
                    "status",
                    fields.CharEnumField(default=AgreementStatus.DRAFT, enum_type=AgreementStatus, max_length=10),
                ),
                ("terms", fields.TextField(default="", unique=False)),
                ("services", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("price", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("cadence", fields.CharEnumField(enum_type=Cadence, max_length=12)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                ("renews_on", fields.DateField(null=True)),
                ("visits_planned", fields.IntField(default=0)),
                ("signature_required", fields.BooleanField(default=False)),
                ("issued_on", fields.DateField(null=True)),
                ("frozen", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("fingerprint", fields.CharField(default="", max_length=64)),
                ("signature", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("answered_by_id", fields.UUIDField(null=True)),
                ("answer_fingerprint", fields.CharField(default="", max_length=64)),
                ("decline_reason", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("signed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("declined_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "agreement",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`fingerprint` is of what was sent; `answer_fingerprint` of that and the "
                "signature given to it.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="AgreementVisit",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("agreement_id", fields.UUIDField()),
                ("planned_on", fields.DateField()),
                ("arrival", fields.CharField(default="", max_length=80)),
                ("done_on", fields.DateField(null=True)),
                ("skipped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "agreement_visit",
                "app": "models",
                "pk_attr": "id",
                "table_description": '`arrival` is when we come, in the company\'s words: "8 to 10 in the morning".',
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(model_name="Invoice", name="agreement_id", field=fields.UUIDField(null=True)),
        ops.RunSQL(
            [
                "ALTER TABLE agreement ADD UNIQUE (tenant_id, customer_id, id)",
                *walls("agreement", "agreement_visit"),
                *(within_customer(*reference) for reference in REFERENCES),
            ]
        ),
        ops.RunSQL(list(INDEXES)),
        ops.RunSQL(list(CHECKS)),
        ops.RunSQL(list(TRIGGERS)),
    ]
