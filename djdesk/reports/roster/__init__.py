"""The roster on paper and in workbooks: 花名册 (F01), 公示名册, 信息采集表 (F02), blank forms."""

from djdesk.reports.roster import collection, ledger
from djdesk.reports.roster.ledger import COLUMNS, listed, standard_workbook

REPORTS = (*ledger.REPORTS, *collection.REPORTS)

__all__ = ["COLUMNS", "REPORTS", "listed", "standard_workbook"]
