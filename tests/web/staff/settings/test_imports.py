"""Settings > Import and the lists to take away, as their pages."""

from collections.abc import Callable

import pytest
from quart import Response

from tenants.staff import Role
from tests.builders import a_staff_member
from tests.conftest import RunTasks
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
IMPORT = "/staff/settings/import"
LIST = b"Client,E-mail,Favourite\r\nMara Moss,mara@example.com,blue\r\nNils Nord,no address,red\r\n"


async def sent(visitor: Visitor, body: bytes, kind: str = "customers", name: str = "list.csv") -> Response:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'.encode(),
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + body,
        b"\r\n--x--\r\n",
    ]
    whole = b"".join(parts)
    headers = {"Host": visitor.host, "Content-Type": "multipart/form-data; boundary=x", **FROM_OUR_PAGE}
    return await visitor.client.post(
        IMPORT, data=whole, headers={**headers, "Content-Length": str(len(whole))}, scheme="http"
    )


async def words(response: Response) -> str:
    return await response.get_data(as_text=True)


class TestStory:
    async def test_a_list_is_sent_chosen_from_brought_in_and_told_about(
        self, world: World, visit: Visit, run_tasks: RunTasks
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()
        path = (await sent(olive, LIST)).location
        assert "Mara Moss" in await words(await olive.get(path))

        await olive.post(path, {"column.name": "0", "column.email": "1", "bring": "yes"})
        running = await words(await olive.get(path))
        await run_tasks()
        done = await words(await olive.get(path))
        report = await words(await olive.get(f"{path}/report.csv"))

        assert 'data-follow="progress"' in running
        assert "Your list is in" in done
        assert "Mara Moss,mara@example.com,blue,Added," in report
        assert 'Nils Nord,no address,red,Refused,"Please type a full email address' in report

    async def test_the_first_refused_rows_are_named_with_their_reasons(
        self, world: World, visit: Visit, run_tasks: RunTasks
    ) -> None:
        rows = b"".join(b"Nobody %d,no address\r\n" % number for number in range(25))
        olive = await visit(world.acme).sign_in_staff()
        path = (await sent(olive, b"Client,E-mail\r\n" + rows)).location

        await olive.post(path, {"column.name": "0", "column.email": "1", "trial": "yes"})
        running = await words(await olive.get(path))
        await run_tasks()
        done = await words(await olive.get(path))

        assert "Why rows were refused" not in running
        assert [f"Nobody {number}<" in done for number in range(25)] == [True] * 10 + [False] * 15
        assert ("<strong>Row 2</strong>" in done, done.count("Please type a full email address")) == (True, 10)
        assert "These are the first 10 of 25." in done

    @pytest.mark.parametrize("name", ["\0", "a\0b.csv", "\u202egpj.csv", "x" * 5_000, "../../etc/passwd"])
    async def test_whatever_the_file_is_called_it_comes_in(self, world: World, visit: Visit, name: str) -> None:
        olive = await visit(world.acme).sign_in_staff()
        answer = await sent(olive, LIST, name=name)

        assert answer.status_code == 303
        assert "Mara Moss" in await words(await olive.get(answer.location))

    async def test_the_choice_is_shown_again_without_being_taken(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()
        path = (await sent(olive, LIST)).location

        shown = await words(await olive.post(path, {"column.name": "2", "preview": "yes"}))

        assert "<td>blue</td>" in shown

    async def test_a_needed_column_that_is_missing_is_said_beside_it(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()
        path = (await sent(olive, LIST)).location

        response = await olive.post(path, {"column.email": "1", "bring": "yes"})

        assert response.status_code == 422
        assert 'id="name-error"' in await words(response)

    @pytest.mark.parametrize("chosen", ["-1", "9", "999", "9" * 50, "\N{SUPERSCRIPT TWO}", "x"])
    async def test_no_made_up_column_breaks_it(self, world: World, visit: Visit, chosen: str) -> None:
        olive = await visit(world.acme).sign_in_staff()
        path = (await sent(olive, LIST)).location

        response = await olive.post(path, {"column.name": chosen, "bring": "yes"})

        assert response.status_code == 422


class TestUpload:
    @pytest.mark.parametrize("body", [b"", b"name\r\n", b"\0" * 50])
    async def test_what_is_no_list_is_said_beside_the_file(self, world: World, visit: Visit, body: bytes) -> None:
        response = await sent(await visit(world.acme).sign_in_staff(), body)

        assert response.status_code == 422
        assert 'id="file-error"' in await words(response)

    async def test_a_kind_nobody_knows_is_refused(self, world: World, visit: Visit) -> None:
        assert (await sent(await visit(world.acme).sign_in_staff(), LIST, "payments")).status_code == 422

    async def test_a_list_that_is_too_large_is_refused(self, world: World, visit: Visit) -> None:
        assert (await sent(await visit(world.acme).sign_in_staff(), b"x" * 6_000_000)).status_code == 413

    async def test_a_name_of_a_file_is_only_shown(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()

        path = (await sent(olive, LIST, name="../../<b>x.csv")).location

        assert "&lt;b&gt;x.csv" in await words(await olive.get(path))

    async def test_a_member_may_not(self, world: World, visit: Visit) -> None:
        member = await a_staff_member(world.acme, Role.MEMBER)
        max_ = await visit(world.acme).sign_in_staff(member.email)

        assert (await sent(max_, LIST)).status_code == 403


class TestExports:
    @pytest.mark.parametrize(
        ("kind", "first"),
        [
            ("customers", "name,external_id"),
            ("contacts", "customer_external_id,customer"),
            ("invoices", "customer_ext"),
        ],
    )
    async def test_a_list_is_taken_away(self, world: World, visit: Visit, kind: str, first: str) -> None:
        olive = await visit(world.acme).sign_in_staff()

        response = await olive.get(f"/staff/settings/data/{kind}.csv")

        assert (await words(response)).startswith("\ufeff" + first)
