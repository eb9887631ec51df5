"""Customers that turn out to be one: who is like whom, who was told apart, and the one function that merges two."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from migrations._staff_walls import staff_walls

WALLS = (
    *staff_walls("merged_customer", "told_apart"),
    "ALTER TABLE merged_customer ADD FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)",
    "CREATE INDEX merged_customer_external ON merged_customer (tenant_id, external_id) WHERE external_id IS NOT NULL",
    "CREATE INDEX merged_customer_called ON merged_customer (tenant_id, lower(name))",
    "ALTER TABLE told_apart ADD FOREIGN KEY (tenant_id, first_id) REFERENCES customer (tenant_id, id)",
    "ALTER TABLE told_apart ADD FOREIGN KEY (tenant_id, second_id) REFERENCES customer (tenant_id, id)",
    "CREATE UNIQUE INDEX told_apart_pair ON told_apart (tenant_id, first_id, second_id)",
    "ALTER TABLE told_apart ADD CONSTRAINT told_apart_in_order CHECK (first_id < second_id)",
    "ALTER TABLE contact ADD FOREIGN KEY (tenant_id, merged_into_id) REFERENCES contact (tenant_id, id)",
)

# The words of a name in order, without accents, signs and what a company calls itself by law.
NAME_KEY = r"""
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(string_agg(word, ' ' ORDER BY word COLLATE "C"), '')
      FROM regexp_split_to_table(
           translate(lower(replace(name, '.', '')), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc'),
           '[[:space:][:punct:]]+') AS word
     WHERE word NOT IN ('', 'and', 'y', 'the', 'llc', 'inc', 'ltd', 'co', 'corp', 'sl', 'sa', 'gmbh')
$$
"""
# The same number with and without what stands before it for a country, and without an extension.
PHONE_KEY = r"right(regexp_replace(regexp_replace(phone, '[a-zA-Z#;,].*$', ''), '[^0-9]', '', 'g'), 9)"

LIKENESS = (
    NAME_KEY,
    "ALTER TABLE customer ADD COLUMN name_key text GENERATED ALWAYS AS (public.name_key(name)) STORED",
    "CREATE INDEX customer_alike ON customer (tenant_id, name_key)",
    (
        "ALTER TABLE contact ADD COLUMN phone_key text GENERATED ALWAYS AS "
        f"(CASE WHEN length({PHONE_KEY}) >= 7 THEN {PHONE_KEY} END) STORED"
    ),
    "CREATE INDEX contact_alike ON contact (tenant_id, phone_key) WHERE removed_at IS NULL AND phone_key IS NOT NULL",
)

# Only inside merge_customers: the application's role may set what it wants, and is not the owner of the tables.
IS_MERGING = """
CREATE FUNCTION is_merging(was uuid, becomes uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT was <> becomes AND current_setting('app.merging', true) = was || ' ' || becomes
       AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'public.customer'::regclass)
$$
"""

# What was sent stays as it was sent, but for whose it is when two customers become one. Everything else is compared
# as ever: the rest of each function stays as it is.
WHOSE_IT_IS = "OLD.customer_id := NEW.customer_id;"
WHO_ASKED = f"{WHOSE_IT_IS} OLD.contact_id := NEW.contact_id;"
NOTHING_ELSE = f"""
        {WHOSE_IT_IS}
        OLD.sealed_for := NEW.sealed_for;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
"""
GIVES_WAY = {
    "invoice_stays_as_sent": WHOSE_IT_IS,
    "estimate_stays_as_sent": WHOSE_IT_IS,
    "visit_keeps_its_place": WHOSE_IT_IS,
    "agreement_stays_as_sent": WHOSE_IT_IS,
    "service_request_stays_as_asked": WHO_ASKED,
    "estimate_version_stays_as_sent": NOTHING_ELSE,
    "estimate_answer_stays": NOTHING_ELSE,
}
GIVE_WAY = """
DO $do$
BEGIN
    EXECUTE regexp_replace(pg_get_functiondef('public.{name}'::regproc), 'BEGIN', $way$BEGIN
    IF TG_OP = 'UPDATE' AND public.is_merging(OLD.customer_id, NEW.customer_id) THEN
        {way}
    END IF;$way$);
END $do$
"""

# All rows in one statement: keys that carry the customer are looked at when it ends, and hold again by then. Whatever
# table has a customer_id is among them; one that were not would keep the customer from being deleted. It runs as the
# owner, who may change what is append-only, behind the same walls as everybody: row-level security is forced.
MERGE = """
CREATE FUNCTION merge_customers(loser uuid, winner uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    company uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    held int;
    moves text;
    counts text;
    moved jsonb;
    person record;
BEGIN
    IF company IS NULL OR nullif(current_setting('app.customer_id', true), '') IS NOT NULL THEN
        RAISE EXCEPTION 'only a company merges customers' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO held
      FROM (SELECT FROM customer WHERE tenant_id = company AND id IN (loser, winner) ORDER BY id FOR UPDATE) locked;
    IF held <> 2 THEN
        RAISE EXCEPTION 'there are no two such customers' USING ERRCODE = 'no_data_found';
    END IF;

    -- Who is at both under one address is one person from now on, with what either of them may.
    UPDATE contact same SET removed_at = now(), merged_into_id = kept.id
      FROM contact kept
     WHERE same.tenant_id = company AND same.customer_id = loser AND same.removed_at IS NULL
       AND kept.tenant_id = company AND kept.customer_id = winner AND kept.removed_at IS NULL
       AND kept.canonical_email = same.canonical_email;
    UPDATE contact kept
       SET billing = kept.billing OR same.billing, approve = kept.approve OR same.approve,
           visits = kept.visits OR same.visits, phone = coalesce(nullif(kept.phone, ''), same.phone),
           language = coalesce(nullif(kept.language, ''), same.language),
           quiet = (SELECT coalesce(jsonb_agg(DISTINCT topic), '[]')
                      FROM jsonb_array_elements(kept.quiet || same.quiet) topic)
      FROM contact same
     WHERE kept.tenant_id = company AND kept.customer_id = winner
       AND same.tenant_id = company AND same.customer_id = loser AND same.merged_into_id = kept.id;
    UPDATE calendar_feed feed SET revoked_at = now()
      FROM contact same
     WHERE feed.tenant_id = company AND feed.customer_id = loser AND feed.revoked_at IS NULL
       AND same.tenant_id = company AND same.id = feed.contact_id
       AND EXISTS (SELECT FROM calendar_feed kept WHERE kept.tenant_id = company AND kept.revoked_at IS NULL
                      AND kept.contact_id = same.merged_into_id);

    SELECT string_agg(format(
               'moved_%1$s AS (UPDATE %1$I it SET customer_id = $2%2$s%3$s '
               'WHERE it.tenant_id = $3 AND it.customer_id = $1 RETURNING 1)',
               t.relname,
               CASE WHEN t.relname = 'service_request' THEN
                   -- What was begun at both and never sent stays as it was begun with the one who stays.
                   ', contact_id = coalesce((SELECT same.merged_into_id FROM contact same '
                   'WHERE same.tenant_id = $3 AND same.id = it.contact_id AND NOT EXISTS ('
                   'SELECT FROM service_request r WHERE r.tenant_id = $3 AND r.contact_id = same.merged_into_id '
                   'AND (r.key = it.key OR r.status = ''draft'' AND it.status = ''draft''))), it.contact_id)'
                    WHEN t.relname <> 'estimate_answer' AND t.names ? 'contact_id' THEN
                   ', contact_id = coalesce((SELECT same.merged_into_id FROM contact same '
                   'WHERE same.tenant_id = $3 AND same.id = it.contact_id), it.contact_id)'
               END,
               CASE WHEN t.names ? 'sealed_for' THEN
                   ', sealed_for = CASE WHEN it.fingerprint <> '''' THEN coalesce(it.sealed_for, it.customer_id) END'
               END), ', '),
           string_agg(format('SELECT %1$L AS called, count(*) AS many FROM moved_%1$s', t.relname), ' UNION ALL ')
      INTO moves, counts
      FROM (SELECT c.relname, jsonb_object_agg(a.attname, true) AS names
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
             GROUP BY c.relname) t
     WHERE t.names ? 'customer_id' AND t.names ? 'tenant_id';
    PERFORM set_config('app.merging', loser || ' ' || winner, true);
    EXECUTE 'WITH ' || moves || ' SELECT jsonb_object_agg(called, many) FILTER (WHERE many > 0) FROM (' || counts
            || ') counted'
       INTO moved USING loser, winner, company;
    PERFORM set_config('app.merging', '', true);

    FOR person IN SELECT id, merged_into_id AS kept, canonical_email FROM contact
                   WHERE tenant_id = company AND customer_id = winner AND merged_into_id IS NOT NULL LOOP
        UPDATE session SET contact_id = person.kept WHERE tenant_id = company AND contact_id = person.id;
        UPDATE session SET contact_id = person.kept
         WHERE tenant_id = company AND purpose = 'contact' AND email = person.canonical_email AND contact_id IS NULL
           AND 1 = (SELECT count(*) FROM contact WHERE tenant_id = company AND removed_at IS NULL
                       AND canonical_email = person.canonical_email);
        UPDATE thread SET seen = seen - person.id::text
                                 || jsonb_build_object(person.kept::text, seen -> person.id::text)
         WHERE tenant_id = company AND customer_id = winner AND seen ? person.id::text;
        UPDATE email SET about_id = person.kept
         WHERE tenant_id = company AND about = 'contact' AND about_id = person.id;
        UPDATE activity SET about_id = person.kept
         WHERE tenant_id = company AND about = 'contact' AND about_id = person.id;
    END LOOP;

    INSERT INTO told_apart (id, tenant_id, first_id, second_id, by, at)
    SELECT gen_random_uuid(), company, least(winner, other), greatest(winner, other), by, at
      FROM (SELECT CASE first_id WHEN loser THEN second_id ELSE first_id END AS other, by, at FROM told_apart
             WHERE tenant_id = company AND loser IN (first_id, second_id)) theirs
     WHERE other <> winner
    ON CONFLICT DO NOTHING;
    DELETE FROM told_apart WHERE tenant_id = company AND loser IN (first_id, second_id);
    UPDATE customer SET reminds = reminds AND (SELECT reminds FROM customer WHERE tenant_id = company AND id = loser)
     WHERE tenant_id = company AND id = winner;
    INSERT INTO merged_customer (id, tenant_id, customer_id, name, billing_address, external_id, created_at, merged_at)
    SELECT id, tenant_id, winner, name, billing_address, external_id, created_at, now()
      FROM customer WHERE tenant_id = company AND id = loser;
    DELETE FROM customer WHERE tenant_id = company AND id = loser;
    RETURN coalesce(moved, '{}');
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0033_company_deletions")]

    operations = [
        ops.CreateModel(
            name="MergedCustomer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("name", fields.CharField(max_length=160)),
                ("billing_address", fields.TextField(default="", unique=False)),
                ("external_id", fields.CharField(null=True, max_length=120)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("merged_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "merged_customer",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a customer was before it became part of `customer_id`; "
                "`id` is the one it had.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="ToldApart",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("first_id", fields.UUIDField()),
                ("second_id", fields.UUIDField()),
                ("by", fields.CharField(default="", max_length=160)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "told_apart",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Two customers who look like one and are not, the lower id first.",
            },
            bases=["TenantOwned"],
        ),
        ops.AddField(model_name="Contact", name="merged_into_id", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="EstimateVersion", name="sealed_for", field=fields.UUIDField(null=True)),
        ops.AddField(model_name="EstimateAnswer", name="sealed_for", field=fields.UUIDField(null=True)),
        ops.RunSQL(list(WALLS)),
        ops.RunSQL(list(LIKENESS)),
        ops.RunSQL([IS_MERGING, *(GIVE_WAY.format(name=name, way=way) for name, way in GIVES_WAY.items())]),
        ops.RunSQL([MERGE, "REVOKE ALL ON FUNCTION merge_customers(uuid, uuid) FROM PUBLIC"]),
    ]
