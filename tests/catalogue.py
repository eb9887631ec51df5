"""What the database itself says of the walls: asked as its superuser, from outside the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from sandbox.servers import Servers
from settings import database_credentials

TENANT_TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       array(SELECT p.polname::text FROM pg_policy p
              WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polwithcheck IS NOT NULL) AS policies,
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'customer_id') AS has_customer
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
 ORDER BY 1
"""

KEYS_NOT_LED_BY_TENANT = """
SELECT k.conname::text FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
 WHERE k.contype IN ('f', 'u') AND a.attname <> 'tenant_id' AND k.conrelid = ANY($1::text[]::regclass[])
UNION
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indisunique AND NOT i.indisprimary AND a.attname <> 'tenant_id' AND i.indrelid = ANY($1::text[]::regclass[])
"""

REFERENCES_WITHOUT_KEY = """
SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a
 WHERE a.attrelid = ANY($1::text[]::regclass[]) AND a.attname ~ '_id$' AND NOT a.attisdropped
   AND a.attname NOT IN ('tenant_id', 'about_id', 'stripe_id', 'session_id', 'intent_id', 'provider_id', 'external_id')
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'f'
                      AND a.attnum = ANY(k.conkey) AND array_length(k.conkey, 1) > 1)
"""

ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS is_mighty,
       (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns,
       (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS belongs_to,
       array(SELECT table_name::text || ' ' || privilege_type FROM information_schema.table_privileges
              WHERE grantee = r.rolname AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')) AS extras
  FROM pg_roles r WHERE rolname = 'porchlight_app'
"""

# Merging two customers moves what is append-only. It is behind the walls all the same: see tests of merging.
LOOPHOLES = """
SELECT oid::regclass::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')
UNION SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
   AND oid::regprocedure::text <> 'merge_customers(uuid,uuid)'
"""


@asynccontextmanager
async def superuser(servers: Servers) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**database_credentials(servers.database("postgres")))
    try:
        yield connection
    finally:
        await connection.close()


async def holes(admin: asyncpg.Connection) -> list[str]:
    """Every way in which the schema's walls are not whole, in words; empty when they are."""
    tables = await admin.fetch(TENANT_TABLES)
    owned = [
        table for table in tables if table["name"] not in {"company_deletion", "former_slug", "stripe_event", "task"}
    ]
    names = [table["name"] for table in owned]
    role = await admin.fetchrow(ROLE)
    found = [f"{table['name']} is not behind the tenant's wall" for table in owned if not _is_walled(table)]
    found += [
        f"{table['name']} is not behind the customer's wall"
        for table in owned
        if table["has_customer"] and "customer_wall" not in table["policies"]
    ]
    found += [f"{key} does not start with the tenant" for (key,) in await admin.fetch(KEYS_NOT_LED_BY_TENANT, names)]
    found += [f"{column} has no composite key" for (column,) in await admin.fetch(REFERENCES_WITHOUT_KEY, names)]
    found += [f"{loophole} looks past the walls" for (loophole,) in await admin.fetch(LOOPHOLES)]
    if role["is_mighty"] or role["owns"] or role["belongs_to"] or role["extras"]:
        found.append("the application's role may do too much")
    return found


def _is_walled(table: asyncpg.Record) -> bool:
    return bool(table["enabled"] and table["forced"] and "tenant_wall" in table["policies"])


async def fingerprint(admin: asyncpg.Connection, tenant_id: UUID) -> dict[str, Any]:
    """A hash of every row of a company, by table: equal before and after means that nothing was touched."""
    prints = {}
    for table in await admin.fetch(TENANT_TABLES):
        name = table["name"]
        if name == "session":  # seen_at moves whenever a page is looked at
            continue
        prints[name] = await admin.fetchval(
            f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t WHERE tenant_id = $1",
            tenant_id,
        )
    return prints
