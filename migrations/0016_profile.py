"""A contact's wish for another address, what mail they do without, and what a statement reads."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer

WALLS = (
    *walls("email_change"),
    within_customer("email_change", "contact_id", "contact"),
    "CREATE UNIQUE INDEX email_change_confirm ON email_change (tenant_id, confirm_hash)",
    "CREATE UNIQUE INDEX email_change_stop ON email_change (tenant_id, stop_hash)",
    "CREATE INDEX email_change_contact ON email_change (tenant_id, contact_id, created_at)",
    # One of two decisions, never both.
    "ALTER TABLE email_change ADD CONSTRAINT email_change_one_end CHECK (confirmed_at IS NULL OR canceled_at IS NULL)",
    "CREATE INDEX ledger_entry_customer ON ledger_entry (tenant_id, customer_id)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0015_messages")]

    operations = [
        ops.AddField(
            model_name="Contact",
            name="quiet",
            field=fields.JSONField(default=list, db_default=[], encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.CreateModel(
            name="EmailChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("contact_id", fields.UUIDField()),
                ("asked_in", fields.UUIDField()),
                ("old_email", fields.CharField(max_length=254)),
                ("new_email", fields.CharField(max_length=254)),
                ("nonce", fields.BinaryField()),
                ("confirm_hash", fields.BinaryField()),
                ("stop_hash", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("canceled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("replaced_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "email_change",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Addresses are canonical. The secrets are derived from the row; only their hashes "
                "are stored.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL([*WALLS]),
    ]
