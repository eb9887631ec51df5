"""Whom each mail is for, so that it can be sent again where that person is reached today; and what waits already."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# The wall stands for the tables' owner too: it is open for these statements alone, and nobody else comes in meanwhile.
OPENED = ("email", "contact", "thread", "message")
OPEN = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in OPENED]
CLOSE = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in OPENED]

KNOWN = """
UPDATE email SET contact_id = contact.id FROM contact
 WHERE contact.tenant_id = email.tenant_id AND contact.customer_id = email.customer_id
   AND contact.email = email.to_address AND contact.removed_at IS NULL
"""

# What customers wrote before anybody could answer in the console waits where nobody has answered by mail.
WAITING = """
UPDATE thread SET waiting_since = last.at, read_at = last.at
  FROM (SELECT DISTINCT ON (thread_id) thread_id, author, at FROM message ORDER BY thread_id, at DESC, id DESC) last
 WHERE last.thread_id = thread.id AND last.author = 'contact' AND thread.waiting_since IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0024_assignments")]

    operations = [
        ops.AddField(model_name="Email", name="contact_id", field=fields.UUIDField(null=True)),
        ops.RunSQL(
            [
                *OPEN,
                KNOWN,
                WAITING,
                *CLOSE,
                "ALTER TABLE email ADD FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id)",
                "CREATE INDEX email_of_contact ON email (tenant_id, contact_id) WHERE contact_id IS NOT NULL",
            ]
        ),
    ]
