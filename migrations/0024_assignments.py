"""Who of the staff makes a visit, behind both walls; jobs and visits in the order the console lists them."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer

WALLS = (
    "ALTER TABLE visit ADD UNIQUE (tenant_id, customer_id, id)",
    within_customer("assignment", "visit_id", "visit") + " ON DELETE CASCADE",
    "ALTER TABLE assignment ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE UNIQUE INDEX assignment_once ON assignment (tenant_id, visit_id, staff_member_id)",
    "CREATE INDEX assignment_of_staff ON assignment (tenant_id, staff_member_id)",
    "CREATE INDEX job_listed ON job (tenant_id, created_at DESC, id DESC)",
    "CREATE INDEX visit_agenda ON visit (tenant_id, starts_at, id)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0023_invoice_book")]

    operations = [
        ops.CreateModel(
            name="Assignment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("visit_id", fields.UUIDField()),
                ("staff_member_id", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "assignment",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A staff member who makes a visit. What the customer reads of it stands in the "
                "visit's `who`.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(walls("assignment")),
        ops.RunSQL(list(WALLS)),
    ]
