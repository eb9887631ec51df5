"""The console's list of invoices, newest first, of all of them and of those in one state."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "CREATE INDEX invoice_listed ON invoice (tenant_id, (coalesce(sent_at, created_at)) DESC, id DESC)",
    "CREATE INDEX invoice_in_state ON invoice (tenant_id, status, (coalesce(sent_at, created_at)) DESC, id DESC)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0022_money")]

    operations = [ops.RunSQL(list(INDEXES))]
