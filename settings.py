"""The environment, read once into one frozen Settings. Standard library only; imports nothing of ours."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

REQUIRED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "STORAGE_URL")
PROVIDERS = (
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "POSTMARK_SERVER_TOKEN",
    "POSTMARK_WEBHOOK_PASSWORD",
    "MAIL_FROM",
)
SHORTEST_SECRET = 32


class MissingSettings(SystemExit):
    """Boot stops here; the message names every setting that is missing or wrong, at once."""


# Without a repr, so that no log or traceback shows the secrets.
@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    base_url: str
    secret_key: str
    database_url: str
    database_owner_url: str
    redis_url: str
    storage_url: str
    stripe_secret_key: str
    stripe_webhook_secrets: tuple[str, ...]
    stripe_api_base: str
    postmark_server_token: str
    postmark_api_base: str
    postmark_webhook_password: str
    mail_from: str
    reply_domain: str
    trusted_proxies: tuple[str, ...]
    web_concurrency: int
    log_format: str
    metrics_port: int | None
    dns_resolver: str
    ask_port: int | None
    port: int
    host: str

    @property
    def base_host(self) -> str:
        """Host of the installation, without port: portals are `<slug>.` in front of it."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_live(self) -> bool:
        """Served over https, so the sandbox stays off and every secret is somebody's own."""
        return self.base_url.startswith("https://")

    def origin(self, host: str) -> str:
        """The origin of `host` (no port) on this installation: scheme and port are BASE_URL's."""
        parts = urlsplit(self.base_url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{host}{port}"


def read(env: Mapping[str, str]) -> Settings:
    """Settings from `env`, empty ones being absent. Raises MissingSettings with a line for each that is missing."""
    env = {name: value for name, value in env.items() if value}
    port = env.get("PORT", "8000")
    base_url = env.get("BASE_URL", f"http://localhost:{port}").rstrip("/")
    faults = _faults(env, base_url)
    if faults:
        raise MissingSettings("Porchlight cannot start:\n" + "\n".join(f"  {fault}" for fault in faults))
    sandbox = f"http://localhost:{int(port) + 1}"
    metrics_port = env.get("METRICS_PORT", "")
    return Settings(
        base_url=base_url,
        secret_key=env["SECRET_KEY"],
        database_url=env["DATABASE_URL"],
        database_owner_url=env.get("DATABASE_OWNER_URL", ""),
        redis_url=env["REDIS_URL"],
        storage_url=env["STORAGE_URL"],
        stripe_secret_key=env.get("STRIPE_SECRET_KEY", ""),
        stripe_webhook_secrets=_several(env.get("STRIPE_WEBHOOK_SECRET", "")),
        stripe_api_base=env.get("STRIPE_API_BASE", _provider(base_url, "https://api.stripe.com", sandbox)),
        postmark_server_token=env.get("POSTMARK_SERVER_TOKEN", ""),
        postmark_api_base=env.get("POSTMARK_API_BASE", _provider(base_url, "https://api.postmarkapp.com", sandbox)),
        postmark_webhook_password=env.get("POSTMARK_WEBHOOK_PASSWORD", ""),
        mail_from=env.get("MAIL_FROM", ""),
        reply_domain=env.get("REPLY_DOMAIN", "").lower(),
        trusted_proxies=_several(env.get("TRUSTED_PROXIES", "")),
        web_concurrency=int(env.get("WEB_CONCURRENCY", "1")),
        log_format=env.get("LOG_FORMAT", "console" if os.isatty(2) else "json"),
        metrics_port=int(metrics_port) if metrics_port else None,
        dns_resolver=env.get("DNS_RESOLVER", _provider(base_url, "", f"127.0.0.1:{int(port) + 1}")),
        ask_port=int(env["ASK_PORT"]) if env.get("ASK_PORT") else None,
        port=int(port),
        host=env.get("HOST", "127.0.0.1"),
    )


@cache
def settings() -> Settings:
    """This process's settings: `.env` where it stands, then the environment, which wins."""
    return read({**dotenv(Path(".env")), **os.environ})


def database_credentials(url: str, **more: object) -> dict[str, object]:
    """`postgresql://user:password@host:port/name` as asyncpg's keywords; `?host=/folder` names a socket folder."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "host": query.get("host") or parts.hostname or "localhost",
        "port": parts.port or int(query.get("port", "5432")),
        "user": unquote(parts.username or "") or "postgres",
        "password": unquote(parts.password or "") or None,
        "database": parts.path.lstrip("/") or "postgres",
        **({"ssl": query["sslmode"]} if "sslmode" in query else {}),
        **more,
    }


def _faults(env: Mapping[str, str], base_url: str) -> list[str]:
    names = REQUIRED + (PROVIDERS if base_url.startswith("https://") else ())
    faults = [f"{name} is missing" for name in names if not env.get(name)]
    if urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).hostname:
        faults.append(f"BASE_URL is not a web address: {base_url}")
    if base_url.startswith("https://") and 0 < len(env.get("SECRET_KEY", "")) < SHORTEST_SECRET:
        faults.append(f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters")
    faults += [
        f"{name} is not a whole number: {env[name]}"
        for name in ("PORT", "WEB_CONCURRENCY", "METRICS_PORT", "ASK_PORT")
        if env.get(name) and not env[name].isdecimal()
    ]
    return faults


def _provider(base_url: str, live: str, sandbox: str) -> str:
    return live if base_url.startswith("https://") else sandbox


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def dotenv(path: Path) -> dict[str, str]:
    """The settings written in a `.env` file; empty when there is none."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.removeprefix("export ").split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def orm_config(url: str, *, pool: int = 20, **connection: object) -> dict[str, object]:
    """Tortoise's configuration for `url`, with at most `pool` connections in this process."""
    credentials = database_credentials(url, minsize=1, maxsize=pool, **connection)
    return {
        "connections": {"default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}},
        "apps": {"models": {"models": ["tenants.models"], "default_connection": "default", "migrations": "migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }
