"""`djdesk meetings …`: whether a page is current, objections of a supervisor, bound volumes."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, Parser, with_book, with_json, year
from djdesk.cli.output import DONE, REFUSED, Json, Output, Terminal
from djdesk.cli.session import new_file, opened, opened_to_print
from djdesk.errors import UserError
from djdesk.models.rules import codes
from djdesk.reports.meetings import pages, volume
from djdesk.services import meetings
from djdesk.services.desk import Desk
from djdesk.services.meetings import MeetingFinding

_WORDS = {"error": "错误", "warn": "提醒", "info": "提示"}


def add(commands: Commands) -> None:
    """Add the commands of this area."""
    area = Commands(commands.add("meetings", "组织生活：核对纸页、督查、装订成卷"), "action")
    parser = area.add("page", "核对手里的一页是不是账套里现行的内容（返回值 1：不是）")
    parser.add_argument("number", metavar="台账编号", help="页脚上的，如 2026-党员大会-03")
    parser.add_argument("revision", metavar="版次", type=_revision, help="页脚上的，如 1 或 第1版")
    parser.add_argument("digest", metavar="校验码", help="页脚上的，如 3F2A-91C0")
    with_json(with_book(parser)).set_defaults(run=page, doing="核对纸页", parser=parser)

    parser = area.add("findings", "列出全年会议记录中的问题和依据（返回值 1：有错误）")
    _add_year(parser)
    with_json(with_book(parser)).set_defaults(run=findings, doing="督查会议记录", parser=parser)

    parser = area.add("volume", "把一年的组织生活记录装订成一个 PDF")
    _add_year(parser)
    parser.add_argument("--quarter", type=int, choices=(1, 2, 3, 4), help="只装订一个季度")
    parser.add_argument(
        "--kind",
        action="append",
        metavar="类别",
        help="只装订这一类，如 党课（可写多次；talks 为谈心谈话）",
    )
    parser.add_argument("--talks", action="store_true", help="连同谈心谈话记录")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪个 .pdf")
    with_json(with_book(parser)).set_defaults(run=bind, doing="装订成卷", parser=parser)


def _add_year(parser: Parser) -> None:
    parser.add_argument("--year", type=year, required=True, metavar="年度", help="如 2026")


def _revision(text: str) -> int:
    digits = text.removeprefix("第").removesuffix("版")
    if not digits.isdecimal() or int(digits) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是版次，应写成 1 或 第1版")
    return int(digits)


def _kinds(desk: Desk, words: list[str]) -> tuple[str, ...]:
    """The codes of the kinds meant, the book's own among them; `UserError` listing all."""
    table = codes.table("meeting_kind")
    known = {row.code: row.name for row in meetings.kinds(desk, ended=True)}
    known[meetings.TALKS.name] = meetings.TALKS.title
    by_name = {name: code for code, name in known.items()}
    found = []
    for word in words:
        code = word if word in known else by_name.get(word) or table.find(word)
        if code is None:
            listed = "，".join(f"{code} {name}" for code, name in known.items())
            raise UserError(f"“{word}”不是会议类别。", f"可用：{listed}。")
        found.append(code)
    return tuple(found)


def page(args: Namespace, out: Output) -> int:
    """Compare the foot of a page with the book; anything but current ends with 1."""
    with opened(args, write=False) as (_book, desk):
        found = pages.page_state(desk, args.number, args.revision, args.digest)
    out.say(found.text)
    out.result(
        {
            "state": found.state,
            "text": found.text,
            "meeting": found.meeting_id,
            "report": found.report,
        }
    )
    return DONE if found.state == pages.CURRENT else REFUSED


def findings(args: Namespace, out: Output) -> int:
    """Tell every objection to the records of a year with its clause and what to do."""
    with opened(args, write=False) as (_book, desk):
        found = meetings.all_findings(desk, args.year, progress=Terminal())
    for each in found:
        finding = each.finding
        number = each.ledger_number or f"{each.held_on} {each.kind_name}"
        out.say(f"{number}　【{_WORDS[finding.severity]}】{finding.text}")
        out.say(f"　　{finding.remedy}（{finding.clause}）" if finding.clause else finding.remedy)
    errors = sum(each.finding.severity == "error" for each in found)
    out.say(f"{args.year}年会议记录：错误 {errors} 处，其他 {len(found) - errors} 处。")
    out.result({"year": args.year, "findings": [_described(each) for each in found]})
    return REFUSED if errors else DONE


def _described(found: MeetingFinding) -> Json:
    finding = found.finding
    return {
        "meeting": found.meeting_id,
        "number": found.ledger_number,
        "held_on": f"{found.held_on}",
        "kind": found.kind_name,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "text": finding.text,
        "remedy": finding.remedy,
        "clause": finding.clause,
        "field": finding.field,
    }


def bind(args: Namespace, out: Output) -> int:
    """Bind the volume, and tell its pages and what will not print."""
    path = new_file(args.out, ".pdf")
    with opened_to_print(args) as desk:
        wanted = _kinds(desk, args.kind or [])
        choice = volume.Choice(args.year, args.quarter or 0, wanted, args.talks)
        bound = volume.write(desk, choice, path, progress=Terminal())
    missing = [glyph.sentence for glyph in bound.preflight.missing]
    for sentence in missing:
        out.warn(f"提醒：{sentence}")
    out.say(f"已装订 {len(bound.parts)} 份材料，{bound.pages} 页：{path}")
    parts: list[Json] = [
        {"number": p.number, "title": p.title, "first": p.first, "last": p.last, "digest": p.digest}
        for p in bound.parts
    ]
    out.result({"file": str(path), "pages": bound.pages, "parts": parts, "missing_glyphs": missing})
    return DONE
