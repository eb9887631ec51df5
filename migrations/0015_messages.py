"""Messages: threads about records, and the addresses they are answered at by mail, behind both walls."""

from uuid import UUID, uuid4

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import Field
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from migrations._walls import walls, within_customer
from tenants.messages.thread import Author, Via


def people(table: str) -> list[str]:
    """The thread of the same customer, and exactly one person: their contact, or staff of the company."""
    return [
        within_customer(table, "thread_id", "thread"),
        within_customer(table, "contact_id", "contact"),
        (f"ALTER TABLE {table} ADD FOREIGN KEY (tenant_id, staff_member_id) REFERENCES staff_member (tenant_id, id)"),
        (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_one_person "
            "CHECK ((contact_id IS NULL) <> (staff_member_id IS NULL))"
        ),
    ]


STATEMENTS = (
    *walls("thread", "message", "reply_address"),
    "ALTER TABLE thread ADD UNIQUE (tenant_id, customer_id, id)",
    *(statement for table in ("message", "reply_address") for statement in people(table)),
    "CREATE UNIQUE INDEX thread_about ON thread (tenant_id, about_id)",
    "CREATE INDEX thread_last ON thread (tenant_id, customer_id, last_at DESC, id DESC)",
    "CREATE INDEX message_thread ON message (tenant_id, thread_id, at DESC, id DESC)",
    "CREATE UNIQUE INDEX message_mail ON message (tenant_id, thread_id, external_id)",
    (
        "CREATE UNIQUE INDEX reply_address_person ON reply_address "
        "(tenant_id, thread_id, coalesce(contact_id, staff_member_id))"
    ),
    "CREATE UNIQUE INDEX reply_address_token ON reply_address (tenant_id, token_hash)",
    "ALTER TABLE message ADD CONSTRAINT message_length CHECK (length(body) <= 5000)",
)


def key() -> tuple[str, Field[UUID]]:
    return ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True))


class Migration(migrations.Migration):
    dependencies = [("models", "0014_service_requests")]

    operations = [
        ops.CreateModel(
            name="Thread",
            fields=[
                key(),
                ("tenant_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("about", fields.CharField(max_length=40)),
                ("about_id", fields.UUIDField()),
                ("number", fields.CharField(default="", max_length=40)),
                ("title", fields.CharField(default="", max_length=160)),
                ("seen", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "thread",
                "app": "models",
                "pk_attr": "id",
                "table_description": "`number` and `title` are the record's, for letters. "
                "`seen` has, by contact, when they last looked.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="Message",
            fields=[
                key(),
                ("tenant_id", fields.UUIDField()),
                ("thread_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                (
                    "author",
                    fields.CharEnumField(description="CONTACT: contact\nSTAFF: staff", enum_type=Author, max_length=10),
                ),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_member_id", fields.UUIDField(null=True)),
                ("name", fields.CharField(max_length=160)),
                ("body", fields.TextField(unique=False)),
                (
                    "via",
                    fields.CharEnumField(
                        default=Via.PORTAL, description="PORTAL: portal\nMAIL: mail", enum_type=Via, max_length=10
                    ),
                ),
                ("left_out", fields.BooleanField(default=False)),
                ("external_id", fields.CharField(null=True, max_length=100)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "message",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Append-only. `left_out` says that a mail had attachments; "
                "`external_id` is the mail's, so that it comes once.",
            },
            bases=["TenantOwned"],
        ),
        ops.CreateModel(
            name="ReplyAddress",
            fields=[
                key(),
                ("tenant_id", fields.UUIDField()),
                ("thread_id", fields.UUIDField()),
                ("customer_id", fields.UUIDField()),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_member_id", fields.UUIDField(null=True)),
                ("token_hash", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "reply_address",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Made with the first letter to that person about that thread; "
                "only the hash of its token is stored.",
            },
            bases=["TenantOwned"],
        ),
        ops.RunSQL(list(STATEMENTS)),
    ]
