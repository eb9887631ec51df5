"""The files of a company that is being deleted: photos, uploads on their way, and what was to be taken away."""

from tenants import company_exports, photo_store, uploads
from tenants.company_deletions.deleting import count
from tenants.tenant import Tenant


async def delete_files(tenant: Tenant) -> None:
    """Remove every folder of the company, one by one: what is cut short goes on where it was. Raises Unavailable."""
    for under in (str(tenant.id), f"{company_exports.FOLDER}/{tenant.id}", f"{uploads.FOLDER}/{tenant.id}"):
        for folder in await photo_store.folders(under):
            await photo_store.delete(f"{under}/{folder}")
            await count(tenant, "folders", 1)
        await photo_store.delete(under)
