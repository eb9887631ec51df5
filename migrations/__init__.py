"""The schema's history, in tortoise's own migrations; walls, composite keys and grants are plain SQL."""
