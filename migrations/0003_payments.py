"""When Stripe was last asked about an attempt, and one comparison of a company's books for each period."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0002_walls")]

    operations = [
        ops.AddField(
            model_name="PaymentAttempt",
            name="read_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(["CREATE UNIQUE INDEX task_reconcile ON task (tenant_id, run_at) WHERE name = 'reconcile_tenant'"]),
    ]
