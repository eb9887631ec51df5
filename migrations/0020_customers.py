"""What a contact may have a hand in, properties that are history, notes for staff only, and views as a customer."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._walls import CUSTOMER, walls, within_customer
from tenants.staff import Role

WALLS = (
    *walls("staff_note", "customer_view"),
    # A customer's unit of work has no notes for staff, not even those about this customer.
    f"CREATE POLICY staff_wall ON staff_note AS RESTRICTIVE USING ({CUSTOMER} IS NULL) WITH CHECK ({CUSTOMER} IS NULL)",
    "ALTER TABLE staff_note ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE INDEX staff_note_customer ON staff_note (tenant_id, customer_id, created_at DESC)",
    within_customer("customer_view", "contact_id", "contact"),
    "ALTER TABLE customer_view ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    (
        "ALTER TABLE customer_view ADD FOREIGN KEY (tenant_id, session_id) REFERENCES session (tenant_id, id) "
        "ON DELETE CASCADE"
    ),
    "CREATE UNIQUE INDEX customer_view_secret ON customer_view (tenant_id, secret_hash)",
    "CREATE INDEX customer_view_session ON customer_view (tenant_id, session_id)",
    # Whom mail to an address reached last, and what became of a customer's mail.
    "CREATE INDEX email_of_customer ON email (tenant_id, customer_id, created_at DESC)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0019_requests_in_console")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CustomerView",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("contact_id", fields.UUIDField()),
                ("staff_member_id", fields.UUIDField()),
                ("session_id", fields.UUIDField()),
                (
                    "role",
                    fields.CharEnumField(
                        description="OWNER: owner\nADMIN: admin\nMEMBER: member", enum_type=Role, max_length=10
                    ),
                ),
                ("secret_hash", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "customer_view",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The cookie carries a reference, this row decides. `role` is the one its staff "
                "member had at the start.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="StaffNote",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("body", fields.TextField(unique=False)),
                ("by", fields.CharField(default="", max_length=160)),
                ("staff_member_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "staff_note",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`by` is the name of who wrote it, as it was then.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(
            model_name="Contact",
            name="approve",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Contact",
            name="billing",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Contact",
            name="visits",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Property",
            name="archived_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(list(WALLS)),
    ]
