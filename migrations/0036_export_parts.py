"""Company exports are made in turns: what lies in the store so far, and where the next turn goes on."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from tenants.company_exports.company_export import ExportStatus
from tenants.tasks import Lane


class Migration(migrations.Migration):
    dependencies = [("models", "0035_merging_soon")]

    operations = [
        ops.AlterModelOptions(
            name="CompanyExport",
            options={
                "table": "company_export",
                "app": "models",
                "pk_attr": "id",
                "table_description": (
                    "`parts` is what lies in the store so far; it goes on in `step`, after the row `after`."
                ),
            },
        ),
        ops.AlterField(
            model_name="CompanyExport",
            name="status",
            field=fields.CharEnumField(
                default=ExportStatus.MAKING,
                description="MAKING: making\nREADY: ready\nFAILED: failed\nOVER: over",
                enum_type=ExportStatus,
                max_length=10,
            ),
        ),
        ops.AddField(
            model_name="CompanyExport",
            name="after",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="CompanyExport",
            name="done",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="CompanyExport",
            name="parts",
            field=fields.JSONField(default=list, db_default=[], encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="CompanyExport",
            name="step",
            field=fields.CharField(default="", db_default="", max_length=40),
        ),
        ops.AddField(
            model_name="CompanyExport",
            name="total",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AlterField(
            model_name="Task",
            name="lane",
            field=fields.CharEnumField(
                description="SIGN_IN: sign_in\nMONEY: money\nMAIL: mail\nBULK: bulk", enum_type=Lane, max_length=10
            ),
        ),
    ]
