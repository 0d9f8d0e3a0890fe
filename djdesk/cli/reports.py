"""`djdesk report …`: list the reports, and print any of them to PDF or a workbook."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, with_book, with_day, with_json
from djdesk.cli.output import DONE, Json, Output, Terminal
from djdesk.cli.session import new_file, opened_to_print
from djdesk.errors import UserError
from djdesk.reports import catalogue
from djdesk.reports.dues.receipts import LIST as RECEIPTS
from djdesk.reports.kit import pdf, xlsx
from djdesk.reports.kit.content import digest as content_digest
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings.pages import numbered
from djdesk.services import dues, printing
from djdesk.services.desk import Desk
from djdesk.services.printing import Printed

LIST = "list"


def add(commands: Commands) -> None:
    """Add the command of this area; `list` is one of its words because reports are words too."""
    parser = commands.add(
        "report",
        "报表：列出，或输出为 PDF、表格",
        usage="djdesk report list [--json]\n"
        "      djdesk report 报表 --out 文件.pdf|.xlsx --book 账套 [--as-of 日期] [--record 编号]"
        " [选项=值 …]",
    )
    parser.add_argument("name", metavar="报表", help="list 列出全部报表；或报表的代号、名称")
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪个文件（.pdf 或 .xlsx）")
    parser.add_argument(
        "--record",
        metavar="编号",
        help="单份的报表（会议记录、收据等）：写台账编号、收据编号或记录号",
    )
    with_day(with_book(parser, required=False))
    with_json(parser).set_defaults(run=report, doing="输出报表", pairs=[], parser=parser)


def report(args: Namespace, out: Output) -> int:
    """List the reports, or write one."""
    return _list(out) if args.name == LIST else _write(args, out)


def _list(out: Output) -> int:
    for spec in catalogue.REPORTS:
        form = f"（{spec.form}）" if spec.form else ""
        out.say(f"{spec.id}　{spec.title}{form}")
        for option in spec.options:
            words = "，".join(f"{value} {word}" for value, word in option.choices)
            out.say(f"　　{option.key}=　{option.title}：{words}")
    out.result({"reports": [_described(spec) for spec in catalogue.REPORTS]})
    return DONE


def _described(spec: ReportSpec) -> Json:
    return {
        "id": spec.id,
        "form": spec.form,
        "title": spec.title,
        "area": spec.area,
        "blank": spec.blank,
        "by_record": spec.by_record,
        "options": [
            {"key": o.key, "title": o.title, "choices": dict(o.choices)} for o in spec.options
        ],
    }


def _write(args: Namespace, out: Output) -> int:
    spec = catalogue.report(args.name)
    one = spec.by_record and not spec.many
    wanted = ("out", "book", "record") if one else ("out", "book")
    lacking = [word for word in wanted if getattr(args, word) is None]
    if lacking:
        args.parser.error("还缺少：" + ", ".join(f"--{word}" for word in lacking))
    path = new_file(args.out, ".pdf", ".xlsx")
    with opened_to_print(args) as desk:
        records = _records(desk, spec, args.record)
        request = Request(args.as_of or desk.today(), options=dict(args.pairs), records=records)
        pages, missing, digest = _put(desk, spec, request, path)
    for sentence in missing:
        out.warn(f"提醒：{sentence}")
    length = f"（{pages} 页）" if pages else ""
    out.say(f"已输出“{spec.title}”{length}：{path}")
    out.result(
        {
            "report": spec.id,
            "file": str(path),
            "pages": pages,
            "digest": digest,
            "missing_glyphs": list(missing),
        }
    )
    return DONE


def _records(desk: Desk, spec: ReportSpec, word: str | None) -> tuple[int, ...]:
    """The row meant by its key or its ledger number; several if that is not unique."""
    if not spec.by_record or word is None:
        return ()
    if word.isdecimal():
        return (int(word),)
    return _numbered(desk, word) if spec.by_record == RECEIPTS else numbered(desk, word)


def _numbered(desk: Desk, word: str) -> tuple[int, ...]:
    """The receipts with this number, as 2026-0007; several in a committee's book."""
    year = word.partition("-")[0]
    rows = dues.receipts(desk, year=int(year)) if year.isdecimal() else ()
    found = tuple(row.id for row in rows if row.number_text == word)
    if not found:
        raise UserError(f"没有编号为“{word}”的党费收据。", "编号印在收据上，如 2026-0007。")
    return found


def _put(
    desk: Desk, spec: ReportSpec, request: Request, path: Path
) -> tuple[int, tuple[str, ...], str]:
    """Write the report and log it; its pages (0: a workbook), what will not print, its digest."""
    content = spec.content(desk, request)
    pages, way = 0, printing.XLSX
    missing: tuple[str, ...] = ()
    digest = content_digest(content)
    if path.suffix.lower() == ".xlsx":
        xlsx.write(content, path, progress=Terminal())
    else:
        stamp = pdf.Stamp(desk.today())
        made = pdf.write(content, path, stamp=stamp, progress=Terminal())
        pages, way = made.pages, printing.PDF
        missing = tuple(found.sentence for found in made.preflight.missing)
    options = {"options": dict(request.options), "records": list(request.records)}
    if not spec.blank:
        printing.log(
            desk, Printed(spec.id, content.title, content.day, pages, digest, way, 1, options)
        )
    return pages, missing, digest
