"""How the window says a rubric: what it is called, where it comes from, each item in words."""

from __future__ import annotations

from dataclasses import dataclass

from djdesk.models.rules import codes
from djdesk.models.rules.assessment.rubric import Item, Level, Rubric, Table
from djdesk.models.rules.dues import say_month
from djdesk.services import kinds
from djdesk.services.assessment import ReadyRubric, RubricRow

SHIPPED = "随程序提供"
STATES = {"effective": "ok", "draft": "warn", "retired": "quiet", "ready": "quiet"}
LEVEL_WORDS: dict[Level, str] = {"member": "党员", "group": "党小组", "branch": "党支部"}

LEFT_OUT_WORDS = {
    "retired": "离退休党员",
    "lost": "失联党员",
    "mobile": "流动党员",
    "probationary": "预备党员",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rubric of the list: one of the book (`row`) or one that is shipped (`ready`)."""

    key: int
    row: RubricRow | None = None
    ready: ReadyRubric | None = None
    rubric: Rubric | None = None
    faults: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.name if self.row is not None else self.ready.name if self.ready else ""

    @property
    def from_above(self) -> bool:
        """Whether the superior sent it."""
        return self.row is not None and self.row.origin_is_superior

    @property
    def is_draft(self) -> bool:
        """Whether it is this book's own draft, which can be changed."""
        return self.row is not None and not self.from_above and self.row.state == "draft"

    @property
    def is_effective(self) -> bool:
        """Whether it was put in force here."""
        return self.row is not None and not self.from_above and self.row.state == "effective"


def state_of(row: RubricRow) -> tuple[str, str]:
    """The word of a rubric's state and its colour."""
    if row.origin_is_superior:
        return ("已采用", "quiet") if row.adopted else ("待采用", "warn")
    if row.in_force_now:
        return "施行中", "ok"
    return codes.table("assessment_rubric_state").name(row.state), STATES.get(row.state, "")


def origin_of(row: RubricRow, *, committee: bool) -> str:
    """From whom a rubric is."""
    if row.origin_is_superior:
        return "上级下发"
    return "本级制定" if committee else "本支部"


def head_of(chosen: Chosen, *, committee: bool) -> str:
    """Revision, month, origin and decision of a rubric, in one line."""
    row = chosen.row
    if row is None:
        return f"{SHIPPED}，可以直接采用，也可以复制一份修改后再施行"
    said = [f"第 {row.revision} 版", origin_of(row, committee=committee)]
    if row.state == "effective" or row.origin_is_superior:
        said.append(f"{say_month(row.since)}起施行")
    if row.decided_on or row.decided_by:
        by = row.decided_by or "会议"
        said.append(f"{kinds.show_date(row.decided_on)} {by}通过".strip())
    if row.months:
        said.append(f"已按它开账 {row.months} 个月")
    if row.sent_on is not None:
        said.append(f"{kinds.show_date(row.sent_on)} 起随下发包下发")
    return " · ".join(said)


def table_word(table: Table) -> str:
    """A table in two words: 党员, 党员（骨干党员）."""
    name = codes.table("assessment_class").name
    classes = "、".join(name(each) for each in table.classes)
    return LEVEL_WORDS[table.level] + (f"（{classes}）" if classes else "")


def item_texts(item: Item) -> tuple[str, str, str, str, str, str]:
    """An item in words: title, points, bound, who, where it comes from, source."""
    from djdesk.reports.assessment import rubrics as paper  # with the first rubric read

    title = item.title + (f"（{item.hint}）" if item.hint else "")
    return title, paper.standard(item), paper.limit(item), paper.who(item), feed(item), item.source


def feed(item: Item) -> str:
    """Where the lines of an item come from."""
    if not item.feed:
        return "手工登记"
    return f"自动：{codes.table('assessment_feed').name(item.feed)}"


def left_out(code: str) -> str:
    """Whom a rubric leaves out, in words."""
    return LEFT_OUT_WORDS.get(code, code)
