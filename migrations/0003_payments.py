"""One comparison of a company's books for each period, whoever schedules it."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0002_walls")]

    operations = [
        ops.RunSQL(["CREATE UNIQUE INDEX task_reconcile ON task (tenant_id, run_at) WHERE name = 'reconcile_tenant'"])
    ]
