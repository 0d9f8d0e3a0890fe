"""Rules of assessment (积分、三级考核): rubrics as data, scores with their working, warnings."""

from djdesk.models.rules.assessment.checks import EXEMPT, LEFT_OUT, check_rubric
from djdesk.models.rules.assessment.defaults import (
    Notice,
    PairingRule,
    aim_reached,
    missing_feeds,
    notice,
    pairing,
    talk_days,
)
from djdesk.models.rules.assessment.feeding import FEEDS, Feed
from djdesk.models.rules.assessment.grading import allowed, grade, ranks, share_problems
from djdesk.models.rules.assessment.parsing import dump, parse, read, write
from djdesk.models.rules.assessment.pricing import band, check_entry, price
from djdesk.models.rules.assessment.rolling import Rolled, mean, roll_up
from djdesk.models.rules.assessment.rubric import (
    LEVELS,
    STAGES,
    Grade,
    Item,
    Level,
    Module,
    Rubric,
    Stage,
    Step,
    Table,
    Warn,
)
from djdesk.models.rules.assessment.rubrics import READY, ready, ready_versions
from djdesk.models.rules.assessment.scores import half_up, say, say_exact, signed
from djdesk.models.rules.assessment.scoring import Change, Line, Score, Working, score
from djdesk.models.rules.assessment.totals import Sum, Totals, total
from djdesk.models.rules.assessment.warning import MonthFacts, Raised, warnings

__all__ = [
    "EXEMPT",
    "FEEDS",
    "LEFT_OUT",
    "LEVELS",
    "READY",
    "STAGES",
    "Change",
    "Feed",
    "Grade",
    "Item",
    "Level",
    "Line",
    "Module",
    "MonthFacts",
    "Notice",
    "PairingRule",
    "Raised",
    "Rolled",
    "Rubric",
    "Score",
    "Stage",
    "Step",
    "Sum",
    "Table",
    "Totals",
    "Warn",
    "Working",
    "aim_reached",
    "allowed",
    "band",
    "check_entry",
    "check_rubric",
    "dump",
    "grade",
    "half_up",
    "mean",
    "missing_feeds",
    "notice",
    "pairing",
    "parse",
    "price",
    "ranks",
    "read",
    "ready",
    "ready_versions",
    "roll_up",
    "say",
    "say_exact",
    "score",
    "share_problems",
    "signed",
    "talk_days",
    "total",
    "warnings",
    "write",
]
