"""The console: whose act it was and from where, and when somebody last proved who they are."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

WALLS = (
    "ALTER TABLE activity ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE INDEX activity_by_staff ON activity (tenant_id, at DESC, id DESC) WHERE staff_member_id IS NOT NULL",
    "CREATE INDEX activity_of_customer ON activity (tenant_id, customer_id, at DESC)",
    # In the order of the console's list, without asking a function for each row.
    "ALTER TABLE customer ADD COLUMN sort_name text GENERATED ALWAYS AS (lower(name)) STORED",
    "CREATE INDEX customer_listed ON customer (tenant_id, sort_name, id)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0016_profile")]

    operations = [
        ops.AddField(model_name="Activity", name="staff_member_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="Activity", name="address", field=fields.CharField(max_length=45, default="", db_default="")
        ),
        ops.AddField(model_name="Session", name="proved_at", field=fields.DatetimeField(null=True)),
        ops.AlterModelOptions(
            name="Activity",
            options={
                "table": "activity",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`staff_member_id` and `address` say which staff member acted, from where; "
                "empty for everybody else.",
            },
        ),
        ops.RunSQL(list(WALLS)),
    ]
