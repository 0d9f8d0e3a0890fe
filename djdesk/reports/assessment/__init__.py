"""Assessment on paper: matrix, ledger, board, summary, explanations, rubric, and the loop."""

from djdesk.reports.assessment import (
    blanks,
    corrections,
    explanation,
    matrix,
    pairings,
    publication,
    rubrics,
    settlements,
    summary,
    year,
)

REPORTS = (
    *summary.REPORTS,
    *publication.REPORTS,
    *year.REPORTS,
    *explanation.REPORTS,
    *matrix.REPORTS,
    *corrections.REPORTS,
    *pairings.REPORTS,
    *settlements.REPORTS,
    *rubrics.REPORTS,
    *blanks.REPORTS,
)

__all__ = ["REPORTS"]
