"""Assessment (积分、三级考核): rubrics, points, months, warnings, and the loop that closes.

Functions that bear their module's name are called by it: `board.board`, `classes.classes`,
`objections.objections`, `opinions.opinions`, `rubrics.rubrics`.
"""

from djdesk.services.assessment.board import (
    Difference,
    Outcome,
    confirmed,
    explain,
    what_if,
)
from djdesk.services.assessment.book import (
    MonthRow,
    ReopeningRow,
    check_confirm,
    confirm_month,
    month,
    months,
    open_month,
    publish_month,
    reopen_month,
    reopenings,
    score_month,
    seal_month,
)
from djdesk.services.assessment.classes import ClassRow, end_class, set_class
from djdesk.services.assessment.explaining import ExplainLine, Explanation
from djdesk.services.assessment.keeping import Kept
from djdesk.services.assessment.ledger import (
    Entry,
    LineRow,
    book_line,
    book_many,
    check_entry,
    check_line,
    check_lines,
    lines,
    reverse_line,
)
from djdesk.services.assessment.lists import LINES
from djdesk.services.assessment.matrix import NOT_OPENED, Board, BoardColumn, BoardRow
from djdesk.services.assessment.objections import (
    ObjectionRow,
    answer_objection,
    raise_objection,
)
from djdesk.services.assessment.opinions import (
    STAGES_OF,
    OpinionEntry,
    OpinionRow,
    all_opinions,
    give,
    give_all,
)
from djdesk.services.assessment.rows import AREA, FIXED, OPEN, Subject
from djdesk.services.assessment.rubrics import (
    ReadyRubric,
    RubricRow,
    RubricSheet,
    add_example,
    adopt,
    copy,
    enact,
    in_force,
    ready,
    retire,
    rubric,
    save,
    withdraw,
)
from djdesk.services.assessment.sources import SourceLink
from djdesk.services.assessment.sums import CellSum

__all__ = [
    "AREA",
    "FIXED",
    "LINES",
    "NOT_OPENED",
    "OPEN",
    "STAGES_OF",
    "Board",
    "BoardColumn",
    "BoardRow",
    "CellSum",
    "ClassRow",
    "Difference",
    "Entry",
    "ExplainLine",
    "Explanation",
    "Kept",
    "LineRow",
    "MonthRow",
    "ObjectionRow",
    "OpinionEntry",
    "OpinionRow",
    "Outcome",
    "ReadyRubric",
    "ReopeningRow",
    "RubricRow",
    "RubricSheet",
    "SourceLink",
    "Subject",
    "add_example",
    "adopt",
    "all_opinions",
    "answer_objection",
    "book_line",
    "book_many",
    "check_confirm",
    "check_entry",
    "check_line",
    "check_lines",
    "confirm_month",
    "confirmed",
    "copy",
    "enact",
    "end_class",
    "explain",
    "give",
    "give_all",
    "in_force",
    "lines",
    "month",
    "months",
    "open_month",
    "publish_month",
    "raise_objection",
    "ready",
    "reopen_month",
    "reopenings",
    "retire",
    "reverse_line",
    "rubric",
    "save",
    "score_month",
    "seal_month",
    "set_class",
    "what_if",
    "withdraw",
]
