"""Signing up and brand: what is asked of the base domain, logos, and slugs kept after a company gave them up."""

from uuid import uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import OURS
from tenants.sign_in.magic_link import Purpose as MagicPurpose
from tenants.site_requests.request import Purpose

# Contacts see the logo too, so it is behind the company's wall alone.
WALLS = (
    "ALTER TABLE logo ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE logo FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY tenant_wall ON logo USING ({OURS}) WITH CHECK ({OURS})",
    "ALTER TABLE logo ADD UNIQUE (tenant_id, id)",
    "ALTER TABLE logo ADD UNIQUE (tenant_id, mark)",
    "ALTER TABLE logo ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    "ALTER TABLE former_slug ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id)",
    "CREATE UNIQUE INDEX site_request_secret ON site_request (secret_hash)",
    "CREATE INDEX site_request_browser ON site_request (browser_hash, created_at)",
    "CREATE INDEX site_request_address ON site_request (email, created_at)",
    "CREATE INDEX site_request_expiry ON site_request (expires_at)",
)

# After the row, so that whoever gives up a slug at this moment has committed: the unique index has waited for them.
SLUG_IS_FREE = """
CREATE FUNCTION tenant_slug_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.slug = NEW.slug THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM former_slug WHERE slug = NEW.slug AND tenant_id <> NEW.id AND kept_until > now()) THEN
        RAISE EXCEPTION 'the slug % is kept for another company', NEW.slug USING ERRCODE = 'unique_violation';
    END IF;
    DELETE FROM former_slug WHERE slug = NEW.slug;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO former_slug (slug, tenant_id, kept_until) VALUES (OLD.slug, NEW.id, now() + interval '200 days');
    END IF;
    RETURN NULL;
END $$
"""

# Every row is read as its own company, behind that company's wall: there is no list of who belongs where.
PORTALS_OF = """
CREATE FUNCTION portals_of(wanted text) RETURNS TABLE (company uuid, is_contact boolean, is_staff boolean)
LANGUAGE plpgsql AS $$
BEGIN
    FOR company IN SELECT id FROM tenant ORDER BY created_at, id LOOP
        PERFORM set_config('app.tenant_id', company::text, true);
        is_contact := EXISTS (SELECT FROM contact WHERE contact.tenant_id = company
                                 AND contact.canonical_email = wanted AND contact.removed_at IS NULL)
                  AND EXISTS (SELECT FROM tenant WHERE tenant.id = company AND tenant.portal_enabled);
        is_staff := EXISTS (SELECT FROM staff_member WHERE staff_member.tenant_id = company
                               AND lower(staff_member.email) = wanted AND staff_member.removed_at IS NULL);
        IF is_contact OR is_staff THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$
"""

SLUG_TRIGGER = """
CREATE TRIGGER tenant_slug_is_free AFTER INSERT OR UPDATE OF slug ON tenant
FOR EACH ROW EXECUTE FUNCTION tenant_slug_is_free()
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0030_company_exports")]

    operations = [
        ops.CreateModel(
            name="FormerSlug",
            fields=[
                ("slug", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("tenant_id", fields.UUIDField()),
                ("kept_until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "former_slug",
                "app": "models",
                "pk_attr": "slug",
                "table_description": "A slug that a company gave up: until `kept_until` it leads there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Logo",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField()),
                ("mark", fields.CharField(max_length=40)),
                ("body", fields.BinaryField()),
                ("width", fields.SmallIntField()),
                ("height", fields.SmallIntField()),
                ("tone", fields.CharField(default="", max_length=5)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "logo",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A PNG of our own making, asked for by `mark`, the hash of its content.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="SiteRequest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "purpose",
                    fields.CharEnumField(description="SIGN_UP: sign_up\nFIND: find", enum_type=Purpose, max_length=12),
                ),
                ("email", fields.CharField(max_length=254)),
                ("language", fields.CharField(default="", max_length=20)),
                ("wanted", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("nonce", fields.BinaryField()),
                ("secret_hash", fields.BinaryField()),
                ("browser_hash", fields.BinaryField()),
                ("attempts", fields.SmallIntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("replaced_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("proved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("consumed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "site_request",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Not tenant-owned: there is no company yet, or nobody knows which.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Tenant",
            options={
                "table": "tenant",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`logo` is what pages need of the company's Logo: mark, width, height, tone.",
            },
        ),
        ops.AddField(
            model_name="Tenant",
            name="logo",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="Tenant",
            name="skipped_steps",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        *(
            ops.AlterField(
                model_name=name, name="purpose", field=fields.CharEnumField(enum_type=MagicPurpose, max_length=12)
            )
            for name in ("MagicLink", "Session")
        ),
        ops.RunSQL([*WALLS, SLUG_IS_FREE, SLUG_TRIGGER, PORTALS_OF]),
    ]
