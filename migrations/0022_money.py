"""Payments noted by hand and taken back, refunds asked for, fees, reminders, and what the list of payments reads."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._walls import OURS, walls, within_customer
from tenants.ledger import Kind, RefundStatus
from tenants.reminders.reminder import Outcome

WALLS = (
    *walls("reminder"),
    within_customer("reminder", "invoice_id", "invoice"),
    # The one guard against reminding twice, whoever schedules it.
    "CREATE UNIQUE INDEX reminder_once ON reminder (tenant_id, invoice_id, days)",
    "ALTER TABLE reminder_step ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE reminder_step FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY tenant_wall ON reminder_step USING ({OURS}) WITH CHECK ({OURS})",
    "ALTER TABLE reminder_step ADD UNIQUE (tenant_id, id)",
    "ALTER TABLE reminder_step ADD UNIQUE (tenant_id, days)",
    "ALTER TABLE reminder_step ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    "CREATE UNIQUE INDEX task_reminders ON task (tenant_id, subject) WHERE name = 'send_reminders'",
    (
        "CREATE INDEX email_reached ON email (tenant_id, to_address, settled_at DESC) "
        "WHERE status IN ('delivered', 'bounced', 'complained')"
    ),
    "CREATE INDEX invoice_due ON invoice (tenant_id, due_on) WHERE status = 'open'",
    "ALTER TABLE ledger_entry ADD FOREIGN KEY (tenant_id, entry_id) REFERENCES ledger_entry (tenant_id, id)",
    (
        "CREATE UNIQUE INDEX ledger_entry_undone ON ledger_entry (tenant_id, entry_id) "
        "WHERE kind IN ('manual_undone', 'refund_undone')"
    ),
    "CREATE INDEX ledger_entry_listed ON ledger_entry (tenant_id, at DESC, id DESC)",
    (
        "CREATE INDEX payment_attempt_listed ON payment_attempt (tenant_id, moved_at DESC, id DESC) "
        "WHERE status IN ('processing', 'requires_action', 'failed')"
    ),
    "CREATE INDEX refund_listed ON refund (tenant_id, created_at DESC, id DESC)",
    "CREATE INDEX refund_invoice ON refund (tenant_id, invoice_id)",
    (
        "UPDATE tenant SET stripe_status = CASE WHEN takes_cards THEN 'active' ELSE 'incomplete' END "
        "WHERE stripe_account IS NOT NULL"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0021_console_home")]

    operations = [
        ops.CreateModel(
            name="Reminder",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("invoice_id", fields.UUIDField()),
                ("days", fields.SmallIntField()),
                (
                    "outcome",
                    fields.CharEnumField(description="SENT: sent\nNOBODY: nobody", enum_type=Outcome, max_length=10),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "reminder",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One step taken for one invoice, once; `outcome` says whether there was anybody "
                "to write to.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="ReminderStep",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("days", fields.SmallIntField()),
            ],
            options={
                "table": "reminder_step",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`days` after the due date; before it when negative.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(
            model_name="Customer",
            name="reminds",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Invoice",
            name="reminds",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AlterModelOptions(
            name="LedgerEntry",
            options={
                "table": "ledger_entry",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`entry_id` is the entry noted by hand that this one takes back, or whose money "
                "it gives back.",
            },
        ),
        ops.AlterField(
            model_name="LedgerEntry",
            name="kind",
            field=fields.CharEnumField(
                description="CHARGE: charge\nREFUND: refund\nREFUND_FAILED: refund_failed\n"
                "DISPUTE_OPENED: dispute_opened\n"
                "DISPUTE_WITHDRAWN: dispute_withdrawn\n"
                "DISPUTE_REINSTATED: dispute_reinstated\nDISPUTE_CLOSED: dispute_closed\n"
                "MANUAL: manual\nMANUAL_UNDONE: manual_undone\nREFUND_UNDONE: refund_undone",
                enum_type=Kind,
                max_length=20,
            ),
        ),
        ops.AddField(
            model_name="LedgerEntry",
            name="entry_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="PaymentAttempt",
            name="fee",
            field=fields.BigIntField(null=True),
        ),
        ops.AlterField(
            model_name="Refund",
            name="status",
            field=fields.CharEnumField(
                default=RefundStatus.NEW,
                description="NEW: new\nSENT: sent\nARRIVED: arrived\nFAILED: failed",
                enum_type=RefundStatus,
                max_length=10,
            ),
        ),
        ops.AddField(
            model_name="Refund",
            name="note",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="Tenant",
            name="most_reminders",
            field=fields.SmallIntField(default=3, db_default=3),
        ),
        ops.AddField(
            model_name="Tenant",
            name="reminded_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Tenant",
            name="reminds_since",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Tenant",
            name="stripe_status",
            field=fields.CharField(default="", db_default="", max_length=12),
        ),
        ops.RunSQL(list(WALLS)),
    ]
