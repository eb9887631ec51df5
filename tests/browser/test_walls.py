"""One address, two companies, one browser: nothing of the one is seen or sent at the other."""

from tests.browser.person import Person
from tests.world import World

TOSS = """() => {
  for (const name of ["__Host-session", "__Host-asking", "session", "__Secure-session"])
    for (const domain of ["localhost", ".localhost", location.hostname])
      document.cookie = `${name}=tossed; Domain=${domain}; Path=/; Secure`;
  return document.cookie;
}"""


async def test_it_knows_nothing_at_one_company_of_a_session_at_another(dana: Person, world: World) -> None:
    async with dana.page.expect_request(world.bolt.tenant.url("/invoices")) as asked:
        await dana.go(world.bolt.tenant.url("/invoices"))

    await dana.sees("Bolt", "Email me a link")
    await dana.sees_no("Acme")
    assert await (await asked.value).header_value("cookie") is None


async def test_it_keeps_two_sessions_of_one_person_apart(dana: Person, world: World) -> None:
    at_bolt = await dana.another_tab()
    at_bolt.company = world.bolt
    await at_bolt.sign_in()
    await at_bolt.go("/profile")
    await at_bolt.press("^Sign out$")
    await at_bolt.is_at("/sign-in")

    await dana.go("/profile")

    await dana.sees("Where you are signed in", "This device")


async def test_it_wears_each_companys_own_brand(dana: Person, world: World) -> None:
    here = await brand_of(dana)
    await dana.go(world.bolt.tenant.url("/sign-in"))

    assert here != await brand_of(dana)


async def test_it_ignores_cookies_tossed_from_a_sibling(dana: Person, world: World) -> None:
    await dana.go(world.bolt.tenant.url("/sign-in"))
    await dana.page.evaluate(TOSS)

    await dana.go()

    await dana.sees("Hello, Dana")
    names = [cookie["name"] for cookie in await dana.context.cookies(world.acme.tenant.origin)]
    assert sorted(names) == ["__Host-known", "__Host-session"]


async def brand_of(person: Person) -> object:
    return await person.page.locator(".monogram").evaluate("mark => getComputedStyle(mark).backgroundColor")
