"""The columns of the monthly and yearly papers of points (forms.md F10, F11, F12)."""

from __future__ import annotations

from djdesk.reports.kit.content import Signatures, TableColumn
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.services.listing import Kind

YEAR: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("姓名", 20, Kind.PERSON, "center"),
    TableColumn("党小组", 18, Kind.TEXT, "center"),
    TableColumn("起始分", 15, Kind.SCORE, "center"),
    *(TableColumn(f"{month}月", 12, Kind.SCORE, "center") for month in range(1, 13)),
    TableColumn("加分", 14, Kind.SCORE, "center"),
    TableColumn("扣分", 14, Kind.SCORE, "center"),
    TableColumn("总分", 14, Kind.SCORE, "center"),
    TableColumn("等次", 18, Kind.STATE, "center"),
)
"""F10; the sum is 267 mm."""

LINES: tuple[TableColumn, ...] = (
    TableColumn("日期", 24, Kind.DATE),
    TableColumn("项目", 76),
    TableColumn("加/扣", 20, Kind.SCORE, "center"),
    TableColumn("依据", 95),
    TableColumn("登记人", 26, Kind.PERSON, "center"),
    TableColumn("审核", 26, Kind.PERSON, "center"),
)
"""The detail list behind F10 on the same wide paper; the sum is 267 mm."""

BOARD: tuple[TableColumn, ...] = (
    TableColumn("名次", 26, Kind.COUNT, "center"),
    TableColumn("姓名", 56, Kind.PERSON, "center"),
    TableColumn("基础分", 36, Kind.SCORE, "center"),
    TableColumn("加分", 35, Kind.SCORE, "center"),
    TableColumn("扣分", 35, Kind.SCORE, "center"),
    TableColumn("总分", 38, Kind.SCORE, "center"),
    TableColumn("等次", 41, Kind.STATE, "center"),
)
"""F11; the sum is 267 mm."""

SUMMARY: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.TEXT, "center"),
    TableColumn("党小组/姓名", 26, Kind.PERSON, "center"),
    TableColumn("自评", 18, Kind.TEXT, "center"),
    TableColumn("小组评", 18, Kind.TEXT, "center"),
    TableColumn("支部评", 18, Kind.TEXT, "center"),
    TableColumn("加分", 16, Kind.SCORE, "center"),
    TableColumn("扣分", 16, Kind.SCORE, "center"),
    TableColumn("得分", 18, Kind.SCORE, "center"),
    TableColumn("名次", 14, Kind.COUNT, "center"),
    TableColumn("等次", 20, Kind.STATE, "center"),
    TableColumn("预警", 18, Kind.STATE, "center"),
    TableColumn("结对人", 24, Kind.PERSON, "center"),
    TableColumn("签名", 27, Kind.TEXT, "center"),
    TableColumn("备注", 24),
)
"""F12; the sum is 267 mm."""

EXPLANATION: tuple[TableColumn, ...] = (
    TableColumn("序号", 10, Kind.COUNT, "center"),
    TableColumn("日期", 22, Kind.DATE),
    TableColumn("项目", 48),
    TableColumn("说明", 52),
    TableColumn("分值", 18, Kind.SCORE),
    TableColumn("登记人", 20, Kind.PERSON, "center"),
)
"""One member's score line by line; the sum is 170 mm."""

POSTED = Signatures(("公示时间：", "异议电话：", "（支部章）"))
ASSESSED = Signatures(("考核组成员签名：", "支部书记：", f"日期：{BLANK_DAY}", "（支部章）"))
READ = Signatures(("本人签名：", "支部书记：", f"日期：{BLANK_DAY}"))
