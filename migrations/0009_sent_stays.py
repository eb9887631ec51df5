"""An invoice that was sent is not deleted either: it is voided, and stays."""

from tortoise import migrations
from tortoise.migrations import operations as ops

STAYS = """
CREATE FUNCTION invoice_is_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' THEN
        RAISE EXCEPTION 'invoice % was sent and is not deleted', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0008_photos")]

    operations = [
        ops.RunSQL(
            [
                STAYS,
                (
                    "CREATE TRIGGER invoice_is_not_deleted BEFORE DELETE ON invoice "
                    "FOR EACH ROW EXECUTE FUNCTION invoice_is_not_deleted()"
                ),
            ]
        )
    ]
