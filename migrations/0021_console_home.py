"""What the console's home, its inbox and its mails read, mails that are sent again, and news of what happens."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "CREATE INDEX ledger_entry_month ON ledger_entry (tenant_id, at) INCLUDE (kind, amount, currency)",
    (
        "CREATE INDEX ledger_entry_dispute ON ledger_entry (tenant_id, invoice_id) "
        "WHERE kind IN ('dispute_opened', 'dispute_closed')"
    ),
    "CREATE INDEX payment_attempt_failed ON payment_attempt (tenant_id, moved_at DESC) WHERE status = 'failed'",
    "CREATE INDEX estimate_answered ON estimate (tenant_id, answered_at DESC) WHERE answered_at IS NOT NULL",
    (
        "CREATE INDEX estimate_asked ON estimate (tenant_id, id) "
        "WHERE status = 'sent' AND (changes_asked_at IS NOT NULL OR fresh_asked_at IS NOT NULL)"
    ),
    "CREATE INDEX job_of_estimate ON job (tenant_id, estimate_id) WHERE estimate_id IS NOT NULL",
    "CREATE INDEX visit_on ON visit (tenant_id, starts_at)",
    "CREATE INDEX service_request_new ON service_request (tenant_id, submitted_at DESC) WHERE status = 'submitted'",
    "CREATE INDEX email_listed ON email (tenant_id, created_at DESC, id DESC)",
    (
        "CREATE INDEX email_troubled ON email (tenant_id, created_at DESC, id DESC) "
        "WHERE status IN ('bounced', 'complained', 'failed')"
    ),
    "CREATE INDEX email_again ON email (tenant_id, resends_id) WHERE resends_id IS NOT NULL",
    "CREATE INDEX thread_inbox ON thread (tenant_id, last_at DESC, id DESC)",
    "CREATE INDEX thread_waiting ON thread (tenant_id, last_at DESC, id DESC) WHERE waiting_since IS NOT NULL",
)

AGAIN = "ALTER TABLE email ADD FOREIGN KEY (tenant_id, resends_id) REFERENCES email (tenant_id, id)"

# Ids and kinds alone: whoever hears of it fetches the page through the door, as the person they are.
NEWS = """
CREATE FUNCTION tell_news() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    facts jsonb := to_jsonb(NEW);
BEGIN
    PERFORM pg_notify('news', concat_ws(' ', facts->>'tenant_id', coalesce(facts->>'customer_id', '-'), TG_ARGV[0],
                                        facts->>TG_ARGV[1], pg_current_xact_id()));
    RETURN NULL;
END $$
"""
CHANGED = "WHEN (OLD.status IS DISTINCT FROM NEW.status)"
TROUBLE = "WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('bounced', 'complained', 'failed'))"
CONFIRMED = (
    "WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at "
    "OR OLD.starts_at IS DISTINCT FROM NEW.starts_at)"
)
ASKED = (
    "WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.version <> NEW.version "
    "OR OLD.changes_asked_at IS DISTINCT FROM NEW.changes_asked_at "
    "OR OLD.fresh_asked_at IS DISTINCT FROM NEW.fresh_asked_at)"
)
TOLD = (
    ("ledger_entry", "INSERT", "", "payment", "invoice_id"),
    ("payment_attempt", "UPDATE", CHANGED, "payment", "invoice_id"),
    ("invoice", "UPDATE", CHANGED, "invoice", "id"),
    ("estimate", "UPDATE", ASKED, "estimate", "id"),
    ("agreement", "UPDATE", CHANGED, "agreement", "id"),
    ("service_request", "UPDATE", CHANGED, "request", "id"),
    ("service_request", "INSERT", "WHEN (NEW.status <> 'draft')", "request", "id"),
    ("visit", "UPDATE", CONFIRMED, "job", "job_id"),
    ("job", "UPDATE", CHANGED, "job", "id"),
    ("message", "INSERT", "", "message", "thread_id"),
    ("email", "UPDATE", TROUBLE, "email", "id"),
)
TRIGGERS = [
    f"CREATE TRIGGER {table}_news_{event.lower()} AFTER {event} ON {table} FOR EACH ROW {when} "
    f"EXECUTE FUNCTION tell_news('{kind}', '{column}')"
    for table, event, when, kind, column in TOLD
]


class Migration(migrations.Migration):
    dependencies = [("models", "0020_customers")]

    operations = [
        ops.AddField(model_name="Email", name="resends_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="Thread", name="waiting_since", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Thread", name="read_at", field=fields.DatetimeField(null=True)),
        ops.RunSQL([*INDEXES, AGAIN, NEWS, *TRIGGERS]),
    ]
