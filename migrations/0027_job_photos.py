"""Uploads for jobs beside those for service requests, and of which kind their photos will be."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._walls import within_customer
from tenants.photos.photo import Kind

WALLS = (
    within_customer("upload", "job_id", "job") + " ON DELETE CASCADE",
    "ALTER TABLE upload ADD CONSTRAINT upload_of_one CHECK (num_nonnulls(service_request_id, job_id) = 1)",
    "CREATE INDEX upload_of_job ON upload (tenant_id, job_id) WHERE job_id IS NOT NULL",
)
KIND = "NONE: \nBEFORE: before\nDURING: during\nAFTER: after"


class Migration(migrations.Migration):
    dependencies = [("models", "0026_list_imports")]

    operations = [
        ops.AlterField(model_name="Upload", name="service_request_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="Upload", name="job_id", field=fields.UUIDField(null=True)),
        ops.AddField(
            model_name="Upload",
            name="kind",
            field=fields.CharEnumField(
                default=Kind.NONE, db_default="", description=KIND, enum_type=Kind, max_length=8
            ),
        ),
        ops.AlterModelOptions(
            name="Upload",
            options={
                "table": "upload",
                "app": "models",
                "pk_attr": "id",
                "table_description": "It is for a service request or for a job. `pieces` are the names of the files "
                "that count, in order.",
            },
        ),
        ops.RunSQL(list(WALLS)),
    ]
