"""Recovery codes: ten of them, each good once, for whoever has lost the phone."""

import asyncio
import re
from secrets import choice

from tenants.second_factor.second_factor import SecondFactor

MANY = 10
LENGTH = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def new_codes() -> list[str]:
    return ["".join(choice(SIGNS) for _ in range(LENGTH)) for _ in range(MANY)]


def written(code: str) -> str:
    """As it is shown, and copied from: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read(typed: str) -> str:
    """The code that was typed; empty when it cannot be one."""
    plain = re.sub(r"[\s-]", "", typed.lower())
    return plain if len(plain) == LENGTH and set(plain) <= set(SIGNS) else ""


async def hashed(factor: SecondFactor, codes: list[str]) -> list[str]:
    """One after the other, in a thread: other requests go on meanwhile."""
    return await asyncio.to_thread(lambda: [factor.recovery_hash(code) for code in codes])
