"""An invoice takes its number when it is sent, so that a draft that is thrown away leaves no gap."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# The wall stands for the tables' owner too: it is open for this statement alone, and nobody else comes in meanwhile.
OPENED = ("counter", "invoice")
OPEN = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in OPENED]
CLOSE = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in OPENED]

# A number that came with a list before its prefix was chosen in Settings is never met.
BEYOND = """
UPDATE counter SET next_number = greatest(next_number, there.highest + 1)
  FROM (SELECT tenant.id, max(substr(number, length(invoice_prefix) + 1)::int) AS highest
          FROM tenant JOIN invoice ON invoice.tenant_id = tenant.id AND starts_with(number, invoice_prefix)
         WHERE substr(number, length(invoice_prefix) + 1) ~ '^[1-9][0-9]{0,8}$' GROUP BY tenant.id) there
 WHERE counter.tenant_id = there.id AND counter.kind = 'invoice'
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0037_quick_ends")]

    operations = [
        ops.AlterField(model_name="Invoice", name="number", field=fields.CharField(max_length=40, null=True)),
        ops.RunSQL(
            [
                *OPEN,
                BEYOND,
                *CLOSE,
                "ALTER TABLE invoice ADD CONSTRAINT invoice_numbered CHECK (number IS NOT NULL OR status = 'draft')",
            ]
        ),
    ]
