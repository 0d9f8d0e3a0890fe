"""The main job once through, on invented people: for the self-test and as evidence for the eye."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from djdesk.exchange import intake, joining, merging, receipt, report
from djdesk.exchange.roster import sheet
from djdesk.reports import catalogue
from djdesk.reports import roster as paper
from djdesk.reports.kit import pdf, xlsx
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.services import assessment, books, dues, kinds, listing, meetings, roster, sample
from djdesk.services.assessment import rubrics
from djdesk.services.audit import undo_step
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Query, Scope
from djdesk.services.sample.people import Person, people


class Failed(Exception):
    """A step of the trial found something else than it should; the text says what (Chinese)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, and what does it and returns what came of it (Chinese)."""

    title: str
    work: Callable[[], str]


class Trial:
    """Makes sample books in `work`, does the main job with them, and leaves its results in `out`.

    Both folders must exist. The steps build on each other: run them in their order, all of them.
    """

    def __init__(self, work: Path, out: Path, scales: tuple[int, ...]) -> None:
        self.branch = work / "branch"
        self.committee = work / "committee"
        self.work = work
        self.out = out
        self._scales = scales
        self._password = sample.PASSWORD
        self._enrolled = 0

    def steps(self) -> tuple[Step, ...]:
        """What is tried, in order."""
        return (
            Step("建立账套", self._make_books),
            Step("录入与撤销", self._enrol),
            Step("导入表格", self._import),
            Step("打印报表", self._print),
            Step("导出表格", self._export),
            Step("加入上级", self._join),
            Step("上报与回执", self._report),
            Step("备份与恢复", self._back_up),
            Step("界面", self._show),
        )

    def _make_books(self) -> str:
        sample.make_branch(self.branch)
        sample.make_committee(self.committee)
        with self._desk(self.branch) as desk:
            self._enrolled = _count(desk)
        _expect(self._enrolled > 0, "样例支部里没有党员")
        return f"样例支部 {self._enrolled} 人，上级党组织账套一个"

    def _enrol(self) -> str:
        with self._desk(self.branch) as desk:
            person = next(people(1, seed=2026, day=desk.today()))
            values = {k: person[k] for k in person if k not in ("person_class", "work_post")}
            steps: list[int] = []
            stop = desk.store.listen(lambda notice: steps.append(notice.step))
            opening = roster.Opening(
                branch_id=desk.store.book.home_organization_id,
                person_class=str(person["person_class"]),
                work_post=str(person["work_post"]),
            )
            roster.enrol(desk, values, opening)
            stop()
            _expect(_count(desk) == self._enrolled + 1, "录入后人数不对")
            undo_step(desk, steps[-1])
            _expect(_count(desk) == self._enrolled, "撤销后人数不对")
        return "录入一人，再撤销，人数复原"

    def _import(self) -> str:
        path = self.work / "新党员.xlsx"
        with self._desk(self.branch) as desk:
            newcomers = list(people(5, seed=7, day=desk.today()))
            xlsx.write_list(path, [_sheetful(newcomers)])
            first = _imported(desk, path)
            _expect(first.new == len(newcomers), "导入的人数不对")
            _expect(_imported(desk, path).step == 0, "重复导入改动了资料")
            sheet.take_back(desk, first.step)
            _expect(_count(desk) == self._enrolled, "撤回导入后人数不对")
        return f"导入 {first.new} 人，重复导入无变化，整批撤回"

    def _print(self) -> str:
        folder = _folder(self.out / "reports")
        pages = printed = 0
        with self._desk(self.branch) as desk:
            for spec in catalogue.REPORTS:
                records = _record(desk, spec)
                if spec.by_record and not spec.many and not records:
                    continue  # the sample has no such row: nothing was reduced, used or sealed
                content = spec.content(desk, Request(_day(desk, spec), records=records))
                made = pdf.write(content, folder / f"{spec.id}.pdf", stamp=pdf.Stamp(desk.today()))
                _expect(made.data.startswith(b"%PDF-") and made.pages > 0, f"{spec.title}没有页面")
                xlsx.write(content, folder / f"{spec.id}.xlsx")
                pages += made.pages
                printed += 1
        return f"{printed} 种报表，PDF 共 {pages} 页，表格各一份"

    def _export(self) -> str:
        path = self.out / "党员花名册（可再导入）.xlsx"
        with self._desk(self.branch) as desk:
            xlsx.write_list(path, [paper.standard_workbook(desk, Request(desk.today()))])
            plan = sheet.plan_roster(
                desk, sheet.check_roster(sheet.open_roster(path), desk.today())
            )
            _expect(plan.count(sheet.Status.SAME) == self._enrolled, "导出的表格再导入有变化")
        return f"导出 {self._enrolled} 人，再导入全部相同"

    def _join(self) -> str:
        with self._desk(self.branch) as desk:
            name = desk.store.book.name
        with self._desk(self.committee) as desk:
            invited = joining.invite(desk, self._stick(), branch_name=name)
        with self._desk(self.branch) as desk:
            joined = joining.join(desk, invited.path)
        _expect(joined.fingerprint == invited.fingerprint, "两边的指纹不一致")
        return f"指纹两边一致：{joined.fingerprint}"

    def _report(self) -> str:
        with self._desk(self.branch) as desk:
            package = report.export(desk, self._stick())
        with self._desk(self.committee) as desk:
            _expect(intake.check(desk, package.path).is_good, "上报包没有通过检查")
            merged = merging.merge(desk, package.path, receipt_to=self._stick())
            _expect(_count(desk) == self._enrolled, "合并后人数不对")
            again = merging.merge(desk, package.path)
            _expect(again.outcome == "already", "同一个包合并了两次")
        if merged.receipt is None:
            raise Failed("没有写出回执")
        with self._desk(self.branch) as desk:
            answer = receipt.receive(desk, merged.receipt)
        _expect(answer.outcome == receipt.ACCEPTED, "回执不是“已接收”")
        return f"第 {package.number} 号上报包已合并，回执已登记"

    def _back_up(self) -> str:
        copy, restored = self.work / "备份.djbak", self.work / "restored"
        with self._desk(self.branch) as desk:
            books.save_backup_as(desk, copy)
        books.restore_backup(copy, restored, self._password)
        findings = books.check_book(restored, self._password)
        _expect(not findings, "恢复的账套没有通过检查")
        with self._desk(restored) as desk:
            _expect(_count(desk) == self._enrolled, "恢复后人数不对")
        return f"备份 {copy.stat().st_size // 1024} KB，恢复后检查无误"

    def _show(self) -> str:
        # Qt is loaded here and not before, so that batch commands never load it
        from djdesk import app
        from djdesk.ui.shell import evidence

        evidence.no_screen()
        taken = 0
        for folder, kind in ((self.branch, "branch"), (self.committee, "committee")):
            book = books.open_book(folder, self._password, allow_removable=True)
            try:
                where = _folder(self.out / "pictures" / kind)
                records = {"roster": _shown(books.desk_of(book))}
                taken += len(
                    evidence.take_pictures(
                        app.parts(), book, where, scales=self._scales, records=records
                    )
                )
            finally:
                book.close()
        return f"各页面图片 {taken} 张"

    def _stick(self) -> Path:
        return _folder(self.out / "packages")

    @contextmanager
    def _desk(self, folder: Path) -> Iterator[Desk]:
        book = books.open_book(folder, self._password, allow_removable=True)
        try:
            yield books.desk_of(book)
        finally:
            book.close()


_LISTS = {
    "meetings": meetings.MEETINGS,
    "talks": meetings.TALKS,
    "assessment_corrections": assessment.CORRECTIONS,
    "pairings": assessment.PAIRINGS,
}
_SHOWN = "陈堃"
_LISTED = ("name", "sex", "ethnic", "id_number", "education", "joined_on", "full_on", "phone")


def _sheetful(newcomers: Sequence[Person]) -> xlsx.Sheetful:
    """A list of people as an office would hand it in."""
    columns = [roster.ROSTER.column(key) for key in (*_LISTED, "person_class")]
    return xlsx.Sheetful(
        "新转入党员名单",
        [column.title for column in columns],
        [column.kind for column in columns],
        [[kinds.show(c.kind, person[c.key], c.codes) for c in columns] for person in newcomers],
    )


def _record(desk: Desk, spec: ReportSpec) -> tuple[int, ...]:
    """The newest finished row that a report of one record can be made of; dues may have none."""
    if not spec.by_record or spec.many:
        return ()
    if spec.area == dues.AREA:
        return _dues_row(desk, spec.by_record)
    if spec.by_record == "rubrics":
        return tuple(row.id for row in rubrics.rubrics(desk)[:1])
    finished = (Filter("state", "eq", "reviewed"),) if spec.by_record == "meetings" else ()
    query = Query(Scope(desk.today()), filters=finished)
    found = listing.ids(desk, _LISTS[spec.by_record], query, limit=1)
    _expect(len(found) == 1, f"{spec.title}没有可打印的记录")
    return tuple(found)


def _day(desk: Desk, spec: ReportSpec) -> date:
    """The day a report is made for: points are printed of the last month that is over."""
    today = desk.today()
    return today.replace(day=1) - timedelta(days=1) if spec.area == assessment.AREA else today


def _dues_row(desk: Desk, word: str) -> tuple[int, ...]:
    """A row of dues of the list `word`, the newest first; empty if there is none."""
    if word == "dues_sealed":
        return tuple(row.id for row in dues.sealed(desk)[:1])
    if word == "dues_uses":
        return tuple(row.id for row in dues.uses(desk)[:1])
    members = listing.ids(desk, roster.ROSTER, Query(Scope(desk.today())))
    found = (row.id for key in members for row in dues.particulars(desk, key).reductions)
    return tuple(islice(found, 1))


def _count(desk: Desk) -> int:
    return listing.count(desk, roster.ROSTER, Query(Scope(desk.today())))


def _shown(desk: Desk) -> int:
    """The member whose record the pictures show: one with a photograph and a date coming due."""
    return listing.ids(desk, roster.ROSTER, Query(Scope(desk.today()), text=_SHOWN), limit=1)[0]


def _imported(desk: Desk, path: Path) -> sheet.Result:
    checked = sheet.check_roster(sheet.open_roster(path), desk.today())
    return sheet.apply_plan(desk, sheet.plan_roster(desk, checked))


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _expect(true: bool, otherwise: str) -> None:
    if not true:
        raise Failed(otherwise)
