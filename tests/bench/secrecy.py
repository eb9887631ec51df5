"""Whether the time an answer takes tells who has an account."""

from uuid import uuid4

from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.bench.figures import Figure
from tests.bench.load import a_request, load
from tests.bench.people import Person, a_person
from tests.bench.stage import Stage

EACH = 250
"""Below what a company may send in ten minutes."""
COMPANIES = 4


async def measure(stage: Stage) -> list[Figure]:
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(COMPANIES):
        asked = await _in_pairs(await a_person("quiet", bills=2))
        answers = await load(stage.web().port, asked, connections=1, status=303, once=True)
        assert not answers.errors
        known += answers.times[::2]
        unknown += answers.times[1::2]
    value = _auc(known, unknown)
    return [
        Figure(name="known against unknown address, AUC from 0.5", value=abs(value - 0.5), must=0.05, low=True),
    ]


async def _in_pairs(person: Person) -> list[bytes]:
    """Known and unknown addresses in turn, each from a network of its own."""
    addresses = [f"{uuid4().hex}@example.com" for _ in range(2 * EACH)]
    async with acting_for(person.company.tenant):
        customer_id = person.company.customer.id
        await Contact.bulk_create(
            [Contact(customer_id=customer_id, name="Kim", email=address) for address in addresses[::2]]
        )
    return [
        a_request(
            person.host, "/sign-in", body=f"email={address}".encode(), X_Forwarded_For=f"10.1.{n // 250}.{n % 250}"
        )
        for n, address in enumerate(addresses)
    ]


def _auc(some: list[float], others: list[float]) -> float:
    """The chance that one of `some` took longer than one of `others`: 0.5 tells nothing."""
    ranks = sorted([(time, 1) for time in some] + [(time, 0) for time in others])
    sum_of_ranks = sum(rank for rank, (_, mine) in enumerate(ranks, 1) if mine)
    return (sum_of_ranks - len(some) * (len(some) + 1) / 2) / (len(some) * len(others))
