"""What the sandbox Stripe is told from outside: its folder, its secrets, and where webhooks go."""

import os
from pathlib import Path


def home() -> Path:
    """The folder that keeps everything across restarts."""
    return Path(os.environ["SANDBOX_HOME"])


def secret_key() -> str:
    return os.environ.get("STRIPE_SECRET_KEY", "sk_test_sandbox")


def webhook_secret() -> str:
    """The secret webhooks are signed with: the first, while several are accepted during a rotation."""
    return os.environ.get("STRIPE_WEBHOOK_SECRET", "whsec_sandbox").split(",")[0].strip()


def hook_url() -> str:
    base = os.environ.get("BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")
    return os.environ.get("SANDBOX_STRIPE_HOOK_URL") or f"{base}/hooks/stripe"


def bank_settles_after() -> float | None:
    """Seconds until a bank payment settles by itself; None while it waits for a command."""
    seconds = os.environ.get("SANDBOX_BANK_SETTLES_AFTER")
    return float(seconds) if seconds else None
