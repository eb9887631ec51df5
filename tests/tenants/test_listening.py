"""Listening: what is said after the commit is heard, and nothing that was rolled back."""

import asyncio

from tenants.isolation import statement
from tenants.listening import listen
from tests.patience import until


async def test_it_hears_what_is_said_on_its_channel_alone(database: None) -> None:
    begun, heard = [], []
    listening = asyncio.create_task(listen("a_test", lambda: begun.append(1), heard.append))

    await until(lambda: begun)
    await statement("SELECT pg_notify('another_test', 'no')")
    await statement("SELECT pg_notify('a_test', 'yes')")
    await until(lambda: heard)
    listening.cancel()

    assert heard == ["yes"]
