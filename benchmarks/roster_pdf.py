"""The roster as PDF: against the same cells on a bare reportlab canvas, and against LibreOffice.

The floor is given everything for nothing: it measures no text, breaks no line, looks for no missing
character, repeats one header, and knows where each page ends. Fonts, sizes, texts, lines and
compression are those of the report.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.measure import Result, compare, median, memory_mb
from djdesk import resources
from djdesk.reports.kit import pdf, xlsx
from djdesk.reports.kit.content import LANDSCAPE, Content, Heading, Line, Signatures, Table
from djdesk.reports.kit.fonts import bundled
from djdesk.reports.roster import COLUMNS
from djdesk.services.sample.people import people

ROWS = 50_000
PER_PAGE = 21
MM = 72 / 25.4
SIZES = {"籍贯": 10.5, "身份证号": 10.0, "联系电话": 9.5, "入党时间": 10.0, "转正时间": 10.0}


def roster_rows(count: int) -> list[tuple[str, ...]]:
    """Rows as the report makes them, of synthetic people."""
    rows: list[tuple[str, ...]] = []
    for number, person in enumerate(people(count), 1):
        born, joined, full, work = (
            value if isinstance(value := person.get(key), date) else None
            for key in ("birth_on", "joined_on", "full_on", "work_start_on")
        )
        rows.append(
            (
                str(number),
                str(person["name"]),
                "男" if person["sex"] == "1" else "女",
                "汉族",
                str(person.get("native_place") or ""),
                f"{born:%Y.%m}" if born else "",
                "大学本科",
                f"{work:%Y.%m}" if work else "",
                f"{joined:%Y.%m.%d}" if joined else "",
                f"{full:%Y.%m.%d}" if full else "",
                str(person["id_number"]),
                str(person.get("workplace") or ""),
                "",
                str(person.get("phone") or ""),
            )
        )
    return rows


def report(rows: Sequence[Sequence[str]]) -> Content:
    """The whole report over `rows`."""
    blocks = (
        Heading("中国共产党党员花名册"),
        Line("填报单位：中共某某厂机修车间支部委员会", "截至2026年11月20日", "单位：人"),
        Table(COLUMNS, rows, row_height=7.5, totals=(f"合计 {len(rows)} 人",)),
        Signatures(("制表人：", "审核人（支部书记）：", "日期：")),
    )
    return Content("F01", "党员花名册", LANDSCAPE, blocks, date(2026, 11, 20))


def bare_canvas(rows: Sequence[Sequence[str]]) -> bytes:
    """The same cells, header and lines drawn directly: one `drawString` a cell, lines by page."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    for name in ("NotoSerifSC-Regular", "NotoSansSC-Bold"):
        pdfmetrics.registerFont(TTFont(name, str(resources.path("fonts", name + ".ttf"))))
    size = (297 * MM, 210 * MM)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=1)
    edges = [15 * MM]
    for column in COLUMNS:
        edges.append(edges[-1] + column.width * MM)
    places = [
        (edge + 2, SIZES.get(column.title, 10.5))
        for edge, column in zip(edges, COLUMNS, strict=False)
    ]
    step, top = 7.5 * MM, 190 * MM
    count = -(-len(rows) // PER_PAGE)
    for page in range(count):
        here = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
        canvas.setFont("NotoSansSC-Bold", 10.5)
        for (x, _), column in zip(places, COLUMNS, strict=True):
            canvas.drawString(x, top - 18, column.title.replace("\n", ""))
        present = 0.0
        for number, row in enumerate(here):
            y = top - 10 * MM - (number + 1) * step + 7
            for (x, points), text in zip(places, row, strict=True):
                if points != present:
                    canvas.setFont("NotoSerifSC-Regular", points)
                    present = points
                canvas.drawString(x, y, text or "／")
        bottom = top - 10 * MM - len(here) * step
        levels = [top, *(top - 10 * MM - n * step for n in range(len(here) + 1))]
        canvas.setLineWidth(0.5)
        canvas.lines([(edges[0], y, edges[-1], y) for y in levels])
        canvas.lines([(x, top, x, bottom) for x in edges])
        canvas.setFont("NotoSerifSC-Regular", 9)
        canvas.drawString(size[0] / 2 - 30, 13 * MM, f"第{page + 1}页　共{count}页")
        canvas.drawString(edges[0], 13 * MM, "F01　党员花名册")
        canvas.drawString(size[0] - 200, 13 * MM, "打印日期：2026年11月20日")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def libre_office(program: str, workbook: Path, folder: Path) -> None:
    """Convert the workbook as a user of LibreOffice would."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(workbook)], check=True, capture_output=True)


def run(size: int) -> list[Result]:
    """Half of `size` rows (50,000 for 100,000 people), as the issue asks."""
    rows = roster_rows(min(ROWS, max(1, size // 2)))
    content = report(rows)
    count = f"{len(rows):,} rows"
    results = [
        compare(
            f"roster PDF, {count}",
            lambda: pdf.render(content, faces=bundled()),
            lambda: bare_canvas(rows),
            limit=1.3,
            against="the same cells drawn on a reportlab canvas",
            runs=3,
        ),
        Result(f"memory after roster PDF, {count}", memory_mb(), 0, 0, "", "MB"),
    ]
    office = shutil.which("soffice")
    if office is not None:
        results.append(_against_office(content, office, count))
    return results


def _against_office(content: Content, office: str, count: str) -> Result:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "roster.xlsx"
        xlsx.write(content, workbook)
        own = median(lambda: pdf.write(content, folder / "own.pdf"), runs=3)
        other = median(lambda: libre_office(office, workbook, folder), runs=1, warm=0)
    return Result(f"roster PDF, {count}", own, other, 1.0, "LibreOffice converting the workbook")
