"""What moves with a share link is found by it, so that merging a customer with thousands of bills takes seconds."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = (
    (
        "CREATE INDEX payment_attempt_share_link ON payment_attempt (tenant_id, share_link_id) "
        "WHERE share_link_id IS NOT NULL"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0034_merging")]

    operations = [ops.RunSQL(list(INDEXES))]
