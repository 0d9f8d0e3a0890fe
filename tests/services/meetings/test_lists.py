"""The lists of meetings: words, numbers, states, search, and what belongs to whom."""

from __future__ import annotations

from datetime import date

from djdesk.models.meetings import Meeting
from djdesk.services import archive, listing, meetings
from djdesk.services.desk import Desk
from djdesk.services.listing import Filter, Listing, Query, Row, Scope
from djdesk.services.meetings import Mark, Part
from tests.conftest import TODAY
from tests.services.conftest import Branch

DAY = date(2026, 9, 10)


def shown(desk: Desk, what: Listing, *keys: str, text: str = "", **filters: object) -> list[Row]:
    """The values of `keys` of all rows that answer."""
    conditions = tuple(
        Filter(key, "eq", value)  # type: ignore[arg-type]
        for key, value in filters.items()
    )
    return listing.table(desk, what, Query(Scope(TODAY), text, conditions), keys)


def test_every_column_of_every_list_answers(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M1", "held_on": DAY})
    meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("sick")})
    meetings.save_record(
        desk,
        meeting_id,
        {},
        resolutions=[Part(None, {"text": "修订制度", "due_on": DAY})],
    )
    meetings.add_talk(desk, {"talker": "李静", "partner": "吴亮", "held_on": DAY})
    for what in (meetings.MEETINGS, meetings.FOLLOW_UPS, meetings.DEBTS, meetings.TALKS):
        keys = [column.key for column in what.columns]
        rows = listing.table(desk, what, Query(Scope(TODAY)), keys)
        assert len(rows) == 1, what.name
        ids = listing.ids(desk, what, Query(Scope(TODAY)))
        assert listing.rows(desk, what, Scope(TODAY), ids, keys) == {ids[0]: rows[0]}
        for key in keys:
            assert listing.count(desk, what, Query(Scope(TODAY), sort=((key, True),))) == 1
            assert len(listing.ids(desk, what, Query(Scope(TODAY), sort=((key, True),)))) == 1
        limited = Scope(TODAY, branch.first)
        assert listing.count(desk, what, Query(limited)) == 0, what.name
        assert listing.count(desk, what, Query(Scope(TODAY, branch.home))) == 1, what.name


def test_columns_nobody_looks_at_are_hidden() -> None:
    lists = (meetings.MEETINGS, meetings.FOLLOW_UPS, meetings.DEBTS, meetings.TALKS)
    named = {column.key: column.shown for what in lists for column in what.columns}
    assert set(named) >= meetings.ORDER_KEYS
    assert not any(named[key] for key in meetings.ORDER_KEYS)


def test_list_says_the_same_ledger_number_as_the_record(desk: Desk, branch: Branch) -> None:
    own = meetings.add_kind(
        desk, {"name": "读书-会", "attends": "all", "since": date(2026, 1, 1), "ledger": ""}
    )
    assert own
    ids = [
        meetings.new_record(desk, {"kind": "M1", "held_on": DAY}),
        meetings.new_record(desk, {"kind": "M3", "held_on": DAY, "organization_id": branch.second}),
        meetings.new_record(desk, {"kind": "B1", "held_on": DAY}),
        meetings.plan_meeting(desk, {"kind": "M5", "held_on": date(2026, 12, 5)}),
    ]
    with desk.store.write("两位数的次数", area="meetings") as session:
        session.get_one(Meeting, ids[0]).number = 12
    rows = listing.rows(desk, meetings.MEETINGS, Scope(TODAY), ids, ["ledger_number", "kind"])
    for meeting_id in ids:
        record = meetings.record(desk, meeting_id)
        assert rows[meeting_id] == (record.ledger_number, record.kind_name)
    assert rows[ids[0]][0] == "2026-党员大会-12"
    assert rows[ids[2]][0] == "2026-读书会-01"
    assert rows[ids[3]][0] == ""


def test_rate_evidence_and_review(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M1", "held_on": DAY})
    keys = ("should", "present", "rate", "evidence", "review")
    assert shown(desk, meetings.MEETINGS, *keys) == [(8, None, None, 0, None)]
    marks = {branch[name]: Mark("present") for name in ("李静", "王强", "钱进", "周敏", "孙立")}
    meetings.save_roll(desk, meeting_id, marks)
    archive.attach(desk, "meetings", "meeting", meeting_id, "签到表.txt", b"x")
    # 5 of 8 is 62.5 per cent
    assert shown(desk, meetings.MEETINGS, *keys) == [(8, 5, 63, 1, None)]


def test_hours_nobody_knows_yet_are_empty(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M5", "held_on": DAY})
    meetings.save_roll(desk, meeting_id, {branch["吴亮"]: Mark("sick")})
    assert shown(desk, meetings.MEETINGS, "hours") == [(None,)]
    assert shown(desk, meetings.DEBTS, "hours") == [(None,)]
    meetings.save_record(desk, meeting_id, {"hours": 15})
    assert shown(desk, meetings.MEETINGS, "hours") == [(15,)]
    assert shown(desk, meetings.DEBTS, "hours") == [(15,)]


def test_search_looks_into_texts(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M5", "held_on": DAY, "topic": "参观纪念馆"})
    meetings.save_record(desk, meeting_id, {"content": "重温入党誓词", "chair": "李静"})
    meetings.new_record(desk, {"kind": "M1", "held_on": DAY, "topic": "研究发展"})
    for text in ("纪念", "誓词", "李静", "主题党日", "纪念 誓词"):
        assert shown(desk, meetings.MEETINGS, "topic", text=text) == [("参观纪念馆",)], text
    assert shown(desk, meetings.MEETINGS, "topic", text="没有的话") == []


def test_follow_ups_and_their_states(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M6", "held_on": DAY})
    late, soon = date(2026, 10, 1), date(2026, 12, 1)
    meetings.save_record(
        desk,
        meeting_id,
        {},
        resolutions=[
            Part(None, {"text": "只是说明，没有人落实"}),
            Part(None, {"text": "修订制度", "responsible": "王强", "due_on": late}),
        ],
        problems=[
            Part(None, {"problem": "学习不够", "due_on": soon}),
            Part(None, {"problem": "走访少", "due_on": late, "done_on": late}),
        ],
    )
    found = shown(desk, meetings.FOLLOW_UPS, "what", "text", "state")
    assert sorted(found) == [
        ("problem", "学习不够", "open"),
        ("problem", "走访少", "done"),
        ("resolution", "修订制度", "overdue"),
    ]
    assert shown(desk, meetings.FOLLOW_UPS, "text", state="overdue") == [("修订制度",)]
    record = meetings.record(desk, meeting_id)
    wanted = {
        meetings.follow_up_id("resolution", record.resolutions[1].id or 0),
        *(meetings.follow_up_id("problem", part.id or 0) for part in record.problems),
    }
    ids = set(listing.ids(desk, meetings.FOLLOW_UPS, Query(Scope(TODAY))))
    assert ids == wanted
    for row_id in ids:
        what, item_id = meetings.follow_up_item(row_id)
        assert meetings.follow_up_id(what, item_id) == row_id


def test_debts_open_and_close(desk: Desk, branch: Branch) -> None:
    meeting_id = meetings.new_record(desk, {"kind": "M5", "held_on": DAY})
    marks = {member_id: Mark("present") for member_id in branch.members.values()}
    away = {branch["吴亮"]: Mark("personal", "家中有事"), branch["郑华"]: Mark("absent")}
    meetings.save_roll(desk, meeting_id, marks | away)
    # a committee meeting asks for no make-up
    board = meetings.new_record(desk, {"kind": "M2", "held_on": DAY})
    meetings.save_roll(desk, board, {branch["王强"]: Mark("duty", "出差")})
    names = ("name", "status", "ledger_number")
    assert shown(desk, meetings.DEBTS, *names) == [
        ("吴亮", "事假", "2026-主题党日-01"),
        ("郑华", "无故缺席", "2026-主题党日-01"),
    ]
    debt = meetings.debts(desk, member_id=branch["吴亮"])[0]
    assert (debt.name, debt.reason, debt.kind_name) == ("吴亮", "家中有事", "主题党日")
    meetings.make_up(desk, debt.attendance_id, on=date(2026, 9, 20), way="送学上门")
    assert shown(desk, meetings.DEBTS, "name") == [("郑华",)]
    assert meetings.debts(desk, member_id=branch["吴亮"]) == ()
