"""Lists of a bank or a pay office matched with members, shown before anything of them counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from djdesk.errors import UserError
from djdesk.models.roster import Member
from djdesk.models.rules import dues as rules
from djdesk.models.rules import names
from djdesk.services.desk import Desk
from djdesk.services.dues import paying
from djdesk.services.dues.ledger import MemberLedger, ledgers
from djdesk.services.dues.rows import AREA


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: its row in the file, who it names, the amount in fen (None: unreadable).

    `id_number` may be masked or cut as banks do: `********1234`.
    """

    row: int
    name: str
    fen: int | None
    id_number: str = ""
    text: str = ""


class Match(StrEnum):
    """How sure a line is: only `sure` lines are chosen by themselves."""

    SURE = "sure"
    DIFFERS = "differs"
    DONE = "done"
    SEVERAL = "several"
    TWICE = "twice"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"

    @property
    def word(self) -> str:
        """The state in Chinese."""
        return _WORDS[self]


_WORDS = {
    Match.SURE: "相符",
    Match.DIFFERS: "金额不同",
    Match.DONE: "已交过",
    Match.SEVERAL: "有重名",
    Match.TWICE: "表中重复",
    Match.UNKNOWN: "查无此人",
    Match.UNREADABLE: "金额看不懂",
}


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One line and whom it was matched with; `lacking` is what the member owes for the month.

    `text` says in a sentence what is doubtful. `candidates` are the members of that name.
    """

    listed: Listed
    member_id: int | None
    name: str
    lacking: int
    match: Match
    text: str
    candidates: tuple[tuple[int, str], ...] = ()

    @property
    def can_count(self) -> bool:
        """Whether a person may choose the line."""
        return self.member_id is not None and bool(self.listed.fen)


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """What a list would do for a month; `missing` owe something and are not in the list."""

    month: date
    lines: tuple[MatchLine, ...]
    missing: tuple[tuple[int, str, int], ...]

    @property
    def sure(self) -> tuple[int, ...]:
        """The rows of the list that are beyond doubt."""
        return tuple(line.listed.row for line in self.lines if line.match is Match.SURE)

    @property
    def total(self) -> int:
        """The sum of the list, in fen."""
        return sum(line.listed.fen or 0 for line in self.lines)


def match_list(
    desk: Desk, listed: Sequence[Listed], month: date, organization_id: int | None = None
) -> MatchPlan:
    """Match a list with the members who owe dues for `month`; nothing is written.

    A number of identity goes before the name; two members of one name are never guessed apart.
    """
    first = rules.month_of(month)
    with desk.store.read() as session:
        known = [
            each for each in ledgers(session, organization_id, first=first, last=first) if each.own
        ]
        wanted = select(Member.id, Member.id_number).where(
            Member.id.in_([each.member_id for each in known])
        )
        cards = {row[0]: row[1] for row in session.execute(wanted)}
    by_name: dict[str, list[MemberLedger]] = defaultdict(list)
    for ledger in known:
        by_name[names.clean(ledger.name)].append(ledger)
    lines = [_line(each, by_name, known, cards, first) for each in listed]
    times = Counter(line.member_id for line in lines if line.member_id is not None)
    lines = [_once(line, times) for line in lines]
    there = set(times)
    missing = tuple(
        (ledger.member_id, ledger.name, lacking)
        for ledger in known
        if ledger.member_id not in there and (lacking := ledger.state(first).lacking)
    )
    return MatchPlan(first, tuple(lines), missing)


def _line(
    listed: Listed,
    by_name: dict[str, list[MemberLedger]],
    known: Sequence[MemberLedger],
    cards: dict[int, str | None],
    month: date,
) -> MatchLine:
    named = by_name.get(names.clean(listed.name), [])
    with_card = [
        each for each in known if _same_card(listed.id_number, cards.get(each.member_id) or "")
    ]
    found = [each for each in with_card if each in named] or (named or with_card)
    if len(with_card) == 1 and named and with_card[0] not in named:
        text = f"身份证号是{with_card[0].name}的，姓名却是{listed.name}。"
        return MatchLine(listed, None, listed.name, 0, Match.SEVERAL, text, _who(with_card + named))
    if len(found) > 1:
        text = f"有 {len(found)} 位{listed.name}，请指明是哪一位。"
        return MatchLine(listed, None, listed.name, 0, Match.SEVERAL, text, _who(found))
    if not found:
        text = "花名册里没有这个人，或这个月不在本支部交纳。"
        return MatchLine(listed, None, listed.name, 0, Match.UNKNOWN, text)
    line = _amount(listed, found[0], month)
    if named or line.match is not Match.SURE:
        return line
    text = f"身份证号是{line.name}的，表中姓名是{listed.name}。"
    return replace(line, match=Match.DIFFERS, text=text)


def _who(found: Sequence[MemberLedger]) -> tuple[tuple[int, str], ...]:
    return tuple((each.member_id, f"{each.name}（{_told(each)}）") for each in found)


def _told(ledger: MemberLedger) -> str:
    """What tells one of several people of one name: the group and the month of birth."""
    born = ledger.birth_on
    words = (ledger.group or "未分组", f"{born.year}年{born.month}月生" if born else "")
    return "，".join(word for word in words if word)


def _same_card(given: str, number: str) -> bool:
    """Whether a number, masked or cut at its head, is `number`."""
    digits = given.strip().upper()
    if not digits or not number:
        return False
    if len(digits) == len(number):
        return all(a in ("*", b) for a, b in zip(digits, number, strict=True))
    tail = digits.lstrip("*")
    return len(tail) >= 4 and number.endswith(tail)


def _amount(listed: Listed, ledger: MemberLedger, month: date) -> MatchLine:
    state = ledger.state(month)
    head = (listed, ledger.member_id, ledger.name, state.lacking)
    if not listed.fen or listed.fen < 0:
        return MatchLine(*head, Match.UNREADABLE, "金额是空的，或不是正数。")
    if not state.fixed:
        return MatchLine(*head, Match.DIFFERS, f"{ledger.name}还没有核定党费标准。")
    if not state.lacking:
        said = rules.say_month(month)
        return MatchLine(*head, Match.DONE, f"{ledger.name}{said}的党费已经交清。")
    if listed.fen != state.lacking:
        text = f"应交 {rules.yuan(state.lacking)} 元，表中 {rules.yuan(listed.fen)} 元。"
        return MatchLine(*head, Match.DIFFERS, text)
    return MatchLine(*head, Match.SURE, "")


def _once(line: MatchLine, times: Counter[int]) -> MatchLine:
    if line.member_id is None or times[line.member_id] == 1:
        return line
    text = f"{line.name}在表中出现 {times[line.member_id]} 次，请核对。"
    return replace(line, match=Match.TWICE, text=text)


def assigned(plan: MatchPlan, row: int, member_id: int, desk: Desk) -> MatchPlan:
    """The plan with line `row` given to a member by a person (of two of one name)."""
    with desk.store.read() as session:
        found = ledgers(session, member_ids=(member_id,))
    if not found:
        raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
    lines = tuple(
        _amount(line.listed, found[0], plan.month) if line.listed.row == row else line
        for line in plan.lines
    )
    missing = tuple(each for each in plan.missing if each[0] != member_id)
    return MatchPlan(plan.month, lines, missing)


def apply_match(
    desk: Desk,
    plan: MatchPlan,
    *,
    paid_on: date,
    rows: Collection[int] | None = None,
    way: str = "transfer",
    collector: str = "",
    voucher: str = "",
    rest: str = paying.ASK,
    receipt: bool = False,
) -> tuple[paying.Paid, ...]:
    """Count the chosen `rows` of a plan (default: the sure ones) as payments, all in one step.

    What is more than the month's due goes where `rest` says; by default it is refused. A line that
    changed since it was shown is refused too.
    """
    desk.require(AREA)
    wanted = set(plan.sure if rows is None else rows)
    chosen = [line for line in plan.lines if line.listed.row in wanted]
    for line in chosen:
        if not line.can_count:
            raise UserError(
                f"第 {line.listed.row} 行不能计入：{line.text}", "请先指明或去掉这一行。"
            )
    said = rules.say_month(plan.month)
    done: list[paying.Paid] = []
    taking = paying.Taking(paid_on, way, collector=collector, voucher=voucher)
    with desk.store.write(f"导入{said}党费（{len(chosen)}笔）", area=AREA) as session:
        for line in chosen:
            assert line.member_id is not None
            assert line.listed.fen is not None
            ledger = ledgers(session, member_ids=(line.member_id,))[0]
            if ledger.state(plan.month).lacking != line.lacking:
                raise UserError(f"{line.name}的账在核对之后又有变动。", "请重新核对这份名单。")
            month = (plan.month,) if line.lacking else ()
            done.append(
                paying.enter(
                    session,
                    desk,
                    ledger,
                    line.listed.fen,
                    taking,
                    months=month,
                    rest=rest,
                    receipt=receipt,
                )
            )
    return tuple(done)
