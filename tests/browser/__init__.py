"""The story in a real browser."""
