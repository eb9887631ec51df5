"""What the application role may do: read and write, own nothing, and never change what is append-only.

That it deletes that only with its company, `_append_only.py` sees to: a grant cannot say when.
"""

APPEND_ONLY = ("ledger_entry", "activity", "estimate_answer", "message")

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE ON {append_only} FROM {role};
REVOKE DELETE ON tenant, company_deletion FROM {role};
REVOKE ALL ON tortoise_migrations FROM {role};
GRANT EXECUTE ON FUNCTION merge_customers(uuid, uuid) TO {role};
"""


def grants(role: str) -> str:
    quoted = '"' + role.replace('"', '""') + '"'
    return GRANTS.format(role=quoted, append_only=", ".join(APPEND_ONLY))
