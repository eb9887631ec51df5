"""How many photos there is room for: of those a customer sends, and of all that the company has."""

from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.photos.photo import Photo

# Photos, and bytes of what is kept of them: about two megabytes for each of a customer's, one for each of a company's.
CUSTOMER_ROOM = (500, 1 << 30)
COMPANY_ROOM = (50_000, 50 << 30)

# A lock of its own statement: the count that follows must see what the one before us wrote.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('photo|' || $1, 0))"

HELD = """
SELECT count(*) FILTER (WHERE customer_id = $2 AND about <> 'job') AS customer_photos, count(*) AS photos,
       coalesce(sum(total_bytes) FILTER (WHERE customer_id = $2 AND about <> 'job'), 0)::bigint AS customer_bytes,
       coalesce(sum(total_bytes), 0)::bigint AS bytes
  FROM photo WHERE tenant_id = $1
"""


async def check(photo: Photo) -> None:
    """Raise Invalid when the photo would be one too many. Photos that were removed count until their files are gone."""
    await acting().rows(LOCK, str(photo.tenant_id))
    held = (await acting().rows(HELD, photo.tenant_id, photo.customer_id))[0]
    is_theirs = photo.about != "job"  # photos of a job are the company's own
    if is_theirs and (held["customer_photos"] >= CUSTOMER_ROOM[0] or held["customer_bytes"] >= CUSTOMER_ROOM[1]):
        raise Invalid("photo", "There is no room for more of your photos. Please remove some first.")
    if held["photos"] >= COMPANY_ROOM[0] or held["bytes"] >= COMPANY_ROOM[1]:
        raise Invalid("photo", "There is no room for more photos here. Please tell the company.")
