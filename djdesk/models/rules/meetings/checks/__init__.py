"""Every check of a record that supervisors make and this book can answer (meetings.md §4, §5)."""

from djdesk.models.rules.meetings.checks.facts import (
    Check,
    Fault,
    Finding,
    Motion,
    Other,
    Person,
    RecordFacts,
    Speech,
    check,
    names,
    working_days_later,
)
from djdesk.models.rules.meetings.checks.record import TITLES, findings
from djdesk.models.rules.meetings.checks.year import YearFacts, year_findings

__all__ = [
    "TITLES",
    "Check",
    "Fault",
    "Finding",
    "Motion",
    "Other",
    "Person",
    "RecordFacts",
    "Speech",
    "YearFacts",
    "check",
    "findings",
    "names",
    "working_days_later",
    "year_findings",
]
