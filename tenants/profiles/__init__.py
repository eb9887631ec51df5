"""Profile: what a contact sees of themselves, and may change alone."""

from tenants.profiles.changing import do_without, save, stop_letters
from tenants.profiles.reading import Device, Profile, one

__all__ = ["Device", "Profile", "do_without", "one", "save", "stop_letters"]
