"""Composite keys, row-level security, uniqueness that always starts with the tenant, and what may never change."""

from tortoise import migrations
from tortoise.migrations import operations as ops

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
CUSTOMER = "nullif(current_setting('app.customer_id', true), '')::uuid"

OWNED = (
    "activity",
    "contact",
    "counter",
    "customer",
    "email",
    "invoice",
    "ledger_entry",
    "magic_link",
    "payment_attempt",
    "property",
    "refund",
    "session",
    "share_link",
    "staff_member",
)

# Tables a signed-in contact could reach: a second, restrictive policy holds them to that contact's customer.
BY_CUSTOMER = {
    "customer": "id",
    "activity": "customer_id",
    "contact": "customer_id",
    "email": "customer_id",
    "invoice": "customer_id",
    "ledger_entry": "customer_id",
    "payment_attempt": "customer_id",
    "property": "customer_id",
    "refund": "customer_id",
    "share_link": "customer_id",
}

# Foreign-key checks look past row-level security, so every reference carries its tenant and, where it has one, its
# customer: an entry of one customer can never point at an invoice of another.
REFERENCES = (
    ("activity", "customer_id", "customer"),
    ("contact", "customer_id", "customer"),
    ("email", "customer_id", "customer"),
    ("invoice", "customer_id", "customer"),
    ("ledger_entry", "customer_id", "customer"),
    ("payment_attempt", "customer_id", "customer"),
    ("property", "customer_id", "customer"),
    ("session", "contact_id", "contact"),
    ("session", "staff_member_id", "staff_member"),
)
REFERENCES_WITHIN_CUSTOMER = (
    ("invoice", "property_id", "property"),
    ("ledger_entry", "invoice_id", "invoice"),
    ("ledger_entry", "attempt_id", "payment_attempt"),
    ("payment_attempt", "invoice_id", "invoice"),
    ("payment_attempt", "contact_id", "contact"),
    ("payment_attempt", "share_link_id", "share_link"),
    ("refund", "invoice_id", "invoice"),
    ("refund", "attempt_id", "payment_attempt"),
    ("share_link", "invoice_id", "invoice"),
    ("share_link", "contact_id", "contact"),
)

INDEXES = (
    "CREATE UNIQUE INDEX contact_address ON contact (tenant_id, customer_id, lower(email)) WHERE removed_at IS NULL",
    "CREATE INDEX contact_by_address ON contact (tenant_id, lower(email)) WHERE removed_at IS NULL",
    "CREATE UNIQUE INDEX staff_member_address ON staff_member (tenant_id, lower(email)) WHERE removed_at IS NULL",
    "CREATE UNIQUE INDEX counter_kind ON counter (tenant_id, kind)",
    "CREATE UNIQUE INDEX customer_external ON customer (tenant_id, external_id)",
    "CREATE UNIQUE INDEX email_key ON email (tenant_id, key)",
    "CREATE UNIQUE INDEX email_provider ON email (tenant_id, provider_id)",
    "CREATE INDEX email_about ON email (tenant_id, about_id, created_at)",
    "CREATE UNIQUE INDEX invoice_number ON invoice (tenant_id, number)",
    "CREATE UNIQUE INDEX invoice_external ON invoice (tenant_id, external_id)",
    (
        "CREATE INDEX invoice_closed ON invoice (tenant_id, customer_id, issued_on DESC, id DESC) "
        "WHERE status IN ('paid', 'void')"
    ),
    "CREATE INDEX invoice_open ON invoice (tenant_id, customer_id, due_on) WHERE status = 'open'",
    "CREATE UNIQUE INDEX ledger_entry_fact ON ledger_entry (tenant_id, stripe_id, kind)",
    "CREATE INDEX ledger_entry_invoice ON ledger_entry (tenant_id, invoice_id)",
    "CREATE INDEX ledger_entry_charge ON ledger_entry (tenant_id, charge_id)",
    (
        "CREATE UNIQUE INDEX payment_attempt_live ON payment_attempt (tenant_id, invoice_id) "
        "WHERE status IN ('new', 'open', 'processing', 'requires_action')"
    ),
    "CREATE INDEX payment_attempt_invoice ON payment_attempt (tenant_id, invoice_id)",
    "CREATE UNIQUE INDEX payment_attempt_session ON payment_attempt (tenant_id, session_id)",
    "CREATE UNIQUE INDEX payment_attempt_intent ON payment_attempt (tenant_id, intent_id)",
    "CREATE UNIQUE INDEX refund_stripe ON refund (tenant_id, stripe_id)",
    "CREATE UNIQUE INDEX magic_link_secret ON magic_link (tenant_id, secret_hash)",
    "CREATE INDEX magic_link_address ON magic_link (tenant_id, email, created_at)",
    "CREATE INDEX magic_link_browser ON magic_link (tenant_id, browser_hash, created_at)",
    "CREATE INDEX magic_link_expiry ON magic_link (tenant_id, expires_at)",
    "CREATE UNIQUE INDEX session_secret ON session (tenant_id, secret_hash)",
    "CREATE INDEX session_address ON session (tenant_id, email)",
    "CREATE UNIQUE INDEX share_link_token ON share_link (tenant_id, token_hash)",
    "CREATE INDEX share_link_invoice ON share_link (tenant_id, invoice_id)",
    "CREATE INDEX activity_about ON activity (tenant_id, about_id, at)",
    "CREATE INDEX allowance_key ON allowance (key, used_at)",
    "CREATE INDEX task_due ON task (lane, run_at) WHERE parked_at IS NULL",
    "CREATE INDEX stripe_event_new ON stripe_event (received_at) WHERE state = 'new'",
)

CHECKS = (
    "ALTER TABLE payment_attempt ADD CONSTRAINT payment_attempt_positive CHECK (amount > 0)",
    "ALTER TABLE refund ADD CONSTRAINT refund_positive CHECK (amount > 0)",
    "ALTER TABLE invoice ADD CONSTRAINT invoice_not_negative CHECK (total >= 0)",
    "ALTER TABLE invoice ADD CONSTRAINT invoice_sums CHECK (total = subtotal - discount + tax)",
    r"ALTER TABLE tenant ADD CONSTRAINT tenant_color CHECK (brand_color ~ '^#[0-9a-f]{6}$')",
    (
        "ALTER TABLE tenant ADD CONSTRAINT tenant_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' "
        "AND slug !~ '--' AND length(slug) BETWEEN 3 AND 40)"
    ),
    "ALTER TABLE session ADD CONSTRAINT session_one_person CHECK (contact_id IS NULL OR staff_member_id IS NULL)",
)

# What was sent stays as it was sent: money, words, addressee and letterhead are fixed once an invoice leaves draft.
FROZEN = """
CREATE FUNCTION invoice_stays_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        (NEW.customer_id, NEW.property_id, NEW.number, NEW.title, NEW.currency, NEW.lines, NEW.subtotal, NEW.discount,
         NEW.tax, NEW.total, NEW.note, NEW.issued_on, NEW.due_on, NEW.frozen)
        IS DISTINCT FROM
        (OLD.customer_id, OLD.property_id, OLD.number, OLD.title, OLD.currency, OLD.lines, OLD.subtotal, OLD.discount,
         OLD.tax, OLD.total, OLD.note, OLD.issued_on, OLD.due_on, OLD.frozen)
        OR NEW.status = 'draft'
    ) THEN
        RAISE EXCEPTION 'invoice % was sent and stays as it was sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

# Each process keeps tenants in memory; a committed change tells all of them.
CHANGED = """
CREATE FUNCTION tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tenant_changed', coalesce(NEW.id, OLD.id)::text);
    RETURN NULL;
END $$
"""


def walls() -> list[str]:
    statements = [f"ALTER TABLE {table} ADD UNIQUE (tenant_id, id)" for table in OWNED]
    for table in OWNED:
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY tenant_wall ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})",
        ]
    for table, column in BY_CUSTOMER.items():
        rule = f"{CUSTOMER} IS NULL OR {column} = {CUSTOMER}"
        statements.append(f"CREATE POLICY customer_wall ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})")
    return statements


def references() -> list[str]:
    parents = sorted({parent for _, _, parent in REFERENCES_WITHIN_CUSTOMER})
    return [
        *(f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)" for table in OWNED),
        *(f"ALTER TABLE {parent} ADD UNIQUE (tenant_id, customer_id, id)" for parent in parents),
        *(
            f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, {column}) REFERENCES {parent} (tenant_id, id)"
            for table, column, parent in REFERENCES
        ),
        *(
            f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, customer_id, {column}) "
            f"REFERENCES {parent} (tenant_id, customer_id, id)"
            for table, column, parent in REFERENCES_WITHIN_CUSTOMER
        ),
    ]


TRIGGERS = (
    FROZEN,
    (
        "CREATE TRIGGER invoice_stays_as_sent BEFORE UPDATE ON invoice "
        "FOR EACH ROW EXECUTE FUNCTION invoice_stays_as_sent()"
    ),
    CHANGED,
    (
        "CREATE TRIGGER tenant_changed AFTER INSERT OR UPDATE OR DELETE ON tenant "
        "FOR EACH ROW EXECUTE FUNCTION tenant_changed()"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0001_tables")]

    operations = [
        ops.RunSQL(walls()),
        ops.RunSQL(references()),
        ops.RunSQL(list(INDEXES)),
        ops.RunSQL(list(CHECKS)),
        ops.RunSQL(list(TRIGGERS)),
    ]
