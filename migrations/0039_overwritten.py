"""What somebody saved their own over stays for a while, so that it can be fetched back."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls

WALLS = (
    *walls("overwritten_copy"),
    "CREATE INDEX overwritten_copy_document ON overwritten_copy (tenant_id, about_id, overwritten_at DESC)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0038_numbers")]

    operations = [
        ops.CreateModel(
            name="OverwrittenCopy",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("about", fields.CharField(max_length=40)),
                ("about_id", fields.UUIDField()),
                ("typed", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("by", fields.CharField(default="", max_length=160)),
                ("saved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("overwritten_by", fields.CharField(default="", max_length=160)),
                ("overwritten_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "overwritten_copy",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A working copy that somebody saved their own over: `typed` by `by` at "
                "`saved_at`, until it is fetched back.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(WALLS)),
    ]
