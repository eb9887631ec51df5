"""The manual, as tests."""
