"""Service requests in words."""
