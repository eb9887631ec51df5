"""A charge is named by its entry's own Stripe id; a new task says only what is its own, the rest is always the same."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0005_sign_in")]

    operations = [
        ops.RunSQL(
            [
                "DROP INDEX ledger_entry_charge",
                "CREATE INDEX ledger_entry_attempt ON ledger_entry (tenant_id, attempt_id)",
                (
                    "ALTER TABLE task ALTER run_at SET DEFAULT now(), ALTER attempts SET DEFAULT 0, "
                    "ALTER crashes SET DEFAULT 0, ALTER failure SET DEFAULT '', ALTER created_at SET DEFAULT now()"
                ),
            ]
        ),
        ops.RemoveField(model_name="LedgerEntry", name="charge_id"),
    ]
