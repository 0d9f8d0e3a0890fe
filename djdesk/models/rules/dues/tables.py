"""The dated tables of the dues: classes, bands, cap, rounding and limits, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.models.rules.dated import Dated, Rule, load, whole
from djdesk.models.rules.dues.money import yuan
from djdesk.models.rules.dues.months import say_month

CLASSES = "dues_class"
"""The code table of the classes."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a base in fen: above `above` up to and with `until` (None: without end)."""

    above: int
    until: int | None
    rate_bp: int

    @property
    def title(self) -> str:
        """The band in the words of the rule: 3000.00 元以上至 5000.00 元（含）."""
        if self.until is None:
            return f"{yuan(self.above)} 元以上"
        if not self.above:
            return f"{yuan(self.until)} 元以下（含）"
        return f"{yuan(self.above)} 元以上至 {yuan(self.until)} 元（含）"


@dataclass(frozen=True, slots=True)
class ClassRule:
    """What one class pays: by bands of a base, or a fixed amount in fen between low and high.

    `bands` names the bands (empty: fixed), `base` says what the base is; `renews` that it is the
    income of one month or quarter and must be asked anew. `sure` is False where the rule rests on
    custom and not on a text that was seen.
    """

    base: str
    bands: str
    low: int
    high: int
    usual: int
    choices: tuple[int, ...]
    renews: bool
    sure: bool

    @property
    def fixed(self) -> bool:
        """Whether the class pays a fixed amount, whatever the income."""
        return not self.bands

    def allows(self, fen: int) -> bool:
        """Whether a locality may fix `fen` for this class."""
        return self.fixed and self.low <= fen <= self.high


@dataclass(frozen=True, slots=True)
class Rounding:
    """The unit in fen to which amounts are rounded half up, and the units offered."""

    unit_fen: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unpaid:
    """From how many unpaid months running on: criticism, a warning, a meeting that decides."""

    criticise: int
    near: int
    decide: int


@dataclass(frozen=True, slots=True)
class Remittance:
    """What an organization hands over: share in basis points of its income, rhythm, days after."""

    share_bp: int
    rhythm: str
    days: int


@dataclass(frozen=True, slots=True)
class Uses:
    """The allowed uses (codes of dues_use), and words in a purpose that speak against it."""

    codes: tuple[str, ...]
    forbidden: tuple[str, ...]


def numbers(row: Mapping[str, object], key: str) -> tuple[int, ...]:
    """The whole numbers listed under `key`; TypeError if it is no list."""
    return tuple(int(word) for word in words(row, key))


def words(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """The words listed under `key`; TypeError if it is no list."""
    value = row[key]
    if not isinstance(value, list):
        raise TypeError(f"{key} must be a list")
    return tuple(str(word) for word in value)


def _class_rule(row: Mapping[str, object]) -> ClassRule:
    sure = row["mark"] == "S"
    if "bands" in row:
        renews = row.get("renew") is True
        return ClassRule(str(row["base"]), str(row["bands"]), 0, 0, 0, (), renews, sure)
    low, high, usual = (whole(row, key) for key in ("low", "high", "usual"))
    return ClassRule("", "", low, high, usual, numbers(row, "choices"), False, sure)


@cache
def class_rules(code: str) -> Dated[ClassRule]:
    """What class `code` pays, by time; KeyError for a code that is not in dues_class."""
    return load("dues", f"class_{code}", _class_rule)


def class_rule(code: str, month: date) -> Rule[ClassRule]:
    """What class `code` pays in `month`, with its source.

    Raises UserError for a class that does not exist and for months before the first known rule.
    """
    table = codes.table(CLASSES)
    if code not in table.by_code:
        names = "、".join(entry.name for entry in table.offered)
        raise UserError(f"“{code}”不是党费类别。", f"可用的类别：{names}。")
    rules = class_rules(code)
    rule = rules.rule_at(month)
    if rule is None:
        first = say_month(rules.rules[0].start)
        raise UserError(
            f"没有收录“{table.name(code)}”在{say_month(month)}的党费标准，最早为{first}。",
            "请按当时的规定核算，把结果作为补交登记并写明依据。",
        )
    return rule


def _bands(row: Mapping[str, object]) -> tuple[Band, ...]:
    listed = row["bands"]
    if not isinstance(listed, list):
        raise TypeError("bands must be a list")
    found: list[Band] = []
    above = 0
    for item in listed:
        until: int | None = item.get("until")
        found.append(Band(above, until, whole(item, "rate_bp")))
        above = until if until is not None else above
    return tuple(found)


@cache
def bands(name: str) -> Dated[tuple[Band, ...]]:
    """The bands `name` (wage or pension) by time, the lowest first."""
    return load("dues", f"bands_{name}", _bands)


@cache
def rounding() -> Dated[Rounding]:
    """How amounts are rounded where the branch chose nothing."""

    def make(row: Mapping[str, object]) -> Rounding:
        return Rounding(whole(row, "unit_fen"), numbers(row, "units"))

    return load("dues", "rounding", make)


@cache
def cap() -> Dated[int]:
    """The most that is asked of one member in a month, in fen (通知2017); before there was none."""
    return load("dues", "cap", lambda row: whole(row, "fen"))


@cache
def excluded() -> Dated[tuple[str, ...]]:
    """Names of income that does not belong to the base (通知2017)."""
    return load("dues", "excluded", lambda row: words(row, "names"))


@cache
def base_items(kind: str) -> Dated[tuple[str, ...]]:
    """The items of a base: of civil, organ_worker, institution or enterprise (规定2008 art.1)."""
    return load("dues", "items", lambda row: words(row, kind))


@cache
def back_payment_months() -> Dated[int]:
    """How many months back dues are generally paid at most (规定2008 art.12)."""
    return load("dues", "back_payment", lambda row: whole(row, "months"))


@cache
def large_fen() -> Dated[int]:
    """From which voluntary amount on, paid at once, dues go to the centre (规定2008 art.11)."""
    return load("dues", "large", lambda row: whole(row, "fen"))


@cache
def unpaid() -> Dated[Unpaid]:
    """The steps of unpaid months running (规定2008 art.13, 章程 art.9)."""
    keys = ("criticise", "near", "decide")
    return load("dues", "unpaid", lambda row: Unpaid(*(whole(row, key) for key in keys)))


@cache
def payers() -> Dated[tuple[str, ...]]:
    """Who may bring the money: codes of dues_payer (规定2008 art.12, 14)."""
    return load("dues", "payers", lambda row: words(row, "codes"))


@cache
def arrears_until() -> Dated[tuple[int, ...]]:
    """The last count of months of every band of arrears but the last, which has no end."""
    return load("dues", "arrears_bands", lambda row: numbers(row, "until"))


@cache
def remittance(level: str) -> Dated[Remittance]:
    """What `level` (branch, province, central_organs) hands over, where nobody fixed otherwise."""

    def make(row: Mapping[str, object]) -> Remittance:
        rhythm, days = str(row.get("rhythm", "year")), row.get("days", 0)
        return Remittance(whole(row, "share_bp"), rhythm, days if isinstance(days, int) else 0)

    return load("dues", f"{level}_remittance", make)


@cache
def uses() -> Dated[Uses]:
    """What dues may be used for (规定2008)."""
    return load("dues", "uses", lambda row: Uses(words(row, "codes"), words(row, "forbidden")))


@cache
def banks() -> Dated[tuple[str, ...]]:
    """The six banks in which the account of the dues may be kept (规定2008)."""
    return load("dues", "banks", lambda row: words(row, "names"))


@cache
def retired_by_branch() -> Dated[bool]:
    """Whether the branch alone may reduce the dues of the retired (通知2017)."""
    return load("dues", "reduction", lambda row: row["retired_by_branch"] is True)


@cache
def day_in_year(name: str) -> Dated[tuple[int, int]]:
    """Month and day until which something of the year is to be done: fixing or publication."""
    return load("dues", name, lambda row: (whole(row, "month"), whole(row, "day")))


@cache
def classes_for_posts() -> Dated[Mapping[str, str]]:
    """The class proposed for a work post, by the beginnings of its codes."""

    def make(row: Mapping[str, object]) -> Mapping[str, str]:
        posts = row["posts"]
        if not isinstance(posts, dict):
            raise TypeError("posts must be a table")
        return {str(post): str(code) for post, code in posts.items()}

    return load("dues", "class_for_post", make)


@cache
def retirement_asked() -> Dated[tuple[int, int]]:
    """From which age on a branch asks whether men and women with a wage have retired."""
    return load("dues", "retirement_asked", lambda row: (whole(row, "male"), whole(row, "female")))
