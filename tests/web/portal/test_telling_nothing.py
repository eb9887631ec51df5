"""A stranger is answered as a contact is: status, headers, cookies, lengths, pages, limits."""

import re

import httpx
import pytest

from tenants.customers import Contact
from tenants.isolation import acting, acting_for
from tenants.staff import StaffMember
from tests.signing_in import a_browser
from tests.world import World


async def nobody(world: World, email: str) -> None:
    """Nobody has this address."""


async def a_removed_contact(world: World, email: str) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.create(customer_id=world.acme.customer.id, name="Eve", email=email)
        await acting().rows("UPDATE contact SET removed_at = now() WHERE email = $1", email)


async def another_companys_contact(world: World, email: str) -> None:
    async with acting_for(world.bolt.tenant):
        await Contact.create(customer_id=world.bolt.customer.id, name="Eve", email=email)


async def a_staff_member(world: World, email: str) -> None:
    async with acting_for(world.acme.tenant):
        await StaffMember.create(name="Eve", email=email)


SOMEBODY = {act.__name__: act for act in (nobody, a_removed_contact, another_companys_contact, a_staff_member)}


async def answers(world: World, email: str) -> list[tuple[object, ...]]:
    async with a_browser(world.acme) as asking:
        steps = [await asking.post("/sign-in", data={"email": email}) for _ in range(5)]
        steps.append(await asking.get("/sign-in/code"))
        steps += [await asking.post("/sign-in/code", data={"code": "x"}) for _ in range(7)]
        steps.append(await asking.get("/sign-in"))
    return [plain(step, email) for step in steps]


def plain(answer: httpx.Response, email: str) -> tuple[object, ...]:
    text = answer.text.replace(email, "ADDRESS").replace(email[0] + "…", "MASK")
    text = re.sub(r'data-expires="[^"]*"|nonce="[^"]*"', "", text)
    headers = re.sub(r"asking=[^;]*|nonce-[^']*|[Ee]xpires=[^;]*", "", str(sorted(answer.headers.multi_items())))
    return answer.status_code, headers, len(answer.content), text


@pytest.mark.parametrize("kind", SOMEBODY)
async def test_it_answers_a_contact_and_anybody_else_alike(world: World, kind: str) -> None:
    known = world.acme.contact.email
    other = known.replace("dana", "eves")
    await SOMEBODY[kind](world, other)

    assert await answers(world, other) == await answers(world, known)
