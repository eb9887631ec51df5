"""Company exports: everything as one file, who asked for it, and how long it is there."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._staff_walls import staff_walls
from tenants.company_exports.company_export import ExportStatus

WALLS = (
    *staff_walls("company_export"),
    "ALTER TABLE company_export ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE UNIQUE INDEX company_export_making ON company_export (tenant_id) WHERE status = 'making'",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0029_documents"), ("models", "0029_documents")]

    operations = [
        ops.CreateModel(
            name="CompanyExport",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("staff_member_id", fields.UUIDField()),
                (
                    "status",
                    fields.CharEnumField(
                        default=ExportStatus.MAKING,
                        description="MAKING: making\nREADY: ready\nOVER: over",
                        enum_type=ExportStatus,
                        max_length=10,
                    ),
                ),
                ("total_bytes", fields.BigIntField(default=0)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={"table": "company_export", "app": "models", "pk_attr": "id"},
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(WALLS)),
    ]
