"""`djdesk roster …`: import a spreadsheet into the roster, export the standard workbook."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, with_book, with_day, with_json
from djdesk.cli.output import DONE, REFUSED, Output, Terminal
from djdesk.cli.session import existing_file, new_file, opened, opened_to_print
from djdesk.exchange.roster import sheet
from djdesk.reports import roster as paper
from djdesk.reports.kit import xlsx
from djdesk.reports.kit.spec import Request
from djdesk.services import books

_SHOWN = 50
"""So many faults are said on a terminal; the rest is counted. JSON has them all."""


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    area = Commands(commands.add("roster", "党员花名册：导入、导出"), "action")
    parser = area.add("import", "从表格（.xlsx .xls .ods .csv）导入花名册")
    parser.add_argument("file", type=Path, metavar="表格", help="要导入的表格文件")
    parser.add_argument("--dry-run", action="store_true", help="只检查和预览，不写入账套")
    parser.add_argument(
        "--only-good", action="store_true", help="只导入没有问题的行（不写则有一行出错就都不导入）"
    )
    parser.add_argument(
        "--sheet", action="append", metavar="工作表", help="只看这张工作表（可写多次）"
    )
    parser.add_argument(
        "--faults",
        type=Path,
        metavar="文件.xlsx",
        help="把没有导入的行连同原因写成表格，改好可再导入",
    )
    with_json(with_book(parser)).set_defaults(run=import_sheet, doing="导入花名册")
    export = area.add("export", "导出标准花名册（可再导入）")
    export.add_argument("file", type=Path, metavar="文件.xlsx", help="写到哪个文件")
    with_json(with_day(with_book(export))).set_defaults(run=export_sheet, doing="导出花名册")


def import_sheet(args: Namespace, out: Output) -> int:
    """Import a spreadsheet: everything, the good rows, or nothing; faults are listed."""
    path = existing_file(args.file)
    faulty = new_file(args.faults, ".xlsx") if args.faults else None
    with opened(args, write=not args.dry_run) as (_book, desk):
        if not args.dry_run:
            desk.require("roster")
        progress = Terminal()
        found = sheet.open_roster(path, sheet.remembered(desk), sheets=args.sheet)
        plan = sheet.plan_roster(desk, sheet.check_roster(found, desk.today(), progress))
        refused = bool(plan.errors) and not args.only_good
        if not args.dry_run and not refused:
            if plan.count(sheet.Status.NEW, sheet.Status.CHANGED):
                books.backup_before(desk, "import")
            sheet.apply_plan(desk, plan, only_good=args.only_good, progress=progress)
    _tell(plan, out, dry=args.dry_run, refused=refused)
    if faulty and sheet.write_faulty_rows(plan, faulty):
        out.say(f"没有导入的行已写到：{faulty}")
    out.result(plan.summary())
    return REFUSED if plan.errors else DONE


def _tell(plan: sheet.Plan, out: Output, *, dry: bool, refused: bool) -> None:
    for fault in (*plan.errors, *plan.warnings)[:_SHOWN]:
        out.warn(f"{'错误' if fault.is_error else '提醒'}：{_line(fault)}")
    more = len(plan.faults) - _SHOWN
    if more > 0:
        out.warn(f"……还有 {more} 条，用 --json 可以看到全部。")
    counts = "，".join(
        f"{sheet.STATUS_TITLES[status]} {count} 人"
        for status in sheet.Status
        if (count := plan.count(status))
    )
    idle = not plan.count(sheet.Status.NEW, sheet.Status.CHANGED)
    done = "没有导入" if refused else "没有需要写入的内容" if idle else "已导入"
    done = "预览，没有写入" if dry else done
    out.say(f"{plan.file_name}：共 {plan.count()} 行（{counts or '没有党员'}），{done}。")
    if refused and not dry:
        out.warn("有行出错，什么都没有导入：请改正后重新导入，或加 --only-good 只导入其余的行。")


def _line(fault: sheet.Fault) -> str:
    place = f"“{fault.sheet}”第 {fault.row} 行" if fault.row else f"“{fault.sheet}”"
    column = f"“{fault.column}”" if fault.column else ""
    value = f"（{fault.value}）" if fault.value else ""
    return f"{place}{column}{value}：{fault.reason}{fault.remedy}"


def export_sheet(args: Namespace, out: Output) -> int:
    """Write the standard roster workbook as of a day; it can be imported again."""
    path = new_file(args.file, ".xlsx")
    with opened_to_print(args) as desk:
        page = paper.standard_workbook(desk, Request(args.as_of or desk.today()))
        rows = len(list(page.rows))
        xlsx.write_list(path, [page], progress=Terminal())
        if not desk.read_only:
            desk.store.note(f"导出花名册：{rows}人", area="roster")
    out.say(f"已导出 {rows} 人：{path}")
    out.result({"file": str(path), "rows": rows})
    return DONE
