"""List imports: files that bring in customers, contacts and invoices, and what became of their rows."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._staff_walls import staff_walls
from tenants.list_imports.list_import import ImportKind, ImportStatus
from tenants.list_imports.outcome import Outcome

WALLS = (
    *staff_walls("list_import", "list_import_row"),
    "ALTER TABLE list_import_row ADD FOREIGN KEY (tenant_id, import_id) REFERENCES list_import (tenant_id, id)",
    "ALTER TABLE list_import ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE UNIQUE INDEX list_import_row_number ON list_import_row (tenant_id, import_id, number)",
    "CREATE UNIQUE INDEX list_import_running ON list_import (tenant_id) WHERE status = 'running'",
    "CREATE INDEX list_import_recent ON list_import (tenant_id, created_at DESC)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0025_mails")]

    operations = [
        ops.CreateModel(
            name="ListImport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="CUSTOMERS: customers\nCONTACTS: contacts\nINVOICES: invoices",
                        enum_type=ImportKind,
                        max_length=12,
                    ),
                ),
                ("file_name", fields.CharField(max_length=120)),
                (
                    "status",
                    fields.CharEnumField(
                        default=ImportStatus.NEW,
                        description="NEW: new\nRUNNING: running\nDONE: done\nCANCELED: canceled",
                        enum_type=ImportStatus,
                        max_length=10,
                    ),
                ),
                ("content", fields.TextField(unique=False)),
                ("chosen", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("is_trial", fields.BooleanField(default=False)),
                ("row_count", fields.IntField()),
                ("done_rows", fields.IntField(default=0)),
                ("staff_member_id", fields.UUIDField(null=True)),
                ("by", fields.CharField(default="", max_length=160)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("finished_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "list_import",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`content` is the file as JSON rows, its heads first; `chosen` says which column "
                "tells what.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="ListImportRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("import_id", fields.UUIDField()),
                ("number", fields.IntField()),
                (
                    "outcome",
                    fields.CharEnumField(
                        description="ADDED: added\nCHANGED: changed\nUNCHANGED: unchanged\nREFUSED: refused",
                        enum_type=Outcome,
                        max_length=10,
                    ),
                ),
                ("reason", fields.TextField(default="", unique=False)),
                ("facts", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "list_import_row",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What became of the row `number` of a list; `reason` is a "
                "sentence in English and `facts` fill it.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(WALLS)),
    ]
