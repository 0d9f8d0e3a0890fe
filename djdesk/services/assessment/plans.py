"""What collecting would do to a month (归集): the lines it would book, replace or take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from djdesk.models.rules.assessment.rubric import Level
from djdesk.models.rules.assessment.scores import signed
from djdesk.models.rules.dues.months import say_month

Change = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class CollectLine:
    """One line that collecting would book (new), replace (changed) or take back (gone).

    `points` is what it is worth by the ledgers now, `was` what stands in the book; both in tenths
    and None where there is nothing. `source` names the records behind it, `text` says the fact.
    """

    change: Change
    level: Level
    organization_id: int
    member_id: int | None
    name: str
    item: str
    title: str
    feed: str
    happened_on: date
    points: int | None
    was: int | None
    source: str
    text: str

    @property
    def words(self) -> str:
        """The line in a sentence: 张三：无故缺席 -3.0（无故缺席11月3日第2次支部党员大会）."""
        said = [signed(each) for each in (self.was, self.points) if each is not None]
        worth = "→".join(said)
        verb = "，冲回" if self.change == "gone" else ""
        who = f"{self.name}：" if self.name else ""
        return f"{who}{self.title} {worth}{verb}（{self.text}）"


@dataclass(frozen=True, slots=True)
class CollectPlan:
    """What collecting would do to a month; of one that was confirmed only what differs since."""

    month: date
    closed: bool
    new: tuple[CollectLine, ...] = ()
    changed: tuple[CollectLine, ...] = ()
    gone: tuple[CollectLine, ...] = ()

    @property
    def lines(self) -> tuple[CollectLine, ...]:
        """All of them: new, changed, gone."""
        return (*self.new, *self.changed, *self.gone)

    @property
    def count(self) -> int:
        """How many facts differ from the book."""
        return len(self.new) + len(self.changed) + len(self.gone)

    @property
    def words(self) -> str:
        """The plan in a sentence."""
        if not self.count:
            return f"{say_month(self.month)}的积分与各台账一致。"
        if self.closed:
            return (
                f"{say_month(self.month)}已审定，审定后台账有差异 {self.count} 项；"
                "请记在没有审定的月份，或重新开账后归集。"
            )
        parts = (("新增", self.new), ("更正", self.changed), ("冲回", self.gone))
        return "，".join(f"{word} {len(rows)} 项" for word, rows in parts if rows) + "。"
