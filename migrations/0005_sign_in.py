"""Contacts are found by an address of their own: under row-level security no index on lower(email) is ever used."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0004_workers")]

    operations = [
        ops.RunSQL(
            [
                # lower() is not leakproof, so PostgreSQL runs the walls first and reads every contact of the company.
                "ALTER TABLE contact ADD COLUMN canonical_email text GENERATED ALWAYS AS (lower(email)) STORED",
                "DROP INDEX contact_by_address",
                "CREATE INDEX contact_by_address ON contact (tenant_id, canonical_email) WHERE removed_at IS NULL",
            ]
        ),
    ]
