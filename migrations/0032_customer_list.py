"""What the list of customers asks of each contact: the last invitation, and whether they ever signed in."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    (
        "CREATE INDEX email_invitation ON email (tenant_id, about_id, created_at DESC) "
        "WHERE letter = 'portal_invitation'"
    ),
    "CREATE INDEX activity_signed_in ON activity (tenant_id, about_id) WHERE verb = 'signed_in'",
    "CREATE INDEX contact_of_customer ON contact (tenant_id, customer_id, created_at) WHERE removed_at IS NULL",
    "CREATE INDEX property_of_customer ON property (tenant_id, customer_id, created_at)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0031_sign_up")]

    operations = [ops.RunSQL(list(INDEXES))]
