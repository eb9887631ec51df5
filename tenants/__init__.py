"""A company and everything it owns: no HTTP, no queue, no templates."""
