"""Sweeping: an address that was typed at the base domain is not kept."""

from tenants.isolation import statement


async def sweep() -> None:
    """Forget what was asked a day ago. For housekeeping."""
    await statement("DELETE FROM site_request WHERE expires_at < now() - interval '1 day'")
