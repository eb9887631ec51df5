"""What one machine provides for the settings nobody made: folders, a secret, the sandbox in place of the providers."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.servers import Addresses
from sandbox.servers.account import home_folder, private_folder

ROOT = Path(__file__).resolve().parent.parent


def home(env: Mapping[str, str]) -> Path:
    """PORCHLIGHT_HOME: where everything embedded is kept."""
    return (ROOT / Path(env.get("PORCHLIGHT_HOME") or ".local").expanduser()).resolve()


def port(env: Mapping[str, str]) -> int:
    """The web port; the sandbox has the next one."""
    wished = env.get("PORT") or "8000"
    if not wished.isdecimal():
        sys.exit(f"PORT is not a whole number: {wished}")
    return int(wished)


def host(env: Mapping[str, str]) -> str:
    return env.get("HOST") or "127.0.0.1"


def is_live(env: Mapping[str, str]) -> bool:
    """Served over https: then nothing is made up here."""
    return env.get("BASE_URL", "").startswith("https://")


def needs_servers(env: Mapping[str, str]) -> bool:
    return not is_live(env) and not (env.get("DATABASE_URL") and env.get("REDIS_URL"))


def completed(env: Mapping[str, str]) -> dict[str, str]:
    """`env` with a default for each empty setting, the servers' addresses apart; nothing is made up when live."""
    made = {} if is_live(env) else _local(env)
    missing = {name: value for name, value in made.items() if not env.get(name)}
    return {**env, **missing, "PORT": str(port(env)), "PORCHLIGHT_HOME": str(home(env)), "PYTHONPATH": str(ROOT)}


def addressed(env: Mapping[str, str], servers: Addresses) -> dict[str, str]:
    """`env` with the embedded servers for those that nobody named."""
    named = {name: value for name, value in env.items() if value}
    database = {"DATABASE_URL": servers.database_url, "DATABASE_OWNER_URL": servers.database_owner_url}
    return {**({} if named.get("DATABASE_URL") else database), "REDIS_URL": servers.redis_url, **named}


def _local(env: Mapping[str, str]) -> dict[str, str]:
    kept = home_folder(home(env))
    sandbox = f"http://localhost:{port(env) + 1}"
    return {
        "BASE_URL": f"http://localhost:{port(env)}",
        "SANDBOX_HOME": str(private_folder(kept / "sandbox")),
        "STORAGE_URL": f"file:{private_folder(kept / 'files')}",
        "SECRET_KEY": env.get("SECRET_KEY") or _secret(kept / "secret_key"),
        "STRIPE_SECRET_KEY": "sk_test_sandbox",
        "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
        "STRIPE_API_BASE": sandbox,
        "POSTMARK_SERVER_TOKEN": "sandbox",
        "POSTMARK_API_BASE": sandbox,
        "POSTMARK_WEBHOOK_PASSWORD": "sandbox",
        "MAIL_FROM": "Porchlight <portal@porchlight.example>",
        "REPLY_DOMAIN": "reply.porchlight.example",
    }


def _secret(file: Path) -> str:
    """Made once, for our eyes only."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    return file.read_text()
