"""A program of a company: JSON over HTTP with a key in the header, no cookies."""

import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from quart import Quart
from werkzeug.datastructures import Headers

from tenants.api_keys import Access
from tenants.isolation import acting_for
from tests.builders import an_api_key
from tests.world import Company


class Answer(NamedTuple):
    status: int
    said: Any
    headers: Headers


class Program:
    """Requests to one company's API with `key`; `await Program.of(app, world.acme)` has one that may do everything."""

    def __init__(self, app: Quart, company: Company, key: str) -> None:
        self.company, self.key = company, key
        self.client = app.test_client(use_cookies=False)

    @classmethod
    async def of(cls, app: Quart, company: Company, **scopes: Access) -> "Program":
        async with acting_for(company.tenant):
            _, key = await an_api_key(company, **scopes)
        return cls(app, company, key)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.send("GET", path, **headers)

    async def post(self, path: str, said: Any = None, **headers: str) -> Answer:
        return await self.send("POST", path, said, **headers)

    async def patch(self, path: str, said: Any) -> Answer:
        return await self.send("PATCH", path, said)

    async def put(self, path: str, said: Any) -> Answer:
        return await self.send("PUT", path, said)

    async def send(self, method: str, path: str, said: Any = None, **headers: str) -> Answer:
        """What is `said` goes as JSON, bytes as they are."""
        body = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        given = {"Host": urlsplit(self.company.tenant.first_origin).netloc, "Content-Type": "application/json"}
        if self.key:
            given["Authorization"] = f"Bearer {self.key}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        response = await self.client.open(
            f"/api/v1{path}", method=method, data=body, headers=given, scheme="http", query_string=None
        )
        text = await response.get_data(as_text=True)
        return Answer(response.status_code, json.loads(text) if text else None, response.headers)
