"""Ten thousand tasks written in one transaction are due at one moment: the claim's order must stand in the index."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0003_payments")]

    operations = [
        ops.RunSQL(
            [
                "DROP INDEX task_due",
                "CREATE INDEX task_due ON task (lane, run_at, id) WHERE parked_at IS NULL",
            ]
        )
    ]
