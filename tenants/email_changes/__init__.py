"""Changing one's own email address: asked for, proven at the new address, stopped from the old one."""

from tenants.email_changes.asked import Asked, Over, asked_for, to_be_stopped
from tenants.email_changes.asking import ask, mailed_path, withdraw
from tenants.email_changes.deciding import confirm, stop
from tenants.email_changes.email_change import FRESH, LIFE, EmailChange

__all__ = [
    "FRESH",
    "LIFE",
    "Asked",
    "EmailChange",
    "Over",
    "ask",
    "asked_for",
    "confirm",
    "mailed_path",
    "stop",
    "to_be_stopped",
    "withdraw",
]
