"""A browser without scripts: cookies, the headers browsers send, and signing in as people do."""

from typing import Any, Self
from urllib.parse import urlsplit

from quart import Quart, Response

from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tests.world import Company

FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


class Visitor:
    """Requests to one company's host (or another `host`), cookies kept."""

    def __init__(self, app: Quart, company: Company, *, host: str = "") -> None:
        self.company = company
        self.host = host or urlsplit(company.tenant.origin).netloc
        self.client = app.test_client()

    async def get(self, path: str, **headers: str) -> Response:
        return await self.client.get(path, headers={"Host": self.host, **headers}, scheme="http")

    async def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> Response:
        return await self.client.post(
            path, form=form or {}, headers={"Host": self.host, **FROM_OUR_PAGE, **headers}, scheme="http"
        )

    async def sign_in(self, email: str = "") -> Self:
        """Through the real door: ask for a link, open the mailed one in this browser."""
        return await self._enter("/sign-in", email or self.company.contact.email)

    async def sign_in_staff(self, email: str = "") -> Self:
        """The same at the door of the company's staff; the owner, unless another address is given."""
        return await self._enter("/staff/sign-in", email or self.company.owner.email)

    async def _enter(self, door: str, email: str) -> Self:
        await self.post(door, {"email": email})
        async with acting_for(self.company.tenant):
            link = await MagicLink.filter(email=email.lower()).order_by("-created_at").first()
        answer = await self.post(f"{door}/{link.secret}")
        assert answer.status_code == 303, await answer.get_data(as_text=True)
        return self
