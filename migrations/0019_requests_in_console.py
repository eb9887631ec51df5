"""Requests in the console: written down for who is no contact, listed newest first, found from what they became."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

INDEXES = (
    "CREATE INDEX service_request_inbox ON service_request (tenant_id, submitted_at DESC, id DESC)",
    "CREATE INDEX service_request_became ON service_request (tenant_id, (became->>'id')) WHERE became IS NOT NULL",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0018_team")]

    operations = [
        ops.AlterField(model_name="ServiceRequest", name="contact_id", field=fields.UUIDField(null=True)),
        ops.RunSQL(list(INDEXES)),
    ]
