"""What a report is to those who offer it: its name, form, paper and options, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from djdesk.errors import UserError
from djdesk.reports.kit.content import Content, Paper
from djdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Option:
    """A choice the user has: `choices` are (value, Chinese word); the first is the default."""

    key: str
    title: str
    choices: tuple[tuple[str, str], ...]

    @property
    def default(self) -> str:
        """The value that holds when nothing was chosen."""
        return self.choices[0][0]

    def read(self, text: str) -> str:
        """The value meant by `text` (value or word); `UserError` naming the possible ones."""
        for value, word in self.choices:
            if text in (value, word):
                return value
        possible = "、".join(f"{value}（{word}）" for value, word in self.choices)
        raise UserError(f"选项 {self.key} 不能是“{text}”。", f"可以是：{possible}。")


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted: as of which day, of which organization (None: that of the book), for whom.

    `members` limits a report to these people, in this order; `paper` replaces that of the report.
    `records` are the rows that a report of one record is of (see `ReportSpec.by_record`).
    """

    day: date
    organization_id: int | None = None
    members: tuple[int, ...] = ()
    paper: Paper | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """One report: `id` for command line and settings, `form` as in forms.md §2, `title` Chinese.

    `blank` marks empty forms that need no records, `by_member` forms that are filled in for each
    chosen person. `by_record` names the list of whose rows one makes the report (meetings, talks):
    exactly one, because its pages carry the mark of that record; with `many` any number of rows,
    and without any the report chooses itself (receipts of a month). Call `content`, not `make`: it
    checks the options.
    """

    id: str
    form: str
    title: str
    area: str
    paper: Paper
    make: Callable[[Desk, Request], Content]
    options: tuple[Option, ...] = ()
    blank: bool = False
    by_member: bool = False
    by_record: str = ""
    many: bool = False

    def content(self, desk: Desk, request: Request) -> Content:
        """The report; `UserError` for an unknown option or value, or when there is nobody."""
        if self.by_record and not self.many and len(request.records) != 1:
            raise UserError(f"“{self.title}”一次打印一份。", "请先在列表中选择一条记录，再打印。")
        known = {option.key: option for option in self.options}
        for key in request.options:
            if key not in known:
                words = "、".join(known) or "没有选项"
                raise UserError(f"“{self.title}”没有选项“{key}”。", f"可用的选项：{words}。")
        chosen = {
            key: option.read(request.options.get(key, option.default))
            for key, option in known.items()
        }
        paper = request.paper or self.paper
        paper.check()
        return self.make(desk, replace(request, options=chosen, paper=paper))
