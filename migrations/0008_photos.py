"""Photos: behind both walls, counted by customer without reading their rows."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
CUSTOMER = "nullif(current_setting('app.customer_id', true), '')::uuid"
OURS = f"tenant_id = {TENANT}"
THEIRS = f"{CUSTOMER} IS NULL OR customer_id = {CUSTOMER}"

WALLS = (
    "ALTER TABLE photo ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE photo FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY tenant_wall ON photo USING ({OURS}) WITH CHECK ({OURS})",
    f"CREATE POLICY customer_wall ON photo AS RESTRICTIVE USING ({THEIRS}) WITH CHECK ({THEIRS})",
    "ALTER TABLE photo ADD UNIQUE (tenant_id, id)",
    "ALTER TABLE photo ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    "ALTER TABLE photo ADD FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)",
    "CREATE INDEX photo_about ON photo (tenant_id, about_id, created_at) WHERE removed_at IS NULL",
    "CREATE INDEX photo_held ON photo (tenant_id, customer_id) INCLUDE (total_bytes)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0007_sign_in_mended")]

    operations = [
        ops.CreateModel(
            name="Photo",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("about", fields.CharField(max_length=40)),
                ("about_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=120)),
                ("sizes", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("total_bytes", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "photo",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`about` names the table of the record `about_id`; "
                "`sizes` has width, height, bytes and sha256 for each Size.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(WALLS)),
    ]
