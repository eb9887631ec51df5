"""What only grows: its rows go with their company, and at no other time. Migrations that have run call this."""

# A grant cannot say when. The policy lets nothing go, and the trigger says so instead of finding no row.
STAYS = """
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF row_security_active(TG_RELID)
       AND NOT company_is_being_deleted(nullif(current_setting('app.tenant_id', true), '')::uuid) THEN
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""


def append_only(*tables: str) -> list[str]:
    """Name the tables in APPEND_ONLY of `_grants.py` besides, which is what forbids changing their rows."""
    return [statement for table in tables for statement in _append_only(table)]


def _append_only(table: str) -> list[str]:
    return [
        (
            f"CREATE POLICY goes_with_its_company ON {table} AS RESTRICTIVE FOR DELETE "
            "USING (company_is_being_deleted(tenant_id))"
        ),
        (
            f"CREATE TRIGGER {table}_only_grows BEFORE DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        ),
    ]
