"""What was done at Stripe stands in the audit log too, and is found there as fast."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "DROP INDEX activity_by_staff",
    (
        "CREATE INDEX activity_audited ON activity (tenant_id, at DESC, id DESC) "
        "WHERE staff_member_id IS NOT NULL OR by_stripe"
    ),
    "CREATE INDEX activity_of_stripe ON activity (tenant_id, at DESC, id DESC) WHERE by_stripe",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0040_list_exports")]

    operations = [
        ops.AddField(
            model_name="Activity", name="by_stripe", field=fields.BooleanField(default=False, db_default=False)
        ),
        ops.RunSQL(list(INDEXES)),
    ]
