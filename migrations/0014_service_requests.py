"""Service requests and the photos on their way to them: behind both walls; what was taken up stays as it was asked."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer
from tenants.service_requests.request import RequestStatus, Urgency

WITHIN_CUSTOMER = (
    "ALTER TABLE service_request ADD UNIQUE (tenant_id, customer_id, id)",
    within_customer("service_request", "contact_id", "contact"),
    within_customer("service_request", "property_id", "property"),
    within_customer("upload", "service_request_id", "service_request") + " ON DELETE CASCADE",
    "ALTER TABLE upload ADD FOREIGN KEY (tenant_id, photo_id) REFERENCES photo (tenant_id, id) ON DELETE CASCADE",
)

INDEXES = (
    "CREATE UNIQUE INDEX service_request_key ON service_request (tenant_id, contact_id, key)",
    "CREATE UNIQUE INDEX service_request_draft ON service_request (tenant_id, contact_id) WHERE status = 'draft'",
    "CREATE UNIQUE INDEX service_request_number ON service_request (tenant_id, number) WHERE number <> ''",
    "CREATE INDEX service_request_sent ON service_request (tenant_id, customer_id, submitted_at DESC, id DESC)",
    (
        "CREATE INDEX service_request_open ON service_request (tenant_id, customer_id, submitted_at DESC, id DESC) "
        "WHERE status IN ('submitted', 'acknowledged')"
    ),
    "CREATE INDEX upload_arriving ON upload (tenant_id, customer_id) WHERE photo_id IS NULL",
    "CREATE INDEX upload_photo ON upload (tenant_id, photo_id)",
    "CREATE INDEX upload_of ON upload (tenant_id, service_request_id)",
)

CHECKS = (
    (
        "ALTER TABLE service_request ADD CONSTRAINT service_request_sent CHECK "
        "((status = 'draft') = (submitted_at IS NULL) AND (status = 'draft') = (number = ''))"
    ),
    "ALTER TABLE upload ADD CONSTRAINT upload_fits CHECK (size > 0 AND received BETWEEN 0 AND size)",
)

# What was asked may change until the company has taken it up, and not after.
STAYS = """
CREATE FUNCTION service_request_stays_as_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'service request % was sent and is not deleted', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status NOT IN ('draft', 'submitted') AND (
        (NEW.property_id, NEW.name, NEW.email, NEW.phone, NEW.what, NEW.urgency, NEW.wished)
        IS DISTINCT FROM
        (OLD.property_id, OLD.name, OLD.email, OLD.phone, OLD.what, OLD.urgency, OLD.wished)
    ) OR OLD.status <> 'draft' AND (
        (NEW.customer_id, NEW.contact_id, NEW.key, NEW.number, NEW.submitted_at)
        IS DISTINCT FROM
        (OLD.customer_id, OLD.contact_id, OLD.key, OLD.number, OLD.submitted_at)
        OR NEW.status = 'draft'
    ) THEN
        RAISE EXCEPTION 'service request % stays as it was asked', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

TRIGGERS = (
    STAYS,
    (
        "CREATE TRIGGER service_request_stays_as_asked BEFORE UPDATE OR DELETE ON service_request "
        "FOR EACH ROW EXECUTE FUNCTION service_request_stays_as_asked()"
    ),
)

STATUS = (
    "DRAFT: draft\nSUBMITTED: submitted\nACKNOWLEDGED: acknowledged\nCONVERTED: converted\nCLOSED: closed\n"
    "WITHDRAWN: withdrawn"
)
URGENCY = "WHENEVER: whenever\nSOON: soon\nURGENT: urgent"


class Migration(migrations.Migration):
    dependencies = [("models", "0013_agreements")]

    operations = [
        ops.CreateModel(
            name="ServiceRequest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("contact_id", fields.UUIDField()),
                ("property_id", fields.UUIDField(null=True)),
                ("key", fields.UUIDField()),
                ("number", fields.CharField(default="", max_length=40)),
                (
                    "status",
                    fields.CharEnumField(
                        default=RequestStatus.DRAFT, description=STATUS, enum_type=RequestStatus, max_length=12
                    ),
                ),
                ("typed", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("name", fields.CharField(default="", max_length=120)),
                ("email", fields.CharField(default="", max_length=254)),
                ("phone", fields.CharField(default="", max_length=40)),
                ("what", fields.TextField(default="", unique=False)),
                (
                    "urgency",
                    fields.CharEnumField(default=Urgency.SOON, description=URGENCY, enum_type=Urgency, max_length=10),
                ),
                ("wished", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("submitted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("acknowledged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_reason", fields.TextField(default="", unique=False)),
                ("became", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "service_request",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`key` names the form it is typed into, so that a form sent twice is one request.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="Upload",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("service_request_id", fields.UUIDField()),
                ("photo_id", fields.UUIDField(null=True)),
                ("name", fields.CharField(max_length=120)),
                ("size", fields.IntField()),
                ("received", fields.IntField(default=0)),
                ("pieces", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "upload",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`pieces` are the names of the files that count, in order; "
                "`photo_id` is what became of them.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(walls("service_request", "upload")),
        ops.RunSQL(list(WITHIN_CUSTOMER)),
        ops.RunSQL(list(INDEXES)),
        ops.RunSQL(list(CHECKS)),
        ops.RunSQL(list(TRIGGERS)),
    ]
