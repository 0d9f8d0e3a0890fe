"""Meetings of ten years: the pane, the supervision grid, the bound volume; and how they grow.

The book holds 2,000 meetings, 86,000 attendance rows and 4,000 photographs (43 people). Floors:
- the pane's list: QSqlTableModel on the same columns in a plain, flat, unencrypted table;
- the supervision grid: one SQL aggregate over the meetings of the year, in the same book;
- the volume of a year: as many pages with the same texts and photographs on a bare reportlab
  canvas, which breaks no lines, numbers no pages, makes no index and looks for no missing sign;
- growth: the same work in a book of one year (200 meetings); linear growth would be 10 times.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtSql import QSqlTableModel
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import func, select

from benchmarks.book import meetings_book, opened
from benchmarks.measure import Result, compare, seconds
from benchmarks.peers import HEIGHT, WIDTH, Ours, Peer, close_all, plain_copy, wait
from djdesk import resources
from djdesk.models.meetings import Meeting
from djdesk.reports.meetings import volume
from djdesk.reports.meetings.volume import Choice
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import MEETINGS
from djdesk.ui.kit import theme
from djdesk.ui.kit.bus import Bus
from djdesk.ui.kit.jobs import Jobs
from djdesk.ui.kit.memory import Memory
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.meetings import MeetingsPane

YEARS, A_YEAR, PHOTOS, PEOPLE = 10, 200, 4000, 43
YEAR = 2026
BOUND = 2025
"""The last whole year of the book is bound; the grid is that of the running one."""

_MONTH = func.strftime("%m", Meeting.held_on)
AGGREGATE = (
    select(Meeting.kind, Meeting.organization_id, _MONTH, func.count())
    .where(Meeting.year == YEAR, Meeting.state.in_(("held", "recorded", "reviewed")))
    .group_by(Meeting.kind, Meeting.organization_id, _MONTH)
)


class Panes:
    """Opens the real pane over the book, again and again."""

    def __init__(self, desk: Desk) -> None:
        self.messages = Recorder()
        self.jobs = Jobs(self.messages)
        self.context = Context(
            desk, self.jobs, Bus(desk.store), self.messages, lambda *_a, **_h: None, Memory()
        )
        self.open_ones: list[QWidget] = []

    def open(self) -> None:
        """The pane 三会一课 up to its first painted page."""
        pane = MeetingsPane(self.context)
        pane.resize(WIDTH, HEIGHT)
        pane.show()
        self.open_ones.append(pane)
        if not len(pane.model.ids()):
            wait(pane.model.reordered)
        QApplication.processEvents()

    def close(self) -> None:
        """Close what is open, once its questions are answered."""
        while self.jobs.busy():
            QApplication.processEvents()
            time.sleep(0.001)  # lets the readers work: this thread holds the interpreter
        for pane in self.open_ones:
            pane.close()
            pane.deleteLater()
        self.open_ones.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def grid(desk: Desk) -> object:
    """The supervision grid of the running year."""
    return meetings.grid(desk, YEAR)


def aggregate(desk: Desk) -> object:
    """One statement over the meetings of the same year."""
    with desk.store.read() as session:
        return session.execute(AGGREGATE).all()


def bound(desk: Desk, folder: Path) -> int:
    """The volume of the last whole year as a file; its pages."""
    return volume.write(desk, Choice(BOUND), folder / "卷.pdf").pages


def bare_volume(desk: Desk, folder: Path, pages: int) -> Callable[[], None]:
    """The same texts and photographs on `pages` pages of a bare canvas, as a file.

    Texts and pictures are at hand before the clock starts.
    """
    from reportlab import rl_config
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    font = "NotoSerifSC-Regular"
    pdfmetrics.registerFont(TTFont(font, str(resources.path("fonts", font + ".ttf"))))
    with desk.store.read() as session:
        query = select(Meeting.id).where(Meeting.year == BOUND).order_by(Meeting.held_on)
        ids = session.scalars(query).all()
    records = [meetings.record(desk, meeting_id) for meeting_id in ids]
    lines: list[str] = []
    pictures: list[bytes] = []
    for record in records:
        whole = str(record.values["content"])
        lines += [
            line[at : at + 40] for line in whole.split("\n") for at in range(0, len(line), 40)
        ]
        lines += [row.name for row in record.roll.rows]
        pictures += [meetings.picture(desk, file.id) for file in record.evidence]

    def draw() -> None:
        canvas = Canvas(str(folder / "floor.pdf"), pageCompression=1)
        a_page, shown = -(-len(lines) // pages), -(-len(pictures) // pages)
        for page in range(pages):
            canvas.setFont(font, 10.5)
            for number, line in enumerate(lines[page * a_page : (page + 1) * a_page]):
                canvas.drawString(60, 780 - 14 * (number % 50), line)
            for data in pictures[page * shown : (page + 1) * shown]:
                canvas.drawImage(ImageReader(io.BytesIO(data)), 60, 60, 226, 170)
            canvas.showPage()
        canvas.save()

    return draw


def run(size: int) -> list[Result]:
    """All figures; `size` (people of a roster) does not matter here."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.install(app, mode=theme.Mode.LIGHT)
    ten = meetings_book(YEARS, A_YEAR, PHOTOS, PEOPLE)
    one = meetings_book(1, A_YEAR, PHOTOS // YEARS, PEOPLE)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(ten) as desk:
            results += against_floors(desk, folder)
            long = growing(desk)
        with opened(one) as desk:
            short = growing(desk)
    for title, work in long.items():
        results.append(Result(f"{title}，十年与一年", work, short[title], YEARS, "一年的账套"))
    return results


def against_floors(desk: Desk, folder: Path) -> list[Result]:
    """Pane, grid and volume of the ten years against their floors."""
    path = plain_copy(desk, MEETINGS, folder)
    ours, peer, panes = Ours(desk, MEETINGS), Peer(path, MEETINGS), Panes(desk)

    def quiet() -> None:
        ours.quiet()
        panes.close()
        close_all(peer.views[:-1])
        del peer.views[:-1]

    against = "QSqlTableModel, plain"
    listed = compare(
        "会议列表 2,000 条首屏", ours.open, peer.open,
        limit=2, against=against, between=quiet, runs=9,
    )  # fmt: skip
    pane = compare(
        "打开三会一课页面", panes.open, peer.open,
        limit=3, against=f"{against}, table only", between=quiet, runs=9,
    )  # fmt: skip
    supervised = compare(
        "督查表", lambda: grid(desk), lambda: aggregate(desk),
        limit=6, against="one SQL aggregate", runs=15,
    )  # fmt: skip
    pages = bound(desk, folder)
    volumes = compare(
        f"年度装订卷 {pages} 页", lambda: bound(desk, folder), bare_volume(desk, folder, pages),
        limit=2, against="bare reportlab canvas", runs=3, warm=0,
    )  # fmt: skip
    quiet()
    close_all([*ours.views, *peer.views])
    ours.jobs.close()
    panes.jobs.close()
    peer.model = QSqlTableModel()
    peer.database.close()
    return [listed, pane, supervised, volumes]


def growing(desk: Desk) -> dict[str, float]:
    """The median seconds of what is done every day, in this book."""
    panes = Panes(desk)
    works = {
        "打开三会一课页面": panes.open,
        "督查表": lambda: grid(desk),
        "检查一年的记录": lambda: meetings.all_findings(desk, YEAR),
        "参加情况（人×月）": lambda: meetings.by_member_and_month(desk, YEAR),
        "学时": lambda: meetings.study(desk, YEAR),
    }
    found = {}
    for title, work in works.items():
        taken = []
        for _ in range(7):
            taken.append(seconds(work))
            panes.close()
        found[title] = statistics.median(taken)
    panes.jobs.close()
    return found
