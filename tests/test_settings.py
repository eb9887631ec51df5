"""Settings: what a machine must say, what it may leave out, and that it is told everything missing at once."""

from pathlib import Path

import pytest

import settings

LOCAL = {
    "DATABASE_URL": "postgresql://porchlight_app@/porchlight?host=/run/p",
    "DATABASE_OWNER_URL": "postgresql://porchlight_owner@/porchlight?host=/run/p",
    "REDIS_URL": "unix:///run/p/valkey.sock",
    "SECRET_KEY": "k" * 32,
    "STORAGE_URL": "file:/var/files",
}
LIVE = LOCAL | {
    "BASE_URL": "https://porchlight.example",
    "STRIPE_SECRET_KEY": "sk",
    "STRIPE_WEBHOOK_SECRET": "whsec_new, whsec_old",
    "POSTMARK_SERVER_TOKEN": "token",
    "POSTMARK_WEBHOOK_PASSWORD": "password",
    "MAIL_FROM": "Porchlight <mail@porchlight.example>",
}


@pytest.mark.parametrize("name", settings.REQUIRED)
def test_it_names_what_is_missing(name: str) -> None:
    with pytest.raises(settings.MissingSettings, match=f"{name} is missing"):
        settings.read({**LOCAL, name: ""})


def test_it_names_everything_missing_at_once() -> None:
    with pytest.raises(settings.MissingSettings) as refused:
        settings.read({"BASE_URL": "https://porchlight.example"})

    assert [
        name for name in settings.REQUIRED + settings.PROVIDERS if f"{name} is missing" not in str(refused.value)
    ] == []


@pytest.mark.parametrize("name", settings.PROVIDERS)
def test_it_asks_for_the_providers_only_over_https(name: str) -> None:
    with pytest.raises(settings.MissingSettings, match=name):
        settings.read({**LIVE, name: ""})

    assert settings.read(LOCAL)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PORT", "eighty", "PORT is not a whole number: eighty"),
        ("WEB_CONCURRENCY", "-1", "WEB_CONCURRENCY is not a whole number: -1"),
        ("METRICS_PORT", "9.5", "METRICS_PORT is not a whole number: 9.5"),
        ("BASE_URL", "porchlight.example", "BASE_URL is not a web address: porchlight.example"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 32 characters"),
    ],
)
def test_it_says_what_is_wrong(name: str, value: str, fault: str) -> None:
    with pytest.raises(settings.MissingSettings, match=fault):
        settings.read({**LIVE, name: value})


def test_it_takes_an_empty_setting_for_an_absent_one() -> None:
    read = settings.read({**LOCAL, "PORT": "", "BASE_URL": "", "WEB_CONCURRENCY": "", "METRICS_PORT": "", "HOST": ""})

    assert (read.port, read.base_url, read.web_concurrency, read.metrics_port) == (
        8000,
        "http://localhost:8000",
        1,
        None,
    )
    assert read.host == "127.0.0.1"


def test_it_speaks_to_the_sandbox_on_a_laptop_and_to_the_providers_over_https() -> None:
    laptop, live = settings.read({**LOCAL, "PORT": "8100"}), settings.read(LIVE)

    assert (laptop.stripe_api_base, laptop.postmark_api_base) == ("http://localhost:8101", "http://localhost:8101")
    assert (live.stripe_api_base, live.postmark_api_base) == ("https://api.stripe.com", "https://api.postmarkapp.com")


def test_it_receives_mail_only_where_a_domain_is_named() -> None:
    assert settings.read(LIVE).reply_domain == ""
    assert (
        settings.read({**LIVE, "REPLY_DOMAIN": "Reply.Porchlight.example"}).reply_domain == "reply.porchlight.example"
    )


def test_it_accepts_two_webhook_secrets_while_they_rotate() -> None:
    assert settings.read(LIVE).stripe_webhook_secrets == ("whsec_new", "whsec_old")


def test_it_keeps_its_secrets_out_of_its_own_description() -> None:
    assert LIVE["SECRET_KEY"] not in repr(settings.read(LIVE))


def test_it_gives_a_company_host_the_scheme_and_port_of_the_installation() -> None:
    assert settings.read({**LOCAL, "PORT": "8100"}).origin("acme.localhost") == "http://acme.localhost:8100"
    assert settings.read(LIVE).origin("acme.porchlight.example") == "https://acme.porchlight.example"


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password"),
    [
        (LOCAL["DATABASE_URL"], "/run/p", 5432, "porchlight_app", None),
        ("postgresql://porchlight_app@/porchlight?host=/run/a%20b", "/run/a b", 5432, "porchlight_app", None),
        ("postgresql://app:p%40ss@db.example:6432/porchlight", "db.example", 6432, "app", "p@ss"),
    ],
)
def test_it_reads_a_database_address(url: str, host: str, port: int, user: str, password: str | None) -> None:
    credentials = settings.database_credentials(url)

    assert (credentials["host"], credentials["port"], credentials["user"]) == (host, port, user)
    assert (credentials["password"], credentials["database"]) == (password, "porchlight")


def test_it_reads_a_dotenv_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nPORT=8100\nexport MAIL_FROM='Porchlight <mail@porchlight.example>'\n\nSECRET_KEY=a=b\n")

    assert settings.dotenv(file) == {
        "PORT": "8100",
        "MAIL_FROM": "Porchlight <mail@porchlight.example>",
        "SECRET_KEY": "a=b",
    }
    assert settings.dotenv(tmp_path / "absent") == {}
