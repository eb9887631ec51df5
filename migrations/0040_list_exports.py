"""The list of invoices as a table is read page by page, in the order in which they were sent."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0039_overwritten")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX invoice_by_day ON invoice (tenant_id, issued_on, number) WHERE status <> 'draft'",
        ),
    ]
