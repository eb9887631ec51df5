"""Rows that name another of their table are found by it: else each row of a deleted company reads them all."""

from tortoise import migrations
from tortoise.migrations import operations as ops

NAMED = {"agreement": "renews_id", "contact": "merged_into_id", "email": "resends_id", "ledger_entry": "entry_id"}


class Migration(migrations.Migration):
    dependencies = [("models", "0036_export_parts")]

    operations = [
        ops.RunSQL(
            [
                f"CREATE INDEX {table}_named ON {table} (tenant_id, {column}) WHERE {column} IS NOT NULL"
                for table, column in NAMED.items()
            ]
        )
    ]
