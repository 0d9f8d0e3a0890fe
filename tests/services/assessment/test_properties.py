"""What holds for every month: a score is the sum of its lines, and the lines alone make it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from djdesk.errors import DeskError, UserError
from djdesk.models.assessment import PointLine
from djdesk.models.rules.assessment import rubric as rules
from djdesk.models.rules.assessment.rubric import LEVELS
from djdesk.models.store.book import open_book
from djdesk.services import assessment, organization, roster
from djdesk.services.assessment import Entry, Subject, board, collecting
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Value
from tests.conftest import PASSWORD, USER
from tests.services.assessment.books import put_rubric
from tests.services.assessment.months import RUBRIC, YEARLY
from tests.services.conftest import make_number

TODAY = date(2026, 11, 20)
MONTHS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
_numbers = count(1)


@contextmanager
def book(template: Path) -> Iterator[Desk]:
    """A branch book of its own."""
    with TemporaryDirectory() as name:
        opened = open_book(Path(shutil.copytree(template, Path(name) / "book")), PASSWORD)
        try:
            yield Desk(opened.store, USER, Role.SECRETARY, lambda: TODAY)
        finally:
            opened.close()


def people(desk: Desk) -> list[Subject]:
    """Four members in two groups, the groups and the branch."""
    home = organization.home_id(desk)
    groups = [
        organization.found(desk, parent_id=home, kind="group", name=name)
        for name in ("第一党小组", "第二党小组")
    ]
    found = []
    for place, name in enumerate(("王强", "钱进", "周敏", "孙立")):
        born = date(1980, 1, 1 + place)
        values: dict[str, Value] = {
            "name": name,
            "sex": "1",
            "id_number": make_number(born, next(_numbers) * 2 % 998 + 1),
            "birth_on": born,
            "ethnic": "01",
            "education": "21",
            "joined_on": date(2012, 7, 1),
            "full_on": date(2013, 7, 1),
            "phone": "13800001234",
            "address": "某某路 1 号",
        }
        opening = roster.Opening(home, "full", groups[place % 2], "W1", since=date(2020, 1, 1))
        found.append(Subject("member", home, roster.enrol(desk, values, opening)))
    return [*found, *(Subject("group", group) for group in groups), Subject("branch", home)]


class Months(RuleBasedStateMachine):
    """Lines, reversals, opinions, confirming and opening again in any order."""

    template: Path
    rubric: rules.Rubric = RUBRIC

    def __init__(self) -> None:
        super().__init__()
        self._book = book(self.template)
        self.desk = self._book.__enter__()
        self.subjects = people(self.desk)
        self.lines: list[int] = []
        self.kept: dict[date, list[tuple[Subject, int | None]]] = {}

    @initialize()
    def open(self) -> None:
        put_rubric(self.desk, self.rubric)
        for month in MONTHS:
            assessment.open_month(self.desk, month)

    def teardown(self) -> None:
        try:
            self.check()
        finally:
            self._book.__exit__(None, None, None)

    @rule(
        who=st.integers(0, 6),
        month=st.sampled_from(MONTHS),
        item=st.integers(0, 7),
        quantity=st.integers(1, 5),
        points=st.integers(0, 100),
        step=st.integers(0, 1),
        pending=st.booleans(),
    )
    def book(
        self,
        who: int,
        month: date,
        item: int,
        quantity: int,
        points: int,
        step: int,
        pending: bool,
    ) -> None:
        subject = self.subjects[who]
        table = self.rubric.table(subject.level)
        assert table is not None
        chosen = table.items[item % len(table.items)]
        entry = Entry(
            subject.level,
            subject.organization_id,
            subject.member_id,
            month,
            chosen.code,
            month.replace(day=quantity),
            quantity,
            chosen.steps[step].code if chosen.kind == "graded" else "",
            points,
            "测试",
            "〔2026〕1号",
        )
        try:
            self.lines.append(assessment.book_line(self.desk, entry, pending=pending))
        except UserError:
            assert month in self.kept

    @precondition(lambda self: self.lines)
    @rule(data=st.data(), accept=st.booleans(), back=st.booleans())
    def take_back_or_check(self, data: st.DataObject, accept: bool, back: bool) -> None:
        line = data.draw(st.sampled_from(self.lines))
        try:
            if back:
                assessment.reverse_line(self.desk, line, reason="记错")
            else:
                assessment.check_line(self.desk, line, accept, "不实")
        except DeskError:
            pass

    @rule(
        who=st.integers(0, 6),
        month=st.sampled_from(MONTHS),
        change=st.integers(-50, 50),
        last=st.booleans(),
    )
    def give(self, who: int, month: date, change: int, last: bool) -> None:
        subject = self.subjects[who]
        stages = [each for each in assessment.STAGES_OF[subject.level] if each != "superior"]
        stage = stages[-1 if last else 0]
        try:
            assessment.give(
                self.desk, subject, month, stage, points=800, change=change, reason="研究"
            )
        except UserError:
            assert month in self.kept

    @rule(month=st.sampled_from(MONTHS))
    def confirm(self, month: date) -> None:
        try:
            assessment.score_month(self.desk, month)
            assessment.confirm_month(self.desk, month)
        except DeskError:
            return
        self.kept[month] = self.scores(month)

    @rule(month=st.sampled_from(MONTHS))
    def reopen(self, month: date) -> None:
        try:
            assessment.reopen_month(self.desk, month, reason="漏记")
        except DeskError:
            return
        del self.kept[month]

    @rule(month=st.sampled_from(MONTHS))
    def collect(self, month: date) -> None:
        if month not in self.kept:
            collecting.collect(self.desk, month)
            assert board.stale(self.desk, month) == 0

    def scores(self, month: date) -> list[tuple[Subject, int | None]]:
        """Everybody's score."""
        return [
            (row.subject, row.score)
            for level in LEVELS
            for row in board.board(self.desk, month, level).rows
        ]

    def check(self) -> None:
        """The score is the sum of its explanation, and what was confirmed stands."""
        for month in MONTHS:
            found = self.scores(month)
            for subject, score in found:
                why = assessment.explain(
                    self.desk, month, subject.level, subject.organization_id, subject.member_id
                )
                assert why.score == score
                if score is not None:
                    assert sum(line.points for line in why.lines) == score
            self.check_own(month)
            if month in self.kept:
                assert found == self.kept[month]
        self.replay()

    def check_own(self, month: date) -> None:
        """What one's own table gives is said by its lines alone: the roll-up fills no gap."""
        for level in LEVELS:
            for row in board.board(self.desk, month, level).rows:
                why = assessment.explain(
                    self.desk, month, level, row.organization_id, row.member_id
                )
                own = sum(line.points for line in why.lines if line.kind != "rollup")
                if row.own is not None:
                    assert own == row.own == row.base + row.plus - row.minus + row.change
                assert level != "member" or all(line.kind != "rollup" for line in why.lines)

    def replay(self) -> None:
        """The same lines and opinions in a new book make the same scores."""
        live = {month: self.scores(month) for month in MONTHS if month not in self.kept}
        with self.desk.store.read() as session:
            lines = [
                {
                    column.name: getattr(row, column.name)
                    for column in PointLine.__table__.columns
                    if column.name not in ("uid", "feed", "source")
                }
                for row in session.query(PointLine).order_by(PointLine.id)
            ]
        given = {month: assessment.all_opinions(self.desk, month) for month in live}
        with book(self.template) as other:
            assert people(other) == self.subjects
            put_rubric(other, self.rubric)
            for month in MONTHS:
                assessment.open_month(other, month)
            with other.store.write("重放", area="assessment") as session:
                for values in lines:
                    session.add(PointLine(**values))
            for month, said in given.items():
                for subject, rows in said.items():
                    for row in reversed(rows):
                        assessment.give(
                            other, subject, month, row.stage,
                            points=row.points, change=row.change, reason=row.reason,
                        )  # fmt: skip
            if self.rubric.cycle == "year" and self.kept:
                return  # opinions of confirmed months are not given again here
            for month, found in live.items():
                again = [
                    (row.subject, row.score)
                    for level in LEVELS
                    for row in board.board(other, month, level).rows
                ]
                assert again == found


class YearlyMonths(Months):
    """The same where scores run through the year."""

    rubric = replace(YEARLY, tables=tuple(replace(each) for each in YEARLY.tables))


@pytest.mark.parametrize("machine", [Months, YearlyMonths])
def test_no_order_of_steps_parts_a_score_from_its_lines(
    machine: type[Months], branch_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Months, "template", branch_template, raising=False)
    case = machine.TestCase
    case.settings = settings(
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()
