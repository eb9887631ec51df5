"""Companies end: after a waiting time that nobody shortens, all that was theirs goes, and only then what else stays."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._append_only import STAYS, append_only

# One row decides between keeping the company and deleting it: whoever comes second finds the row changed.
ENDS_IN_TIME = """
CREATE FUNCTION tenant_ends_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.deletes_at IS NOT NULL OR NEW.deletion_began_at IS NOT NULL OR NEW.deleted_at IS NOT NULL THEN
            RAISE EXCEPTION 'company % does not end as it begins', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.deleted_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'company % is deleted', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.deletion_began_at IS NOT NULL AND (NEW.deletes_at, NEW.deletion_began_at)
       IS DISTINCT FROM (OLD.deletes_at, OLD.deletion_began_at) THEN
        RAISE EXCEPTION 'the deletion of company % has begun', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.deletes_at IS DISTINCT FROM OLD.deletes_at
       AND NEW.deletes_at < clock_timestamp() + interval '14 days' THEN
        RAISE EXCEPTION 'company % is deleted in 14 days at the soonest', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.deletion_began_at IS DISTINCT FROM OLD.deletion_began_at
       AND (OLD.deletes_at IS NULL OR OLD.deletes_at > clock_timestamp()) THEN
        RAISE EXCEPTION 'company % is not to be deleted yet', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.deleted_at IS DISTINCT FROM OLD.deleted_at AND OLD.deletion_began_at IS NULL THEN
        RAISE EXCEPTION 'the deletion of company % has not begun', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

IS_BEING_DELETED = """
CREATE FUNCTION company_is_being_deleted(company uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM tenant
                    WHERE id = company AND deletes_at <= now() AND deletion_began_at IS NOT NULL AND deleted_at IS NULL)
$$
"""

TENANT = (
    ("ALTER TABLE tenant ADD COLUMN portal_open boolean NOT NULL "
    "GENERATED ALWAYS AS (portal_enabled AND deletes_at IS NULL) STORED"),
    ENDS_IN_TIME,
    ("CREATE TRIGGER tenant_ends_in_time BEFORE INSERT OR UPDATE ON tenant "
    "FOR EACH ROW EXECUTE FUNCTION tenant_ends_in_time()"),
    "CREATE INDEX tenant_ending ON tenant (deletes_at) WHERE deletes_at IS NOT NULL AND deleted_at IS NULL",
    IS_BEING_DELETED,
)  # fmt: skip

# What was sent, answered or asked is not deleted, but with its company.
KEEPING = {
    "agreement_stays_as_sent": "agreement",
    "estimate_answer_stays": "estimate_answer",
    "estimate_stays_as_sent": "estimate",
    "estimate_version_stays_as_sent": "estimate_version",
    "service_request_stays_as_asked": "service_request",
}
DELETED_WITH_ITS_COMPANY = (
    *(f"DROP TRIGGER {name} ON {table}" for name, table in KEEPING.items()),
    *(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        for name, table in KEEPING.items()
    ),
    "DROP TRIGGER invoice_is_not_deleted ON invoice",
    *(
        f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} FOR EACH ROW "
        f"WHEN (NOT company_is_being_deleted(OLD.tenant_id)) EXECUTE FUNCTION {name}()"
        for name, table in {**KEEPING, "invoice_is_not_deleted": "invoice"}.items()
    ),
)

# As before, of portals that are open and companies that are there.
PORTALS_OF = """
CREATE OR REPLACE FUNCTION portals_of(wanted text)
RETURNS TABLE (company uuid, is_contact boolean, is_staff boolean) LANGUAGE plpgsql AS $$
BEGIN
    FOR company IN SELECT id FROM tenant WHERE deletion_began_at IS NULL ORDER BY created_at, id LOOP
        PERFORM set_config('app.tenant_id', company::text, true);
        is_contact := EXISTS (SELECT FROM contact WHERE contact.tenant_id = company
                                 AND contact.canonical_email = wanted AND contact.removed_at IS NULL)
                  AND EXISTS (SELECT FROM tenant WHERE tenant.id = company AND tenant.portal_open);
        is_staff := EXISTS (SELECT FROM staff_member WHERE staff_member.tenant_id = company
                               AND lower(staff_member.email) = wanted AND staff_member.removed_at IS NULL);
        IF is_contact OR is_staff THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0032_customer_list")]

    operations = [
        *(
            ops.AddField(
                model_name="Tenant",
                name=name,
                field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
            )
            for name in ("deletes_at", "deletion_began_at", "deleted_at")
        ),
        ops.CreateModel(
            name="CompanyDeletion",
            fields=[
                ("tenant_id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("account_hash", fields.BinaryField(null=True)),
                ("counts", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "company_deletion",
                "app": "models",
                "pk_attr": "tenant_id",
                "table_description": "Not tenant-owned, and about nobody: it stays when its company is gone.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            [
                *TENANT,
                "ALTER TABLE company_deletion ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
                (
                    "CREATE UNIQUE INDEX task_delete_company ON task (tenant_id) "
                    "WHERE name = 'delete_company' AND parked_at IS NULL"
                ),
                "CREATE INDEX company_deletion_account ON company_deletion (account_hash)",
                *DELETED_WITH_ITS_COMPANY,
                STAYS,
                *append_only("ledger_entry", "activity", "estimate_answer", "message"),
                PORTALS_OF,
            ]
        ),
    ]
