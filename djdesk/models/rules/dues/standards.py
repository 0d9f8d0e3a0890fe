"""Standards (核定): what a member was fixed to pay from which month on, and for which months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from djdesk.errors import Problem, Severity
from djdesk.models.rules import codes
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.money import yuan
from djdesk.models.rules.dues.months import month_of, months, say_month
from djdesk.models.rules.dues.quoting import Quote

RETIRED = "pension"


@dataclass(frozen=True, slots=True)
class Standard:
    """One dated row: from month `since` on the member pays `fen` a month as of class `code`.

    `base_fen` is the base as printed (None for fixed classes).
    """

    since: date
    code: str
    fen: int
    base_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """An approved reduction to `to_fen` a month, from month `since` to and with month `until`.

    `branch_on` and `superior_on` are the days of the branch's study and the superior's approval.
    """

    to_fen: int
    since: date
    until: date | None
    branch_on: date | None
    superior_on: date | None = None

    def covers(self, month: date) -> bool:
        """Whether it holds in `month`."""
        return self.since <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True, slots=True)
class Liability:
    """The months for which one branch collects from a member: `first` to `last` (None: on).

    `pauses` are months (first, last or None) in which nothing is collected: 停止党籍.
    """

    first: date
    last: date | None = None
    pauses: tuple[tuple[date, date | None], ...] = ()

    def covers(self, month: date) -> bool:
        """Whether dues are collected for `month`."""
        if month < self.first or (self.last is not None and month > self.last):
            return False
        return not any(
            since <= month and (until is None or month <= until) for since, until in self.pauses
        )


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for one month; `fen` is None where no standard was fixed yet."""

    month: date
    fen: int | None


def first_month(accepted_on: date | None, paid_to: date | None, came_on: date) -> date:
    """The first month for which a branch collects from a member.

    One accepted here pays from the month of the branch meeting, the whole month (规定2008 art.8);
    one who came with a letter from the month after that stated as paid (`paid_to`), so that arrears
    come along; without either from the month of arrival `came_on`.
    """
    if accepted_on is not None:
        return month_of(accepted_on)
    if paid_to is not None:
        return add_months(month_of(paid_to), 1)
    return month_of(came_on)


def carried_arrears(paid_to: date, came_on: date) -> tuple[date, ...]:
    """The months that a transfer letter leaves unpaid: after `paid_to`, before that of arrival."""
    return tuple(months(add_months(month_of(paid_to), 1), add_months(month_of(came_on), -1)))


def standard_in(standards: Iterable[Standard], month: date) -> Standard | None:
    """The standard in force in `month`; None before the first."""
    known = [standard for standard in standards if standard.since <= month]
    return max(known, key=lambda standard: standard.since, default=None)


def due_in(
    month: date,
    standards: Iterable[Standard],
    liability: Liability,
    reductions: Iterable[Reduction] = (),
) -> int | None:
    """What is due for `month` in fen: 0 where nothing is collected, None where nothing is fixed."""
    if not liability.covers(month):
        return 0
    standard = standard_in(standards, month)
    if standard is None:
        return None
    lowered = [reduction.to_fen for reduction in reductions if reduction.covers(month)]
    return min([standard.fen, *lowered])


def dues_of(
    first: date,
    last: date,
    standards: Sequence[Standard],
    liability: Liability,
    reductions: Sequence[Reduction] = (),
) -> tuple[Due, ...]:
    """What is due for every month from `first` to `last` in which dues are collected."""
    return tuple(
        Due(month, due_in(month, standards, liability, reductions))
        for month in months(first, last)
        if liability.covers(month)
    )


def check_standard(
    standard: Standard,
    found: Quote | None,
    former: Standard | None,
    *,
    reason: str = "",
    decided_on: date | None = None,
) -> list[Problem]:
    """What is wrong with a standard that is to be saved.

    `found` is what the rules give for it (None: not computable), `former` the one in force before
    it. `reason` says why it changes within the year, `decided_on` when the branch fixed it.
    """
    problems: list[Problem] = []
    if standard.code not in codes.table(tables.CLASSES).by_code:
        problems.append(Problem("党费类别不在规定的类别里。", "请重新选择类别。", "code"))
    if standard.since.day != 1:
        problems.append(Problem("核定从某月起，不从某日起。", "请只选年月。", "since"))
    if standard.fen < 0:
        problems.append(Problem("月应交金额不能是负数。", "免交的请办理减免审批。", "fen"))
    if decided_on is None:
        problems.append(_warn("没有填写核定日期。", "请填写支部核定的日期。", "decided_on"))
    if standard.base_fen == 0 and found is not None and found.rate_bp is not None:
        problems.append(_warn("计算基数是 0。", "没有收入的，请核对类别是否有变化。", "base_fen"))
    return problems + _against_rules(standard, found) + _within_year(standard, former, reason)


def _against_rules(standard: Standard, found: Quote | None) -> list[Problem]:
    limit = tables.cap().rule_at(standard.since)
    if limit is not None and standard.fen > limit.value:
        text = f"月应交 {yuan(standard.fen)} 元，超过 {yuan(limit.value)} 元。"
        remedy = "每名党员月交纳一般不超过 1000 元，多出的按自愿多交登记（组电明字〔2017〕5号）。"
        return [_warn(text, remedy, "fen")]
    if found is None or found.fen == standard.fen:
        return []
    text = f"月应交 {yuan(standard.fen)} 元，与按规定计算的 {yuan(found.fen)} 元不一致。"
    return [_warn(text, "确有困难要少交的请办理减免审批，否则请按计算结果核定。", "fen")]


def _within_year(standard: Standard, former: Standard | None, reason: str) -> list[Problem]:
    rule = tables.day_in_year("fixing").rule_at(standard.since)
    if former is None or rule is None or reason or standard.since.month == rule.value[0]:
        return []
    if (former.code, former.fen) == (standard.code, standard.fen):
        return []
    text = f"从{say_month(standard.since)}起改变月应交金额，没有写明原因。"
    remedy = "年内一般不变动（组电明字〔2017〕5号）；工资标准或类别变化的，请写明原因。"
    return [_warn(text, remedy, "reason")]


def check_reduction(reduction: Reduction, code: str, normal_fen: int) -> list[Problem]:
    """What is wrong with a reduction for a member of class `code` who would pay `normal_fen`.

    The branch studies it and the superior committee approves; for the retired the branch alone may
    decide since 通知2017 (规定2008 art.7).
    """
    problems: list[Problem] = []
    if reduction.to_fen < 0:
        problems.append(Problem("减免后的金额不能是负数。", "免交的填 0。", "to_fen"))
    if reduction.to_fen >= normal_fen:
        text = f"减免后的 {yuan(reduction.to_fen)} 元不比应交的 {yuan(normal_fen)} 元少。"
        problems.append(Problem(text, "请核对金额。", "to_fen"))
    if reduction.branch_on is None:
        text, remedy = "没有填写支部研究的日期。", "减免须经党支部研究（中组发〔2008〕3号第七条）。"
        problems.append(Problem(text, remedy, "branch_on"))
    rule = tables.retired_by_branch().rule_at(reduction.since)
    alone = code == RETIRED and rule is not None and rule.value
    if reduction.superior_on is None and not alone:
        remedy = "须报上一级党委批准后才能少交或免交（中组发〔2008〕3号第七条）。"
        problems.append(Problem("没有填写上级党委批准的日期。", remedy, "superior_on"))
    if reduction.until is None:
        problems.append(_warn("没有填写减免期限。", "请填写到哪一月为止，到期重新审批。", "until"))
    elif reduction.until < reduction.since:
        problems.append(Problem("减免的截止月份早于开始月份。", "请核对期限。", "until"))
    return problems


def _warn(text: str, remedy: str, field: str) -> Problem:
    return Problem(text, remedy, field, Severity.WARN)
