"""Signing up as people do: the form, the mail, and over to the company's own host."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from quart import Quart

from settings import settings
from tenants.site_requests import SiteRequest
from tests.builders import a_slug
from tests.visitor import Visitor
from tests.world import Company, World


def at_base(app: Quart, world: World) -> Visitor:
    """A browser at the base domain."""
    return Visitor(app, world.acme, host=urlsplit(settings().base_url).netloc)


def a_form(**more: Any) -> dict[str, str]:
    return {
        "name": "Aqua Pools",
        "owner_name": "Ann Lee",
        "email": f"ann-{uuid4().hex[:8]}@aqua.example",
        "slug": a_slug(),
        "country": "US",
        "currency": "USD",
        "time_zone": "America/Chicago",
        **more,
    }


async def newest(email: str) -> SiteRequest:
    found = await SiteRequest.filter(email=email).order_by("-created_at").first()
    assert found
    return found


def at_company(app: Quart, company: Company, address: str) -> tuple[Visitor, str]:
    """The browser that follows `address` to a company's host, and the path there."""
    parts = urlsplit(address)
    return Visitor(app, company, host=parts.netloc), parts.path
