"""The two walls around a table with a customer's rows. Migrations that have run call this: it stays as it is."""

TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
CUSTOMER = "nullif(current_setting('app.customer_id', true), '')::uuid"
OURS = f"tenant_id = {TENANT}"
THEIRS = f"{CUSTOMER} IS NULL OR customer_id = {CUSTOMER}"


def walls(*tables: str) -> list[str]:
    """Rows of one company, and in a unit of work held to a customer that customer's alone."""
    return [statement for table in tables for statement in _walls(table)]


def within_customer(table: str, column: str, parent: str) -> str:
    """`column` names a row of `parent` that is the same customer's."""
    return (
        f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, customer_id, {column}) "
        f"REFERENCES {parent} (tenant_id, customer_id, id)"
    )


def _walls(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON {table} USING ({OURS}) WITH CHECK ({OURS})",
        f"CREATE POLICY customer_wall ON {table} AS RESTRICTIVE USING ({THEIRS}) WITH CHECK ({THEIRS})",
        f"ALTER TABLE {table} ADD UNIQUE (tenant_id, id)",
        f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
        f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)",
    ]
