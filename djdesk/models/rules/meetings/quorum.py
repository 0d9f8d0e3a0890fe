"""Whether a meeting may vote and whether a motion passed, worked out line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.errors import Problem, UserError
from djdesk.models.rules.dated import Dated, load

RULES = ("general", "strict", "admission")
"""The rules of counting, codes of `quorum_rule`."""


@dataclass(frozen=True, slots=True)
class Share:
    """`parts` of `of`: reached at exactly that share, or with `more` only beyond it."""

    parts: int
    of: int
    more: bool

    def least(self, total: int) -> int:
        """The smallest whole number that satisfies the share of `total`."""
        if self.more:
            return total * self.parts // self.of + 1
        return -(-total * self.parts // self.of)

    @property
    def words(self) -> str:
        """The share as a regulation says it: 半数以上（含半数）, 超过半数, 超过五分之四."""
        share = "半数" if (self.parts, self.of) == (1, 2) else f"{self.of}分之{self.parts}"
        return f"超过{share}" if self.more else f"{share}以上（含{share}）"


@dataclass(frozen=True, slots=True)
class VoteRule:
    """One rule of counting: who must be there, how many must agree, both of those who should come.

    `written` says whether the written opinions of those away count as votes; they never count as
    presence.
    """

    present: Share
    yes: Share
    written: bool
    clause: str
    source: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a meeting may vote (meetings.md §2).

    `should` and `present` are persons with a vote. `held`: enough are there to sit and vote;
    `may_vote`: there are also enough that a motion can pass with the votes of those present
    (of ten with five present it cannot: six must agree). `lines` explain it in Chinese.
    """

    held: bool
    may_vote: bool
    should: int
    present: int
    needed_present: int
    rule: str
    lines: tuple[str, ...]
    needed_yes: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a motion: `passed` is None while counts are missing or contradict each other.

    `yes_total` has the written opinions in it where they count. `lines` are the working, the last
    one the result; `problems` carry the field of a resolution they belong to.
    """

    passed: bool | None
    needed_yes: int
    yes_total: int
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Minimums:
    """The row of the vote table for `should`: least presence by two rules, and least approvals."""

    should: int
    general: int
    strict: int
    yes: int


def _share(row: Mapping[str, object], key: str) -> Share:
    parts = row[key]
    if not isinstance(parts, list) or len(parts) != 2:
        raise ValueError(f"{key} must be [parts, of]")
    return Share(int(parts[0]), int(parts[1]), bool(row[f"{key}_more"]))


def _make(row: Mapping[str, object]) -> VoteRule:
    return VoteRule(
        present=_share(row, "present"),
        yes=_share(row, "yes"),
        written=bool(row["written"]),
        clause=str(row["clause"]),
        source=str(row["source"]),
    )


@cache
def _dated(rule: str) -> Dated[VoteRule]:
    return load("meetings", f"quorum_{rule}", _make)


def vote_rule(rule: str, day: date) -> VoteRule:
    """The rule of counting on `day`; days before the first version count by the first.

    Raises UserError for elections, which count by those present, and for an unknown rule.
    """
    if rule == "election":
        raise UserError(
            "选举按实到会有选举权的人数计票，不能用会议表决的计票规则。",
            "请在“换届选举”中计票。",
        )
    if rule not in RULES:
        raise UserError(f"没有“{rule}”这种计票规则。", "请从列表中选择计票规则。")
    versions = _dated(rule)
    return versions.at(max(day, versions.rules[0].start))


def vote_table(should: int, day: date) -> Minimums:
    """The least numbers for `should` persons with a vote; general and strict presence."""
    general, strict = vote_rule("general", day), vote_rule("strict", day)
    least = general.yes.least(should)
    return Minimums(should, general.present.least(should), strict.present.least(should), least)


def quorum(should: int, present: int, rule: str = "general", *, day: date) -> Quorum:
    """Whether `present` of `should` persons with a vote may vote by `rule` on `day`.

    Impossible numbers are told in `problems` and in the lines, and nothing is held then.
    Raises UserError as `vote_rule`.
    """
    counted = vote_rule(rule, day)
    problems = tuple(_persons(should, present))
    if problems:
        told = tuple(problem.text for problem in problems)
        return Quorum(False, False, should, present, 0, rule, told, problems=problems)
    needed, yes = counted.present.least(should), counted.yes.least(should)
    held = present >= needed
    reached = "符合规定" if held else f"还差 {needed - present} 人，不能表决"
    lines = [
        f"应到会有表决权 {should} 人，实到会有表决权 {present} 人。",
        f"表决要求到会{counted.present.words}，即至少 {needed} 人；实到 {present} 人，{reached}。",
        f"通过要求赞成{counted.yes.words}（按应到会有表决权人数），即至少 {yes} 票。",
    ]
    if held and present < yes:
        late = "除非另有会前书面意见，" if counted.written else ""
        lines.append(f"可以开会，但实到只有 {present} 人，{late}任何事项都不能通过。")
    return Quorum(
        held, held and present >= yes, should, present, needed, rule, tuple(lines), needed_yes=yes
    )


def _persons(should: int, present: int) -> list[Problem]:
    if should < 0 or present < 0:
        return [_problem("人数不能是负数。", "请填写零或正整数。", "should")]
    if not should:
        return [_problem("应到会有表决权人数是 0。", "请先核对签到名册中有表决权的人。", "should")]
    if present > should:
        return [
            _problem(
                f"实到会有表决权 {present} 人，多于应到 {should} 人。",
                "请核对签到；列席人员和预备党员不计入。",
                "present",
            )
        ]
    return []


def count_vote(
    should: int | None,
    present: int | None,
    yes: int | None,
    no: int | None,
    abstain: int | None,
    *,
    written_yes: int = 0,
    written_no: int = 0,
    rule: str = "general",
    written_allowed: bool | None = None,
    day: date,
) -> Result:
    """Count one motion by `rule` on `day` and explain it line by line.

    `should` and `present` are persons with a vote; present ones vote yes, no or abstain, and those
    away may have sent written opinions, which count where `written_allowed` (None: as the rule
    says). While a count is None the result is open. Raises UserError as `vote_rule`.
    """
    counted = vote_rule(rule, day)
    allowed = counted.written if written_allowed is None else written_allowed
    if should is None or present is None:
        return Result(None, 0, 0, ("请填写应到会和实到会有表决权的人数。",))
    base = quorum(should, present, rule, day=day)
    if base.problems:
        return Result(None, 0, 0, base.lines, base.problems)
    if yes is None or no is None or abstain is None:
        return Result(
            None, base.needed_yes, yes or 0, (*base.lines, "请填写赞成、不赞成、弃权票数。")
        )
    problems = _votes(base, yes, no, abstain, written_yes, written_no)
    problems += _written(base, written_yes, written_no, allowed)
    votes = f"赞成 {yes} 票、不赞成 {no} 票、弃权 {abstain} 票"
    total = yes + (written_yes if allowed else 0)
    lines = [*base.lines[:3], f"{votes}，合计 {yes + no + abstain} 票。"]
    if written_yes or written_no:
        counts = "计入票数" if allowed else "按所选规则不计入票数"
        lines.append(f"会前书面意见：赞成 {written_yes} 票、不赞成 {written_no} 票，{counts}。")
    if problems:
        lines += [problem.text for problem in problems]
        return Result(None, base.needed_yes, total, tuple(lines), tuple(problems))
    passed = base.held and total >= base.needed_yes
    lines.append(_verdict(base, total, passed))
    return Result(passed, base.needed_yes, total, tuple(lines))


def _verdict(base: Quorum, total: int, passed: bool) -> str:
    if not base.held:
        return f"到会人数不足，表决无效（至少 {base.needed_present} 人，实到 {base.present} 人）。"
    if passed:
        return f"赞成共 {total} 票，达到 {base.needed_yes} 票：通过。"
    return f"赞成共 {total} 票，不足 {base.needed_yes} 票：未通过。"


def _votes(
    base: Quorum, yes: int, no: int, abstain: int, written_yes: int, written_no: int
) -> list[Problem]:
    if min(yes, no, abstain, written_yes, written_no) < 0:
        return [_problem("票数不能是负数。", "请填写零或正整数。", "yes")]
    cast = yes + no + abstain
    if cast == base.present:
        return []
    relation = "多于" if cast > base.present else "少于"
    return [
        _problem(
            f"赞成、不赞成、弃权合计 {cast} 票，{relation}实到会有表决权的 {base.present} 人。",
            "到会的每人一票，没有表态的计入弃权；请核对票数。",
            "yes",
        )
    ]


def _written(base: Quorum, yes: int, no: int, allowed: bool) -> list[Problem]:
    away = base.should - base.present
    if yes + no > away:
        return [
            _problem(
                f"书面意见 {yes + no} 份，多于未到会的 {away} 人。",
                "只有未到会且有表决权的人可以提出书面意见，请核对。",
                "written_yes",
            )
        ]
    if yes + no and not allowed:
        return [
            _problem(
                "所选计票规则不计书面意见。",
                "接收党员等允许书面意见的，请改选计票规则；否则请清空书面意见。",
                "written_yes",
            )
        ]
    return []


def _problem(text: str, remedy: str, field: str) -> Problem:
    return Problem(text, remedy, field)
