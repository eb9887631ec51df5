"""Reminders: letters about invoices that are still open, around the day they are due."""

from tenants.reminders.reminder import Outcome, Reminder, ReminderStep
from tenants.reminders.reminding import LETTER, due_reminders, send_reminders, still
from tenants.reminders.schedule import (
    MOST_DAYS,
    MOST_REMINDERS,
    MOST_STEPS,
    SUGGESTED,
    SUGGESTED_MOST,
    Schedule,
    Taken,
    change,
    schedule,
    switch,
    taken,
)

__all__ = [
    "LETTER",
    "MOST_DAYS",
    "MOST_REMINDERS",
    "MOST_STEPS",
    "SUGGESTED",
    "SUGGESTED_MOST",
    "Outcome",
    "Reminder",
    "ReminderStep",
    "Schedule",
    "Taken",
    "change",
    "due_reminders",
    "schedule",
    "send_reminders",
    "still",
    "switch",
    "taken",
]
