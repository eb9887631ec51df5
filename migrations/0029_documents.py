"""Documents written in the console: working copies, drafts that can be deleted, and what a company starts them with."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls

WALLS = (
    *walls("working_copy"),
    "CREATE UNIQUE INDEX working_copy_document ON working_copy (tenant_id, about_id)",
    "CREATE INDEX invoice_of_estimate ON invoice (tenant_id, invoiced_estimate_id)",
    (
        "ALTER TABLE invoice ADD FOREIGN KEY (tenant_id, customer_id, invoiced_estimate_id) "
        "REFERENCES estimate (tenant_id, customer_id, id)"
    ),
    "CREATE INDEX estimate_book ON estimate (tenant_id, (coalesce(sent_at, created_at)) DESC, id DESC)",
    "CREATE INDEX estimate_in_state ON estimate (tenant_id, status, (coalesce(sent_at, created_at)) DESC, id DESC)",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0028_own_domains")]

    operations = [
        ops.AddField(model_name="Invoice", name="deleted_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Invoice", name="invoiced_estimate_id", field=fields.UUIDField(null=True)),
        ops.AlterModelOptions(
            name="Invoice",
            options={
                "table": "invoice",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`lines` are line_items.Line as JSON; `frozen` is the letterhead as it was when "
                "the invoice was sent.",
            },
        ),
        ops.AddField(model_name="Estimate", name="deleted_at", field=fields.DatetimeField(null=True)),
        ops.AddField(model_name="Tenant", name="days_to_pay", field=fields.IntField(default=14, db_default=14)),
        ops.AddField(model_name="Tenant", name="invoice_note", field=fields.TextField(default="", db_default="")),
        ops.AddField(
            model_name="Tenant",
            name="taxes",
            field=fields.JSONField(default=list, db_default=[], encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(model_name="Tenant", name="days_to_answer", field=fields.IntField(default=30, db_default=30)),
        ops.AddField(model_name="Tenant", name="estimate_terms", field=fields.TextField(default="", db_default="")),
        ops.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("about", fields.CharField(max_length=40)),
                ("about_id", fields.UUIDField()),
                ("typed", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("edits", fields.IntField(default=1)),
                ("by", fields.CharField(default="", max_length=160)),
                ("saved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "working_copy",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`typed` is the form as JSON; `edits` counts how often it was kept, so "
                "nobody writes over what they never saw.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(WALLS)),
    ]
