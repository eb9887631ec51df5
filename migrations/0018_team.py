"""The team: who was invited and came, what they read in, their second factor, and whether everybody must have one."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import CUSTOMER, OURS

NOBODYS = f"{CUSTOMER} IS NULL"
WALLS = (
    "ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE second_factor FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY tenant_wall ON second_factor USING ({OURS}) WITH CHECK ({OURS})",
    # No unit of work that is held to a customer has any business here.
    f"CREATE POLICY customer_wall ON second_factor AS RESTRICTIVE USING ({NOBODYS}) WITH CHECK ({NOBODYS})",
    "ALTER TABLE second_factor ADD UNIQUE (tenant_id, id)",
    "ALTER TABLE second_factor ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    "ALTER TABLE second_factor ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    # One that counts, and one that is being set up.
    (
        "CREATE UNIQUE INDEX second_factor_of ON second_factor (tenant_id, staff_member_id, (proved_at IS NULL)) "
        "WHERE ended_at IS NULL"
    ),
    (
        "CREATE INDEX activity_of_staff ON activity (tenant_id, staff_member_id, at DESC, id DESC) "
        "WHERE staff_member_id IS NOT NULL"
    ),
    "CREATE INDEX session_of_staff ON session (tenant_id, staff_member_id) WHERE staff_member_id IS NOT NULL",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0017_console")]

    operations = [
        ops.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("staff_member_id", fields.UUIDField()),
                ("nonce", fields.BinaryField()),
                ("last_step", fields.BigIntField(default=0)),
                ("recovery_hashes", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("proved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("lost_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "second_factor",
                "app": "models",
                "pk_attr": "id",
                "table_description": "It counts once it is `proved_at`; at most one of a person does. `last_step` is "
                "the newest step that was used up.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(
            model_name="Session",
            name="factor_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name="StaffMember",
            options={
                "table": "staff_member",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`invited_at` and `joined_at` are when they were last asked to come, and when "
                "they first came.",
            },
        ),
        ops.AddField(
            model_name="StaffMember",
            name="invited_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="joined_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StaffMember",
            name="language",
            field=fields.CharField(default="", db_default="", max_length=8),
        ),
        ops.AddField(
            model_name="Tenant",
            name="second_factor_required",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(list(WALLS)),
    ]
