"""Visits of jobs: planned for an arrival window, moved, done, missed, canceled, and each of these taken back."""

from web.api.visits.record import blueprint

__all__ = ["blueprint"]
