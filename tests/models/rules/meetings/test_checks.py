"""Every check of a record, once where it speaks and once where it is silent."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from djdesk.models.rules.meetings.checks import (
    Fault,
    Motion,
    Other,
    Person,
    RecordFacts,
    Speech,
    YearFacts,
    check,
    findings,
    names,
    working_days_later,
    year_findings,
)
from djdesk.models.rules.meetings.kinds import kind
from djdesk.models.rules.meetings.similarity import Likeness
from djdesk.resources import path

DAY = date(2026, 3, 20)
HELD = date(2026, 3, 10)  # a Tuesday
EXPECTED = {1: "张一", 2: "张二", 3: "张三", 4: "张四"}
ROLL = (
    Person("张一", "present", 1, post="书记", voter=True),
    Person("张二", "late", 2, post="组织委员", voter=True),
    Person("张三", "present", 3, voter=True),
    Person("张四", "sick", 4, reason="住院", approved_by="张一", made_up=True),
    Person("李五", "guest", post="车间主任"),
)
CONTENT = (
    "会议听取了一季度工作报告。" + "各党小组依次汇报了安全生产、学习安排和结对帮扶的进展。" * 5
)
VOTE = Motion(
    "通过二季度工作计划",
    "hands",
    "general",
    should=3,
    present=3,
    yes=3,
    no=0,
    abstain=0,
    passed=True,
    responsible="张二",
    due_on=date(2026, 4, 30),
)
ADMISSION = replace(
    VOTE, text="接收王六同志为中共预备党员", method="secret", quorum="admission", responsible="",
    due_on=None,
)  # fmt: skip
OTHER = Other("2026-支委会-03", "M2", 9, 14 * 60, 15 * 60, people=frozenset({1, 2}))
GOOD = RecordFacts(
    kind=kind("M1", HELD),
    state="reviewed",
    held_on=HELD,
    unit_id=9,
    start_at=14 * 60 + 30,
    end_at=16 * 60,
    place="二楼会议室",
    chair="张一",
    chair_id=1,
    recorder="张二",
    recorder_id=2,
    content=CONTENT,
    agenda=("听取工作报告",),
    should=4,
    present=3,
    voters=3,
    voters_present=3,
    roll=ROLL,
    expected=EXPECTED,
    expected_voters=frozenset({1, 2, 3}),
    motions=(VOTE,),
    purposes=("signin", "photo"),
    written_on=date(2026, 3, 11),
    chair_signed=True,
    recorder_signed=True,
    reviewed_on=date(2026, 3, 12),
    founded_on=date(2015, 7, 1),
)
M5, M6 = kind("M5", HELD), kind("M6", HELD)


def rules(facts: RecordFacts, day: date = DAY) -> list[str]:
    """The rules that speak."""
    return [each.rule for each in findings(facts, day)]


def roll(*changes: tuple[int, dict[str, object]]) -> tuple[Person, ...]:
    """The roll with changed rows."""
    rows = list(ROLL)
    for place, values in changes:
        rows[place] = replace(rows[place], **values)  # type: ignore[arg-type]
    return tuple(rows)


def with_vote(**changes: object) -> tuple[Motion, ...]:
    return (replace(VOTE, **changes),)  # type: ignore[arg-type]


def test_a_good_record_is_left_alone() -> None:
    assert findings(GOOD, DAY) == ()


SPEAKS: list[tuple[str, dict[str, object]]] = [
    ("blank", {"place": " "}),
    ("blank", {"content": ""}),
    ("blank", {"start_at": None}),
    ("blank", {"agenda": ()}),
    ("blank", {"roll": (ROLL[4],), "expected": None, "expected_voters": None}),
    ("blank", {"speeches": (Speech("张三", "", 3),)}),
    ("date", {"held_on": date(2026, 3, 21), "written_on": None, "reviewed_on": None}),
    ("date", {"founded_on": date(2026, 3, 11)}),
    ("date", {"written_on": date(2026, 3, 9)}),
    ("date", {"reviewed_on": date(2026, 3, 10)}),
    ("late", {"written_on": date(2026, 3, 16), "reviewed_on": date(2026, 3, 17)}),
    ("late", {"written_on": None, "reviewed_on": None, "state": "held"}),
    ("times", {"end_at": 14 * 60 + 30}),
    ("length", {"end_at": 14 * 60 + 35}),
    ("length", {"start_at": 0, "end_at": 11 * 60}),
    ("hours", {"kind": M5, "topic": "植树", "hours": 20}),
    ("overlap", {"others": (OTHER,)}),
    ("twice", {"others": (replace(OTHER, kind="M1", start_at=14 * 60),)}),
    ("unmarked", {"roll": roll((3, {"status": ""}))}),
    ("counts", {"should": 5}),
    ("counts", {"present": 4}),
    ("roster", {"expected": EXPECTED | {6: "张六"}}),
    ("roster", {"expected": {1: "张一", 2: "张二", 3: "张三"}}),
    ("voters", {"expected_voters": frozenset({1, 2})}),
    ("voters", {"expected_voters": frozenset({1, 2, 3, 4})}),
    ("reason", {"roll": roll((3, {"status": "personal", "reason": ""}))}),
    ("approval", {"roll": roll((3, {"approved_by": " "}))}),
    ("guest", {"roll": roll((4, {"post": ""}))}),
    ("role_away", {"speaker": "张四", "speaker_id": 4}),
    ("role_away", {"speeches": (Speech("张四", "我同意。", 4),)}),
    ("chair", {"chair": "张三", "chair_id": 3}),
    ("makeup", {"roll": roll((3, {"made_up": False}))}),
    ("method", {"motions": with_vote(method="")}),
    ("vote", {"motions": with_vote(yes=2)}),
    ("vote", {"motions": with_vote(abstain=None)}),
    ("vote", {"motions": with_vote(quorum="election")}),
    ("vote", {"motions": with_vote(written_yes=1)}),
    ("vote_persons", {"motions": with_vote(should=4)}),
    ("vote_persons", {"voters_present": 2}),
    ("outcome", {"motions": with_vote(passed=False)}),
    ("outcome", {"motions": with_vote(yes=1, no=2), "speeches": (Speech("张三", "不同意。", 3),)}),
    ("secret", {"motions": (replace(ADMISSION, method="hands"),)}),
    ("admission", {"motions": (replace(ADMISSION, quorum="general"),),
                   "purposes": ("signin", "ballot")}),
    ("one_by_one", {"motions": (replace(ADMISSION, text="接收王六、王七为预备党员"),),
                    "purposes": ("signin", "ballot")}),
    ("follow_up", {"motions": with_vote(responsible="", due_on=None)}),
    ("overdue", {"motions": with_vote(due_on=date(2026, 3, 19))}),
    ("dissent", {"motions": with_vote(yes=2, abstain=1)}),
    ("ballots", {"motions": (ADMISSION,)}),
    ("problem", {"kind": M6, "problems": (Fault("学习不够", "", "张一", date(2026, 6, 1)),)}),
    ("overdue", {"kind": M6, "problems": (Fault("学习不够", "每周读书", "张一", HELD),)}),
    ("phrase", {"content": CONTENT + "大家一致认为很好。"}),
    ("proxy", {"content": CONTENT + "张四由张三代签。"}),
    ("proxy", {"roll": roll((3, {"reason": "住院，签到由家属代为签名"}))}),
    ("thin", {"content": "传达文件。"}),
    ("dues", {"dues_note": "收取党费 312.5 元。", "dues_paid": 30000}),
    ("dues", {"dues_note": "王五 12 元、张三 20 元，共收 1,032.00 元", "dues_paid": 103100}),
    ("dues", {"dues_note": "收取党费 312 元。", "dues_paid": 0}),
    ("copied", {"likenesses": (Likeness("去年的一段话" * 10, "2025-党员大会-01", 93),)}),
    ("evidence", {"purposes": ()}),
    ("evidence", {"kind": M5, "topic": "植树", "purposes": ("signin",)}),
    ("file", {"missing_files": 1}),
    ("one_hand", {"recorder": "张一", "recorder_id": 1}),
    ("signature", {"chair_signed": False}),
    ("signature", {"recorder_signed": False, "state": "recorded"}),
    ("review", {"reviewed_on": None, "state": "recorded"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes"), SPEAKS, ids=lambda value: str(value)[:70])
def test_a_check_speaks_alone(rule: str, changes: dict[str, object]) -> None:
    facts = replace(GOOD, **changes)  # type: ignore[arg-type]
    day = date(2026, 4, 10) if rule == "makeup" else DAY
    assert rules(facts, day) == [rule]
    (found,) = findings(facts, day)
    ruled = check(rule, HELD)
    assert ruled is not None
    assert (found.severity, found.clause) == (ruled.severity, ruled.clause)
    assert found.text.endswith("。")
    assert found.remedy.endswith("。")


SILENT: list[dict[str, object]] = [
    {"content": "", "speeches": (Speech("张三", CONTENT, 3),)},
    {"written_on": date(2026, 3, 13), "reviewed_on": date(2026, 3, 13)},  # the third working day
    {"written_on": None, "reviewed_on": None, "state": "held", "held_on": date(2026, 3, 17)},
    {"founded_on": HELD},
    {"founded_on": None},
    {"end_at": 14 * 60 + 40},
    {"kind": M5, "topic": "植树", "hours": 15},
    {"others": (replace(OTHER, end_at=14 * 60 + 30),)},  # one ends as the other begins
    {"others": (replace(OTHER, people=frozenset({4, 77})),)},  # only the one who was away
    {"others": (replace(OTHER, start_at=None),)},
    {"others": (replace(OTHER, sitting="s"),), "sitting": "s"},  # one sitting as two kinds
    {"others": (replace(OTHER, kind="M1", unit_id=8, people=frozenset()),)},
    {"others": (replace(OTHER, kind="M1", start_at=13 * 60 + 30, end_at=14 * 60),)},
    {"expected": None},
    {"expected_voters": None},
    {"roll": roll((3, {"status": "personal", "reason": "孩子家长会"}))},
    {"chair": "张二", "chair_id": 2, "recorder": "张三", "recorder_id": 3},  # a 委员 presides
    {"motions": (Motion("学习传达，不作表决", responsible="张一", due_on=DAY),)},
    {"motions": with_vote(due_on=DAY)},
    {"motions": with_vote(due_on=HELD, done_on=HELD)},
    {"motions": with_vote(yes=2, no=1), "content": CONTENT + "张三提出不同意见：应先试点。"},
    {"motions": (ADMISSION,), "purposes": ("signin", "ballot")},
    {
        "kind": M6,
        "problems": (Fault("学习不够", "每周读书", "张一", HELD, done_on=DAY),),
    },
    {"content": CONTENT + "会议强调，签到不得由他人代签。"},
    {"reviewed_on": None, "state": "recorded", "written_on": date(2026, 3, 13)},
    {"state": "held", "chair_signed": False, "recorder_signed": False},
    {"recorder": "张一", "recorder_id": 3},  # two of one name
    {"dues_note": "收取党费 312.5 元。", "dues_paid": 31250},
    {"dues_note": "收取党费 312.5 元。", "dues_paid": None},  # no ledger of dues is kept
    {"dues_note": "王五 12 元、张三 20 元。", "dues_paid": 100},  # no sum is stated
    {"dues_note": "当场收齐。", "dues_paid": 100},
]


@pytest.mark.parametrize("changes", SILENT, ids=lambda value: str(value)[:70])
def test_checks_are_silent(changes: dict[str, object]) -> None:
    assert rules(replace(GOOD, **changes)) == []  # type: ignore[arg-type]


def test_a_member_excused_counts_neither_as_present_nor_as_away() -> None:
    excused = roll((3, {"status": "excused", "reason": "上级批复"}))
    assert rules(replace(GOOD, roll=excused, should=3)) == []
    bare = roll((3, {"status": "excused", "reason": ""}))
    assert rules(replace(GOOD, roll=bare, should=3)) == ["excused"]


def test_absence_without_leave_needs_no_approval() -> None:
    missed = roll((3, {"status": "absent", "reason": "", "approved_by": ""}))
    assert rules(replace(GOOD, roll=missed)) == []


def test_a_committee_sits_with_half_of_its_members() -> None:
    def committee(present: int, of: int) -> RecordFacts:
        people = tuple(
            Person(
                f"委员{n}",
                "present" if n <= present else "duty",
                n,
                "委员",
                True,
                "出差",
                "书记",
            )
            for n in range(1, of + 1)
        )
        return replace(
            GOOD,
            kind=kind("M2", HELD),
            roll=people,
            should=of,
            present=present,
            expected=None,
            expected_voters=None,
            motions=(),
            chair_id=1,
            recorder_id=None,
        )

    assert rules(committee(2, 5)) == ["committee"]
    assert rules(committee(3, 5)) == []
    assert rules(committee(2, 4)) == []
    assert rules(committee(1, 4)) == ["committee"]


def test_a_meeting_too_small_to_vote_is_told_by_the_outcome() -> None:
    small = with_vote(should=10, present=5, yes=5)
    facts = replace(GOOD, motions=small, voters=None, voters_present=None)
    (found,) = findings(facts, DAY)
    assert (found.rule, found.field) == ("outcome", "resolutions")
    assert "不足 6 票" in found.text


def test_what_was_not_held_is_asked_about_and_what_was_cancelled_is_not() -> None:
    empty = RecordFacts(kind("M1", HELD), "planned", HELD)
    assert rules(empty) == ["not_held"]
    assert rules(replace(empty, state="notified")) == ["not_held"]
    assert rules(empty, HELD) == []
    assert rules(replace(empty, state="cancelled")) == []


def test_an_empty_record_says_all_that_is_missing() -> None:
    empty = RecordFacts(kind("M4", HELD), "held", HELD)
    found = findings(empty, HELD)
    blank = [each.field for each in found if each.rule == "blank"]
    assert blank == [
        "start_at", "end_at", "place", "chair", "recorder", "topic", "speaker", "content", "roll",
    ]  # fmt: skip
    assert [each.field for each in found if each.rule == "evidence"] == ["evidence", "evidence"]


def test_errors_come_first() -> None:
    facts = replace(GOOD, place="", roll=roll((4, {"post": ""})), purposes=())
    assert [each.severity for each in findings(facts, DAY)] == ["error", "warn", "info"]


def test_the_names_of_those_who_differ_are_told() -> None:
    facts = replace(GOOD, expected={1: "张一", 2: "张二", 3: "张三", 6: "张六"})
    (found,) = findings(facts, DAY)
    assert found.text == "应到名单与 2026.03.10 的花名册不符（应到 4 人）：漏了张六，多了张四。"


def test_before_its_rule_a_check_is_silent_but_contradictions_are_told() -> None:
    old = date(2012, 3, 9)
    facts = replace(
        GOOD,
        kind=kind("M1", old),
        held_on=old,
        founded_on=None,
        written_on=date(2012, 5, 1),
        reviewed_on=date(2012, 5, 2),
        place="",
        should=9,
    )
    assert rules(facts) == ["counts"]


def test_a_year_has_a_lecture_of_the_secretary() -> None:
    facts = YearFacts(2026, "张一", 0, {})
    assert year_findings(facts, date(2026, 9, 30)) == ()
    (found,) = year_findings(facts, date(2026, 10, 1))
    assert (found.rule, found.text) == ("lecture", "2026年书记张一还没有讲党课。")
    assert year_findings(replace(facts, lectures=1), date(2027, 1, 1)) == ()
    assert year_findings(replace(facts, secretary=""), date(2027, 1, 1)) == ()
    assert year_findings(replace(facts, year=2017), date(2027, 1, 1)) == ()


@pytest.mark.parametrize(
    ("should", "present", "speaks"),
    [(10, 8, False), (10, 7, True), (2, 0, False), (3, 0, True), (0, 0, False)],
)
def test_leaders_take_part_as_ordinary_members(should: int, present: int, speaks: bool) -> None:
    facts = YearFacts(2026, "张一", 1, {"张一": (should, present), "张二": (12, 12)})
    found = year_findings(facts, DAY)
    assert [each.rule for each in found] == (["double_life"] if speaks else [])
    assert all("张一" in each.text for each in found)


def test_names_in_a_sentence() -> None:
    assert names(["甲", "乙"]) == "甲、乙"
    assert names("甲乙丙丁戊") == "甲、乙、丙、丁、戊"
    assert names("甲乙丙丁戊己") == "甲、乙、丙、丁、戊等 6 人"


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 3, 10), 3, date(2026, 3, 13)),
        (date(2026, 3, 12), 3, date(2026, 3, 17)),
        (date(2026, 3, 14), 1, date(2026, 3, 16)),
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
    ],
)
def test_working_days(day: date, count: int, later: date) -> None:
    assert working_days_later(day, count) == later


def test_holidays_are_no_working_days() -> None:
    golden = [date(2026, 10, day) for day in range(1, 8)]
    assert working_days_later(date(2026, 9, 30), 3, golden) == date(2026, 10, 12)


def test_every_check_of_the_file_was_made_to_speak() -> None:
    named = {rule for rule, _ in SPEAKS} | {"excused", "committee", "not_held"}
    named |= {"lecture", "double_life"}
    data = tomllib.loads(path("rules", "meetings.toml").read_text(encoding="utf-8"))
    listed = {key.removeprefix("check_") for key in data if key.startswith("check_")}
    assert named == listed
    for rule in listed:
        ruled = check(rule, DAY)
        assert ruled is not None
        assert ruled.mark in {"S", "K", "?"}
    with pytest.raises(KeyError):
        check("other", DAY)
