"""One address is one person, a closed portal ends its sessions, and the customer's wall stands around sign-in too."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

CUSTOMER = "nullif(current_setting('app.customer_id', true), '')::uuid"

# Not lower(): Unicode's folding makes the Kelvin sign a k, and so another person's address; nor is it leakproof, so
# that under row-level security no index on it is ever used.
CANONICAL = "translate(email, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"

ADDRESSES = (
    "DROP INDEX contact_address, contact_by_address, staff_member_address",
    "ALTER TABLE contact DROP COLUMN canonical_email",
    f"ALTER TABLE contact ADD COLUMN canonical_email text GENERATED ALWAYS AS ({CANONICAL}) STORED",
    f"ALTER TABLE staff_member ADD COLUMN canonical_email text GENERATED ALWAYS AS ({CANONICAL}) STORED",
    (
        "CREATE UNIQUE INDEX contact_address ON contact (tenant_id, customer_id, canonical_email) "
        "WHERE removed_at IS NULL"
    ),
    "CREATE INDEX contact_by_address ON contact (tenant_id, canonical_email) WHERE removed_at IS NULL",
    "CREATE UNIQUE INDEX staff_member_address ON staff_member (tenant_id, canonical_email) WHERE removed_at IS NULL",
)

# However the portal is switched off, the moment is written: no session begun before it is worth anything again.
CLOSED = (
    "ALTER TABLE tenant ADD COLUMN portal_closed_at timestamptz",
    "UPDATE tenant SET portal_closed_at = now() WHERE NOT portal_enabled",
    """
CREATE FUNCTION portal_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.portal_closed_at = clock_timestamp();
    RETURN NEW;
END $$
""",
    (
        "CREATE TRIGGER portal_closed BEFORE UPDATE OF portal_enabled ON tenant FOR EACH ROW "
        "WHEN (OLD.portal_enabled AND NOT NEW.portal_enabled) EXECUTE FUNCTION portal_closed()"
    ),
)

# A session names a person, not a customer: those of the customer's own people are seen, through the contact's wall.
OF_ITS_PEOPLE = (
    "EXISTS (SELECT 1 FROM contact WHERE contact.tenant_id = session.tenant_id "
    "AND contact.canonical_email = session.email AND contact.removed_at IS NULL)"
)
WALLED = {
    "magic_link": f"{CUSTOMER} IS NULL",
    "staff_member": f"{CUSTOMER} IS NULL",
    "session": f"{CUSTOMER} IS NULL OR {OF_ITS_PEOPLE}",
}
WALLS = [
    f"CREATE POLICY customer_wall ON {table} AS RESTRICTIVE USING ({rule}) WITH CHECK ({rule})"
    for table, rule in WALLED.items()
]


class Migration(migrations.Migration):
    dependencies = [("models", "0006_mend")]

    operations = [
        ops.AddField(
            model_name="MagicLink",
            name="is_known",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL([*ADDRESSES]),
        ops.RunSQL([*CLOSED]),
        ops.RunSQL(WALLS),
    ]
