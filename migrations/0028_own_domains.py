"""Own domains: claims and their proofs. The proven name stands in the company's row, where it is nobody else's."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._staff_walls import staff_walls
from tenants.own_domains.own_domain import DomainStatus

WALLS = (
    *staff_walls("own_domain"),
    # One claim or domain at a time.
    "CREATE UNIQUE INDEX own_domain_live ON own_domain (tenant_id) WHERE status IN ('claimed', 'verified')",
    r"ALTER TABLE tenant ADD CONSTRAINT tenant_domain CHECK (domain ~ '^[a-z0-9][a-z0-9.-]*[a-z0-9]$')",
)


class Migration(migrations.Migration):
    dependencies = [("models", "0027_job_photos")]

    operations = [
        ops.CreateModel(
            name="OwnDomain",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("domain", fields.CharField(max_length=200)),
                ("secret", fields.CharField(max_length=64)),
                (
                    "status",
                    fields.CharEnumField(
                        default=DomainStatus.CLAIMED,
                        description="\n".join(f"{it.name}: {it.value}" for it in DomainStatus),
                        enum_type=DomainStatus,
                        max_length=10,
                    ),
                ),
                ("problem", fields.TextField(default="", unique=False)),
                ("failures", fields.IntField(default=0)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("next_check_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("checked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("verified_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "own_domain",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`secret` is what a TXT record has to say, new for each claim. `problem` is why "
                "the last check found nothing.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(
            model_name="Tenant",
            name="domain",
            field=fields.CharField(null=True, unique=True, max_length=200),
        ),
        ops.RunSQL(list(WALLS)),
    ]
