"""The Postmark gateway, through the real library, against the sandbox over HTTP."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from quart import Quart

from sandbox.postmark import blueprint
from settings import REQUIRED, settings
from tests.patience import eventually, until
from tests.sandboxes import Postmark
from workers import postmark
from workers.postmark import Message, Undeliverable, UnknownOutcome, Unreachable, find, send, send_batch, sender


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = Quart("sandbox")
    app.register_blueprint(blueprint)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    with pytest.MonkeyPatch.context() as env:
        env.setenv("SANDBOX_HOME", str(tmp_path_factory.mktemp("sandbox")))
        thread = threading.Thread(target=server.run)
        thread.start()
        assert eventually(lambda: server.started)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def mailbox(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postmark]:
    for name in REQUIRED:
        monkeypatch.setenv(name, "x" * 32)
    monkeypatch.setenv("POSTMARK_API_BASE", address)
    monkeypatch.setenv("POSTMARK_SERVER_TOKEN", "sandbox")
    monkeypatch.delenv("MAIL_FROM", raising=False)
    settings.cache_clear()
    with Postmark(address) as control:
        control.post("reset")
        control.post("webhooks", mode="off")
        yield control
        control.post("release")
    settings.cache_clear()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A gateway that waits half a second for an answer."""
    monkeypatch.setattr(postmark, "ANSWER_WITHIN", 0.5)
    postmark._client.cache_clear()  # clients keep the patience they were made with
    yield
    postmark._client.cache_clear()


def a_message(email: str = "1", to: str = "dana@example.com") -> Message:
    return Message(
        to=to,
        subject="Your link",
        text="Here it is",
        html="<p>Here it is</p>",
        from_=sender("Acme", "portal@porchlight.example"),
        reply_to="office@acme.example",
        tag="sign_in",
        metadata={"email": email},
    )


class TestSend:
    async def test_it_sends_a_mail_and_says_under_which_id(self, mailbox: Postmark) -> None:
        message_id = await send(a_message())

        (mail,) = mailbox.messages()
        assert (mail["MessageID"], mail["To"], mail["Metadata"]) == (message_id, "dana@example.com", {"email": "1"})
        assert (mail["From"], mail["ReplyTo"]) == ('"Acme" <portal@porchlight.example>', "office@acme.example")

    async def test_it_lets_nothing_be_tracked(self, mailbox: Postmark) -> None:
        await send(a_message())

        (mail,) = mailbox.messages()
        assert (mail["TrackOpens"], mail["TrackLinks"]) == (False, "None")

    @pytest.mark.usefixtures("mailbox")
    async def test_it_tells_a_bad_address_from_an_inactive_one(self) -> None:
        await send(a_message(to="hardbounce@example.com"))

        with pytest.raises(Undeliverable) as inactive:
            await send(a_message(to="hardbounce@example.com"))
        with pytest.raises(Undeliverable) as bad:
            await send(a_message(to="nobody"))

        assert (inactive.value.is_inactive, bad.value.is_inactive) == (True, False)

    @pytest.mark.parametrize("wish", [{"status": 429}, {"status": 503}, {"code": 10}, {"code": 405}, {"status": 400}])
    async def test_it_may_be_tried_again(self, mailbox: Postmark, wish: dict[str, int]) -> None:
        mailbox.post("faults", **wish)

        with pytest.raises(Unreachable):
            await send(a_message())

    @pytest.mark.parametrize("wish", [{"status": 500}, {"code": 500}, {"status": 502}, {"reset": True}])
    async def test_it_does_not_know_after_a_broken_answer(self, mailbox: Postmark, wish: dict[str, int]) -> None:
        mailbox.post("faults", when="after", **wish)

        with pytest.raises(UnknownOutcome):
            await send(a_message())

        assert len(mailbox.messages()) == 1

    @pytest.mark.usefixtures("hasty")
    async def test_it_does_not_know_after_a_late_answer(self, mailbox: Postmark) -> None:
        mailbox.post("hold", when="after")

        with pytest.raises(UnknownOutcome):
            await send(a_message())

        assert eventually(lambda: len(mailbox.messages()) == 1)

    @pytest.mark.usefixtures("mailbox")
    async def test_it_knows_that_nothing_left_without_a_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("POSTMARK_API_BASE", "http://127.0.0.1:1")
        settings.cache_clear()

        with pytest.raises(Unreachable):
            await send(a_message())

    async def test_it_never_lets_a_sign_in_mail_wait_behind_bulk(self, mailbox: Postmark) -> None:
        begun = len(mailbox.get("requests"))
        mailbox.post("hold", to="bulk@example.com")
        bulk = [asyncio.create_task(send(a_message(to="bulk@example.com"))) for _ in range(20)]
        await until(lambda: len(mailbox.get("requests")) > begun)

        await send(a_message(), urgent=True)

        assert not any(task.done() for task in bulk)
        mailbox.post("release")
        await asyncio.gather(*bulk)

    async def test_it_never_says_the_token(self, mailbox: Postmark, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("DEBUG")
        mailbox.post("faults", status=500)

        with pytest.raises(UnknownOutcome) as unknown:
            await send(a_message())

        assert "sandbox" not in caplog.text + str(unknown.value)


class TestSendBatch:
    async def test_it_answers_for_each_in_order(self, mailbox: Postmark) -> None:
        messages = [a_message("1"), a_message("2", to="nobody"), a_message("3")]

        first, second, third = await send_batch(messages)

        assert isinstance(second, Undeliverable)
        assert [mail["MessageID"] for mail in mailbox.messages()] == [third, first]

    @pytest.mark.usefixtures("mailbox")
    async def test_it_takes_no_more_than_postmark_does(self) -> None:
        with pytest.raises(ValueError, match="501"):
            await send_batch([a_message()] * 501)

    async def test_it_does_not_know_any_after_a_broken_answer(self, mailbox: Postmark) -> None:
        mailbox.post("faults", reset=True, when="after")

        with pytest.raises(UnknownOutcome):
            await send_batch([a_message()] * 3)


class TestFind:
    async def test_it_finds_the_mail_of_an_unknown_outcome(self, mailbox: Postmark) -> None:
        mailbox.post("faults", reset=True, when="after")
        with pytest.raises(UnknownOutcome):
            await send(a_message("77"))

        (mail,) = mailbox.messages()
        assert await find("77") == mail["MessageID"]

    @pytest.mark.usefixtures("mailbox")
    async def test_it_finds_nothing_that_was_never_taken(self) -> None:
        assert await find("78") is None


class TestSender:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Acme Heating & Air", '"Acme Heating & Air" <p@x.example>'),
            ("Müller, Söhne", '"Müller Söhne" <p@x.example>'),
            ('The "Pool" <Guys>', '"The Pool Guys" <p@x.example>'),
            ("Acme\r\nBcc: eve@example.com", '"Acme Bcc: eve@example.com" <p@x.example>'),
            ("Acme\u202egro\x00", '"Acme gro" <p@x.example>'),
            ("x" * 300, f'"{"x" * 100}" <p@x.example>'),
            (" , ", "p@x.example"),
        ],
    )
    def test_it_makes_any_name_harmless(self, name: str, expected: str) -> None:
        assert sender(name, "p@x.example") == expected

    def test_it_puts_the_name_of_the_company_for_that_of_the_installation(self) -> None:
        assert sender("Acme", "Porchlight <p@x.example>") == '"Acme" <p@x.example>'
