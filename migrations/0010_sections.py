"""What a company shows of its portal, and the language a contact reads in."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0009_sent_stays")]

    operations = [
        *(
            ops.AddField(model_name="Tenant", name=name, field=fields.BooleanField(default=True, db_default=True))
            for name in (
                "shows_estimates",
                "shows_jobs",
                "shows_agreements",
                "shows_service_requests",
                "shows_job_photos",
            )
        ),
        ops.AddField(
            model_name="Tenant", name="signature_required", field=fields.BooleanField(default=False, db_default=False)
        ),
        ops.AddField(
            model_name="Contact", name="language", field=fields.CharField(max_length=8, default="", db_default="")
        ),
    ]
