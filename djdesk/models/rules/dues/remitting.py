"""Money upward and its use: periods and shares of handing over, the five uses, the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from djdesk.errors import Problem, Severity
from djdesk.models.rules import codes
from djdesk.models.rules.days import add_months
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.money import round_to, yuan
from djdesk.models.rules.dues.months import last_day, month_of

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months of every rhythm of dues_rhythm."""


@dataclass(frozen=True, slots=True)
class Period:
    """The months whose money is handed over together, first and last."""

    first: date
    last: date

    @property
    def title(self) -> str:
        """2026年第1季度, 2026年3月, 2026年上半年, 2026年."""
        year, length = f"{self.first.year}年", self.last.month - self.first.month + 1
        if length == LENGTHS["month"]:
            return f"{year}{self.first.month}月"
        if length == LENGTHS["quarter"]:
            return f"{year}第{self.last.month // length}季度"
        if length == LENGTHS["half"]:
            return f"{year}{'上' if self.first.month == 1 else '下'}半年"
        return year


def period_of(day: date, rhythm: str) -> Period:
    """The period in which `day` lies; KeyError for a rhythm that is not in dues_rhythm."""
    length = LENGTHS[rhythm]
    month = month_of(day)
    first = month.replace(month=(month.month - 1) // length * length + 1)
    return Period(first, add_months(first, length - 1))


def periods(year: int, rhythm: str) -> tuple[Period, ...]:
    """All periods of a year."""
    length = LENGTHS[rhythm]
    return tuple(period_of(date(year, month, 1), rhythm) for month in range(1, 13, length))


def remittance_due(period: Period, days: int) -> date:
    """The day until which the money of a period is handed over: `days` after its end (R38)."""
    return last_day(period.last) + timedelta(days=days)


def remit(collected_fen: int, large_fen: int, share_bp: int) -> tuple[int, int]:
    """What goes up and what stays, in fen, of money collected in a period.

    `large_fen` is the 大额党费 among it, which goes up whole; of the rest `share_bp` basis points,
    rounded half up to the fen. Both results always sum up to `collected_fen`. Raises ValueError
    for a share above 100 % or more large money than money.
    """
    if not 0 <= share_bp <= 10_000 or not 0 <= large_fen <= collected_fen:
        raise ValueError(f"{share_bp} of {collected_fen} with {large_fen}")
    share = round_to(Fraction((collected_fen - large_fen) * share_bp, 10_000), 1)
    up = large_fen + share
    return up, collected_fen - up


def check_use(
    use: str, purpose: str, fen: int, balance_fen: int, decided_on: date | None, day: date
) -> list[Problem]:
    """What is wrong with an application for money (规定2008: five uses, decided collectively).

    `use` is a code of dues_use, `purpose` the words of the application, `decided_on` the day of the
    committee's meeting.
    """
    problems: list[Problem] = []
    rule = tables.uses().rule_at(day)
    if rule is not None and use not in rule.value.codes:
        names = "；".join(codes.table("dues_use").name(code) for code in rule.value.codes)
        problems.append(Problem("用途不在规定的使用范围里。", f"党费只能用于：{names}。", "use"))
    found = [word for word in rule.value.forbidden if word in purpose] if rule is not None else []
    if found:
        text = f"用途说明里有“{'、'.join(found)}”。"
        remedy = "党费不能用于办公开支、宴请、奖金福利、礼品和旅游，请核对。"
        problems.append(Problem(text, remedy, "purpose", Severity.WARN))
    if fen <= 0:
        problems.append(Problem("金额必须大于 0。", "请填写预算金额。", "fen"))
    if fen > balance_fen:
        text = f"申请 {yuan(fen)} 元，超过结余的 {yuan(balance_fen)} 元。"
        remedy = "使用党费要量入为出、略有结余，请减少金额或请示上级下拨。"
        problems.append(Problem(text, remedy, "fen"))
    if decided_on is None:
        remedy = "使用党费须集体讨论决定，请填写讨论决定的日期。"
        problems.append(Problem("没有填写集体讨论决定的日期。", remedy, "decided_on"))
    return problems


def check_people(cashier: str, accountant: str) -> list[Problem]:
    """Cashier and accountant are two persons (规定2008)."""
    if not cashier or cashier != accountant:
        return []
    remedy = "会计和出纳应由不同的人担任。"
    return [Problem(f"会计和出纳都是{cashier}。", remedy, "accountant", Severity.WARN)]


def check_bank(name: str, day: date) -> list[Problem]:
    """Whether the account is kept in one of the banks of the rule (规定2008)."""
    rule = tables.banks().rule_at(day)
    if rule is None or any(bank in name for bank in rule.value):
        return []
    # people write 农业银行 for 中国农业银行; without its country 中国银行 would be any bank
    shorts = {bank.removeprefix("中国") for bank in rule.value} - {"银行"}
    if any(short in name for short in shorts):
        return []
    remedy = f"党费账户应开在：{'、'.join(rule.value)}。"
    return [Problem(f"“{name}”不是规定的开户银行。", remedy, "bank", Severity.WARN)]
