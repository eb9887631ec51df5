"""The worker as it is, and two tasks more: one that does nothing and one that takes its worker down."""

import os

from tenants.tenant import Tenant
from workers import app
from workers.perform import TASKS, Work, each


async def nothing(tenant: Tenant, subject: str) -> None:
    """Be done at once."""


async def poison(tenant: Tenant, subject: str) -> None:
    os._exit(1)


TASKS["nothing"] = Work(each(nothing))
TASKS["poison"] = Work(each(poison))

if __name__ == "__main__":
    app.main()
