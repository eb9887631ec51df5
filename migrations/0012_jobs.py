"""Jobs, their visits and the calendar feeds, behind both walls; photos get a kind, a caption and a place."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer
from tenants.jobs.job import JobStatus, VisitStatus
from tenants.photos.photo import Kind

REFERENCES = (
    ("job", "property_id", "property"),
    ("job", "estimate_id", "estimate"),
    ("visit", "job_id", "job"),
    ("calendar_feed", "contact_id", "contact"),
)

INDEXES = (
    "CREATE UNIQUE INDEX job_number ON job (tenant_id, number)",
    "CREATE UNIQUE INDEX job_external ON job (tenant_id, external_id)",
    (
        "CREATE INDEX job_open ON job (tenant_id, customer_id, created_at DESC, id DESC) "
        "WHERE status IN ('scheduled', 'in_progress')"
    ),
    (
        "CREATE INDEX job_closed ON job (tenant_id, customer_id, coalesce(completed_at, canceled_at) DESC, id DESC) "
        "WHERE status IN ('completed', 'canceled')"
    ),
    "CREATE INDEX visit_of_job ON visit (tenant_id, job_id, starts_at)",
    "CREATE INDEX visit_of_customer ON visit (tenant_id, customer_id, starts_at)",
    "CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (tenant_id, token_hash)",
    "CREATE UNIQUE INDEX calendar_feed_live ON calendar_feed (tenant_id, contact_id) WHERE revoked_at IS NULL",
)

CHECKS = (
    "ALTER TABLE visit ADD CONSTRAINT visit_window CHECK (ends_at > starts_at)",
    (
        "ALTER TABLE job ADD CONSTRAINT job_over CHECK "
        "((status = 'completed') = (completed_at IS NOT NULL) AND (status = 'canceled') = (canceled_at IS NOT NULL))"
    ),
    "ALTER TABLE photo ADD CONSTRAINT photo_kind CHECK (kind IN ('', 'before', 'during', 'after'))",
)

# A calendar knows a visit by its id and believes the highest number: neither ever goes back, nor to another job.
KEPT = (
    """
CREATE FUNCTION visit_keeps_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.customer_id, NEW.job_id) IS DISTINCT FROM (OLD.id, OLD.customer_id, OLD.job_id)
       OR NEW.sequence < OLD.sequence THEN
        RAISE EXCEPTION 'visit % belongs where it is', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
""",
    (
        "CREATE TRIGGER visit_keeps_its_place BEFORE UPDATE ON visit "
        "FOR EACH ROW EXECUTE FUNCTION visit_keeps_its_place()"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0011_estimates")]

    operations = [
        ops.CreateModel(
            name="Job",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("property_id", fields.UUIDField(null=True)),
                ("estimate_id", fields.UUIDField(null=True)),
                ("number", fields.CharField(max_length=40)),
                ("title", fields.CharField(max_length=160)),
                ("description", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=JobStatus.SCHEDULED,
                        description="SCHEDULED: scheduled\nIN_PROGRESS: in_progress\nCOMPLETED: completed\n"
                        "CANCELED: canceled",
                        enum_type=JobStatus,
                        max_length=12,
                    ),
                ),
                ("external_id", fields.CharField(null=True, max_length=120)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("completed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "job",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`description` is CommonMark. "
                "A job has no draft: the customer sees it from the start.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="Visit",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("job_id", fields.UUIDField()),
                ("starts_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("who", fields.CharField(default="", max_length=160)),
                ("note", fields.TextField(default="", unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=VisitStatus.SCHEDULED,
                        description="SCHEDULED: scheduled\nDONE: done\nMISSED: missed\nCANCELED: canceled",
                        enum_type=VisitStatus,
                        max_length=10,
                    ),
                ),
                ("asks_confirmation", fields.BooleanField(default=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("confirmed_by", fields.CharField(default="", max_length=160)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("sequence", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "visit",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`starts_at` to `ends_at` is when somebody arrives, `who` are their names.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("contact_id", fields.UUIDField()),
                ("nonce", fields.BinaryField()),
                ("token_hash", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "calendar_feed",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The token is derived from `id` and `nonce`, so it can be shown again; "
                "only its hash is stored.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(
            model_name="Photo", name="caption", field=fields.CharField(default="", db_default="", max_length=200)
        ),
        ops.AddField(
            model_name="Photo",
            name="kind",
            field=fields.CharEnumField(
                default=Kind.NONE,
                description="NONE: \nBEFORE: before\nDURING: during\nAFTER: after",
                db_default="",
                enum_type=Kind,
                max_length=8,
            ),
        ),
        ops.AddField(model_name="Photo", name="position", field=fields.IntField(default=0, db_default=0)),
        ops.RunSQL(
            [
                *walls("job", "visit", "calendar_feed"),
                "ALTER TABLE job ADD UNIQUE (tenant_id, customer_id, id)",
                *(within_customer(*reference) for reference in REFERENCES),
            ]
        ),
        ops.RunSQL(list(INDEXES)),
        ops.RunSQL(list(CHECKS)),
        ops.RunSQL(list(KEPT)),
    ]
