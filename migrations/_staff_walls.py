"""The walls around a table that only staff have to do with. Migrations that have run call this: it stays as it is."""

from migrations._walls import CUSTOMER, OURS

NOBODYS = f"{CUSTOMER} IS NULL"


def staff_walls(*tables: str) -> list[str]:
    """Rows of one company; a unit of work that is held to a customer has no business here."""
    return [statement for table in tables for statement in _walls(table)]


def _walls(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON {table} USING ({OURS}) WITH CHECK ({OURS})",
        f"CREATE POLICY customer_wall ON {table} AS RESTRICTIVE USING ({NOBODYS}) WITH CHECK ({NOBODYS})",
        f"ALTER TABLE {table} ADD UNIQUE (tenant_id, id)",
        f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    ]
