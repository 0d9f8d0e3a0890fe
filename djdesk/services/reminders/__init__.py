"""Reminders (提醒): what is due, what was put off and why, and the figures of the first pane."""

from djdesk.models.rules.reminders import Reminder, Severity, Target
from djdesk.services.reminders.agenda import Agenda, agenda, due
from djdesk.services.reminders.home import Birthday, Home, Members, Reports, Sent, home
from djdesk.services.reminders.postponing import (
    AREA,
    REASON,
    UNTIL,
    Postponed,
    check,
    postpone,
    resume,
)

__all__ = [
    "AREA",
    "REASON",
    "UNTIL",
    "Agenda",
    "Birthday",
    "Home",
    "Members",
    "Postponed",
    "Reminder",
    "Reports",
    "Sent",
    "Severity",
    "Target",
    "agenda",
    "check",
    "due",
    "home",
    "postpone",
    "resume",
]
