"""The HTTP side: one door, then the surfaces behind it."""
