"""Programs of a company come in with keys, stand in the history, and find their records by ids of their own."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._staff_walls import staff_walls

NAMED_ELSEWHERE = ("Contact", "Property", "ServiceRequest", "Agreement", "Visit")
TABLES = {
    "Contact": "contact",
    "Property": "property",
    "ServiceRequest": "service_request",
    "Agreement": "agreement",
    "Visit": "visit",
}
# Jobs and emails are listed by the console in that order already.
LISTED = ("customer", "contact", "property", "service_request", "estimate", "visit", "agreement", "invoice")

WALLS = (
    *staff_walls("api_key", "api_answer"),
    "ALTER TABLE api_key ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)",
    "CREATE UNIQUE INDEX api_key_secret ON api_key (tenant_id, secret_hash)",
    "ALTER TABLE api_answer ADD FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_key (tenant_id, id)",
    "CREATE UNIQUE INDEX api_answer_asked ON api_answer (tenant_id, api_key_id, route, key)",
    "CREATE INDEX api_answer_old ON api_answer (tenant_id, created_at)",
    "ALTER TABLE activity ADD FOREIGN KEY (tenant_id, api_key_id) REFERENCES api_key (tenant_id, id)",
    "CREATE INDEX activity_of_key ON activity (tenant_id, api_key_id, at DESC, id DESC) WHERE api_key_id IS NOT NULL",
    "DROP INDEX activity_audited",
    (
        "CREATE INDEX activity_audited ON activity (tenant_id, at DESC, id DESC) "
        "WHERE staff_member_id IS NOT NULL OR by_stripe OR api_key_id IS NOT NULL"
    ),
    *(
        f"CREATE UNIQUE INDEX {table}_external ON {table} (tenant_id, external_id) WHERE external_id IS NOT NULL"
        for table in TABLES.values()
    ),
    *(f"CREATE INDEX {table}_by_age ON {table} (tenant_id, created_at DESC, id DESC)" for table in LISTED),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0041_by_stripe")]

    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("staff_member_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=80)),
                ("beginning", fields.CharField(max_length=16)),
                ("secret_hash", fields.BinaryField()),
                ("scopes", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("last_used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_key",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`beginning` is the part of the key that is shown again, `scopes` an "
                "Access by Scope.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="ApiAnswer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("api_key_id", fields.UUIDField()),
                ("route", fields.CharField(max_length=200)),
                ("key", fields.CharField(max_length=255)),
                ("request_hash", fields.BinaryField()),
                ("status", fields.SmallIntField()),
                ("path", fields.CharField(default="", max_length=300)),
                ("body", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "api_answer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The answer to one request of a program: what `key` (its Idempotency-Key) at "
                "`route` came to.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(model_name="Activity", name="api_key_id", field=fields.UUIDField(null=True)),
        *(
            ops.AddField(model_name=model, name="external_id", field=fields.CharField(null=True, max_length=120))
            for model in NAMED_ELSEWHERE
        ),
        ops.RunSQL(list(WALLS)),
    ]
