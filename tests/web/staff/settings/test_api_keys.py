"""Settings > API keys: made and shown once, listed without it, revoked at once, and an owner's alone."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from quart import Response

from tenants import activity, api_keys, company_exports, team
from tenants.activity import Activity
from tenants.api_keys import Access, ApiKey, Scope
from tenants.company_exports import CompanyExport
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tests.builders import a_staff_member, as_staff
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.tenants.test_audit import as_program
from tests.visitor import Visitor
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.web.staff.test_me import text
from tests.world import Company, World
from web.assets import address
from web.words.api_keys import may
from workers.company_exports import make_company_export

Visit = Callable[[Company], Visitor]
PAGE = "/staff/settings/api-keys"
NEW = f"{PAGE}/new"
READS = {"name": "Bookkeeping", "access": "read"}
SECRET = re.compile(r"pl_[A-Za-z0-9_-]{43}")


@pytest.fixture
async def olive(world: World, visit: Visit) -> Visitor:
    """Acme's owner, signed in just now."""
    return await visit(world.acme).sign_in_staff()


async def the_key(company: Company) -> ApiKey:
    async with acting_for(company.tenant):
        return await ApiKey.get()


async def many(company: Company) -> int:
    async with acting_for(company.tenant):
        return await ApiKey.all().count()


async def body(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def made(visitor: Visitor, **form: str) -> str:
    """The text of a new key, as the page shows it."""
    answer = await visitor.post(NEW, {**READS, **form})
    assert answer.status_code == 200
    found = SECRET.search(await body(answer))
    assert found
    return found[0]


async def allowed(company: Company, secret: str) -> dict[Scope, Access] | None:
    async with acting_for(company.tenant):
        holder = await api_keys.find(secret)
    return dict(holder.scopes) if holder else None


class TestList:
    async def test_while_there_is_none_it_says_what_one_is_for(self, olive: Visitor) -> None:
        page = await text(olive, PAGE)

        assert "your bookkeeping or scheduling program" in page
        assert "Nobody needs one to use the portal." in page
        assert f'href="{NEW}"' in page
        assert 'href="/api/v1/docs"' in page

    async def test_settings_lead_here_for_an_owner_alone(self, olive: Visitor, world: World, visit: Visit) -> None:
        ada = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.ADMIN)).email)

        assert f'href="{PAGE}"' in await text(olive, "/staff/settings")
        assert f'href="{PAGE}"' not in await text(ada, "/staff/settings")

    async def test_a_key_is_listed_with_all_that_matters_about_it(self, olive: Visitor, world: World) -> None:
        secret = await made(olive)
        page = await text(olive, PAGE)

        for words in ("Bookkeeping", "Reads everything", f"{secret[:9]}…", "Olive Owner", "Never used", "Works"):
            assert words in page
        await allowed(world.acme, secret)
        assert "Never used" not in await text(olive, PAGE)

    async def test_one_whose_maker_has_left_says_what_to_do(self, olive: Visitor, world: World) -> None:
        mel = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            await api_keys.make("Website", {Scope.JOBS: Access.READ}, mel.id)
            await team.change_role(mel.id, Role.ADMIN, world.acme.owner.id)
        assert f"{mel.name} is no longer an owner. Make a new key" in await text(olive, PAGE)

        async with acting_for(world.acme.tenant):
            await team.remove(mel.id, world.acme.owner.id)
        assert f"{mel.name} has left the team. Make a new key" in await text(olive, PAGE)
        assert "Works" not in await text(olive, PAGE)


READ, WRITE = Access.READ, Access.WRITE


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (dict.fromkeys(Scope, READ), "Reads everything"),
        (dict.fromkeys(Scope, WRITE), "Reads and writes everything"),
        ({**dict.fromkeys(Scope, READ), Scope.INVOICES: WRITE}, "Reads everything, writes invoices"),
        ({Scope.INVOICES: READ, Scope.CUSTOMERS: READ}, "Reads customers and invoices"),
        ({Scope.JOBS: WRITE}, "Reads and writes jobs"),
        ({Scope.JOBS: WRITE, Scope.EMAILS: READ}, "Reads emails; reads and writes jobs"),
        ({}, "Nothing"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_what_a_key_may_do_is_one_short_line(scopes: dict[Scope, Access], words: str) -> None:
    assert may(scopes) == words


class TestMaking:
    @pytest.mark.parametrize(
        ("form", "given"),
        [
            ({"access": "read"}, dict.fromkeys(Scope, Access.READ)),
            ({"access": "write"}, dict.fromkeys(Scope, Access.WRITE)),
            (
                {"access": "part", "scope.invoices": "write", "scope.customers": "read", "scope.jobs": ""},
                {Scope.INVOICES: Access.WRITE, Scope.CUSTOMERS: Access.READ},
            ),
            ({"access": "read", "scope.invoices": "write"}, dict.fromkeys(Scope, Access.READ)),
        ],
        ids=["reading everything", "writing everything", "a part", "what was picked before counts no more"],
    )
    async def test_it_allows_what_was_chosen(
        self, olive: Visitor, world: World, form: dict[str, str], given: dict[Scope, Access]
    ) -> None:
        secret = await made(olive, **form)

        assert await allowed(world.acme, secret) == given

    @pytest.mark.parametrize(
        ("form", "where"),
        [
            ({"name": " "}, "name"),
            ({"name": "n" * 81}, "name"),
            ({"access": ""}, "scopes"),
            ({"access": "all"}, "scopes"),
            ({"access": "part"}, "scopes"),
            ({"access": "part", "scope.invoices": "delete", "scope.spells": "read"}, "scopes"),
        ],
    )
    async def test_what_cannot_be_is_said_beside_its_field(
        self, olive: Visitor, world: World, form: dict[str, str], where: str
    ) -> None:
        answer = await olive.post(NEW, {**READS, **form})
        page = await body(answer)

        assert answer.status_code == 422
        assert re.findall(r'class="error" id="(\w+)-error"', page) == [where]
        assert page.count("autofocus") == 1
        assert await many(world.acme) == 0

    async def test_what_was_typed_is_kept(self, olive: Visitor) -> None:
        typed = {"id": str(uuid4()), "name": "", "access": "part", "scope.estimates": "write", "scope.jobs": "read"}
        nameless, for_nothing = [await body(await olive.post(NEW, it)) for it in (typed, {"name": "Tally & Co"})]

        for name, value in (("access", "part"), ("scope.estimates", "write"), ("scope.jobs", "read")):
            assert re.search(rf'name="{name}"\s+value="{value}"\s+(required\s+)?checked', nameless), name
        assert f'value="{typed["id"]}"' in nameless
        assert 'value="Tally &amp; Co"' in for_nothing

    async def test_the_page_has_the_key_and_a_line_to_try_it_at_the_companys_address(
        self, olive: Visitor, world: World
    ) -> None:
        answer = await olive.post(NEW, {**READS, "access": "part", "scope.jobs": "read"})
        page = await body(answer)
        [secret] = set(SECRET.findall(page))

        assert f'data-copy="{secret}"' in page
        assert f"Bearer {secret}&#34; {world.acme.tenant.first_origin}/api/v1/jobs" in page
        assert "it is not shown again" in page
        assert "no-store" in answer.headers["Cache-Control"]
        assert address("live.js") in await text(olive, PAGE)
        assert address("live.js") not in page  # which would look for it anew and find none

    async def test_any_name_is_text_on_every_page(self, olive: Visitor, world: World) -> None:
        nasty = """"'><x-canary>{{7*7}}%(name)s"""
        answer = await olive.post(NEW, {**READS, "name": nasty})
        page, team_page = f"{PAGE}/{(await the_key(world.acme)).id}", f"/staff/team/{world.acme.owner.id}"
        paths = (PAGE, page, f"{page}/revoke", "/staff/audit", team_page)
        pages = [await body(answer), *[await text(olive, path) for path in paths]]

        for shown in pages:
            assert "&lt;x-canary&gt;{{7*7}}%(name)s" in shown
            assert "<x-canary" not in shown

    async def test_the_same_form_sent_again_leads_to_the_key_it_made(self, olive: Visitor, world: World) -> None:
        same = {**READS, "id": str(uuid4())}
        await olive.post(NEW, same)
        again = await olive.post(NEW, same)

        assert again.location == f"{PAGE}/{same['id']}"
        assert "was shown once, when it was made" in await text(olive, again.location)
        assert await many(world.acme) == 1

    async def test_each_form_makes_a_key_of_its_own(self, olive: Visitor) -> None:
        ids = [re.findall(r'name="id" value="([^"]+)"', await text(olive, NEW)) for _ in range(2)]

        assert ids[0] != ids[1]

    async def test_the_id_of_another_companys_key_shows_and_changes_nothing(
        self, olive: Visitor, world: World, visit: Visit
    ) -> None:
        await made(await visit(world.bolt).sign_in_staff())
        theirs = await the_key(world.bolt)
        answer = await olive.post(NEW, {**READS, "id": str(theirs.id)})

        assert answer.location == f"{PAGE}/{theirs.id}"
        assert (await olive.get(answer.location)).status_code == 404
        assert (await the_key(world.bolt)).secret_hash == theirs.secret_hash

    async def test_every_owner_gets_a_letter_and_nobody_else(
        self, olive: Visitor, world: World, run_tasks: RunTasks, postmark: Postmark
    ) -> None:
        second, admin = [await a_staff_member(world.acme, role) for role in (Role.OWNER, Role.ADMIN)]
        secret = await made(olive, name="Tally")
        await run_tasks()
        [letter] = [it for it in postmark.messages(second.email) if "API key" in it["Subject"]]
        written = [it["Subject"] for who in (world.acme.owner, admin) for it in postmark.messages(who.email)]

        assert "Olive Owner made an API key for Tally, from the network address" in letter["TextBody"]
        assert f"{PAGE}/{(await the_key(world.acme)).id}" in letter["TextBody"]
        assert secret[:12] not in str(letter)
        assert len([it for it in written if "API key" in it]) == 1


class TestSecrecy:
    async def test_it_is_nowhere_once_its_page_is_gone(
        self, olive: Visitor, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        secret = await made(olive)
        key = await the_key(world.acme)
        pages = [
            await text(olive, path)
            for path in (PAGE, NEW, f"{PAGE}/{key.id}", f"{PAGE}/{key.id}/revoke", "/staff/audit")
        ]
        async with acting_for(world.acme.tenant):
            rows = [str(row) for table in (Activity, Email) for row in await table.all().values()]

        hidden = secret[len(key.beginning) :]
        assert caplog.records
        assert hidden not in "".join(pages + rows + [str(it.__dict__) for it in caplog.records])

    async def test_it_is_not_in_the_file_with_everything_nor_is_its_hash(self, olive: Visitor, world: World) -> None:
        secret = await made(olive)
        key = await the_key(world.acme)
        file = await everything(world.acme)
        [row] = [json.loads(line) for line in file["api_key"].splitlines() if str(key.id) in line]

        assert row["name"] == "Bookkeeping"
        assert "secret_hash" not in row
        for hidden in (secret[9:], key.secret_hash.hex()):
            assert hidden not in "".join(file.values())


async def everything(company: Company) -> dict[str, str]:
    """What is in the company's export, by noun."""
    async with acting_for(company.tenant):
        export = await as_staff(company.owner, company_exports.begin())
    while export.status == "making":
        await make_company_export(company.tenant, str(export.id), 1)
        async with acting_for(company.tenant):
            export = await CompanyExport.get(id=export.id)
    _, pieces = await company_exports.file_of(company.tenant, export.id)
    file = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))
    return {
        name.rpartition("/")[2].partition(".")[0]: file.read(name).decode(errors="replace") for name in file.namelist()
    }


class TestRevoking:
    async def test_it_is_asked_first_and_then_opens_nothing_at_once(self, olive: Visitor, world: World) -> None:
        secret = await made(olive)
        page = f"{PAGE}/{(await the_key(world.acme)).id}"
        assert f'href="{page}/revoke"' in await text(olive, page)
        assert "Bookkeeping stops at once" in await text(olive, f"{page}/revoke")
        assert await allowed(world.acme, secret)

        assert (await olive.post(f"{page}/revoke")).location == page
        assert await allowed(world.acme, secret) is None
        assert "Revoked" in await text(olive, PAGE)
        assert "/revoke" not in await text(olive, page)
        assert (await olive.get(f"{page}/revoke")).location == page

    async def test_twice_is_no_error(self, olive: Visitor, world: World) -> None:
        await made(olive)
        path = f"{PAGE}/{(await the_key(world.acme)).id}/revoke"

        assert [(await olive.post(path)).status_code for _ in range(2)] == [303, 303]


class TestWho:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER])
    async def test_nobody_but_an_owner_sees_makes_or_revokes_any(
        self, olive: Visitor, world: World, visit: Visit, role: Role
    ) -> None:
        await made(olive)
        ada = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, role)).email)
        page = f"{PAGE}/{(await the_key(world.acme)).id}"

        assert [(await ada.get(path)).status_code for path in (PAGE, NEW, page, f"{page}/revoke")] == [403] * 4
        assert (await ada.post(NEW, READS)).status_code == 403
        assert (await ada.post(f"{page}/revoke")).status_code == 403
        assert (await the_key(world.acme)).revoked_at is None

    async def test_a_session_left_open_is_asked_who_it_is_and_what_was_typed_can_be_sent_again(
        self, olive: Visitor, world: World
    ) -> None:
        await grown_old(world.acme)
        answer = await olive.post(NEW, READS)

        assert (await olive.get(PAGE)).location == f"/staff/confirm?next={PAGE}"
        assert answer.status_code == 403
        assert f'href="/staff/confirm?next={NEW}"' in await body(answer)
        assert await many(world.acme) == 0

    async def test_whoever_takes_an_owner_away_reads_which_keys_stop(self, olive: Visitor, world: World) -> None:
        mel = await a_staff_member(world.acme, Role.OWNER)
        async with acting_for(world.acme.tenant):
            for name in ("Bookkeeping", "Website"):
                await api_keys.make(name, {Scope.JOBS: Access.READ}, mel.id)
        page = await text(olive, f"/staff/team/{mel.id}")
        assert f"2 API keys that {mel.name} made stop working when they are removed: Bookkeeping and Website." in page
        assert f"Without the role of an owner, 2 API keys that {mel.name} made stop working" in page

        await olive.post(f"/staff/team/{mel.id}/role", {"role": "admin"})
        page = await text(olive, f"/staff/team/{mel.id}")
        assert f"As an owner, 2 API keys that {mel.name} made work again: Bookkeeping and Website." in page
        assert "stop working" not in page

    async def test_whoever_hands_the_company_over_reads_which_of_theirs_stop(
        self, olive: Visitor, world: World
    ) -> None:
        heir = await a_staff_member(world.acme, Role.ADMIN)
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=heir.id).update(joined_at=heir.created_at)
        await made(olive)

        assert "An API key that you made stops working: Bookkeeping." in await text(
            olive, f"/staff/team/{heir.id}/hand-over"
        )

    async def test_an_admin_reads_nothing_of_keys_on_the_page_of_an_owner(
        self, olive: Visitor, world: World, visit: Visit
    ) -> None:
        await made(olive)
        ada = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.ADMIN)).email)

        assert "API key" not in await text(ada, f"/staff/team/{world.acme.owner.id}")


class TestHistory:
    async def test_what_a_program_did_stands_in_its_name_and_is_found_by_it(self, olive: Visitor, world: World) -> None:
        for name in ("Bookkeeping", "Website"):
            await made(olive, name=name)
            async with acting_for(world.acme.tenant):
                key = await ApiKey.get(name=name)
                await as_program(key, activity.note(world.acme.customer, "changed"))
        page = await text(olive, f"{PAGE}/{key.id}")
        [found] = re.findall(r'href="(/staff/audit\?person=program[^"]+)"', page)

        assert (await text(olive, found)).count("<td>Website</td>") == 1
        assert "<td>Bookkeeping</td>" not in await text(olive, found)
        assert "selected>Program: Website" in await text(olive, found)
        programs = await text(olive, "/staff/audit?person=programs")
        assert [programs.count(f"<td>{it}</td>") for it in ("Website", "Bookkeeping", "Olive Owner")] == [1, 1, 0]

    async def test_who_made_one_and_who_revoked_it_is_in_the_log(self, olive: Visitor, world: World) -> None:
        await made(olive)
        await olive.post(f"{PAGE}/{(await the_key(world.acme)).id}/revoke")
        page = await text(olive, "/staff/audit?kind=settings")

        assert "Made an API key" in page
        assert "Revoked an API key" in page
