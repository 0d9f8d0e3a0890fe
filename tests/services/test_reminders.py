"""Reminders of a real book: what the roster, the tree, the packages and the backups let it say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event

from djdesk.errors import Refused, UserError
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.packages import PackageLog, Subordinate, Superior
from djdesk.models.roster import Member
from djdesk.models.rules import identity
from djdesk.models.rules.days import add_months
from djdesk.models.store.store import Store
from djdesk.services import audit, books, organization, reminders, roster, statistics
from djdesk.services.desk import Desk, Role
from djdesk.services.listing import Scope, Value
from djdesk.services.reminders import Reminder, Severity
from djdesk.services.sample import books as sample

TODAY = date(2026, 11, 20)
PAPER = roster.Paper(reason="支部大会决定", basis="某党〔2026〕1号", counterpart="中共乙厂支部")
_sequence = count(1)


def make_number(born: date, sequence: int) -> str:
    digits = f"999999{born:%Y%m%d}{sequence:03d}"
    return digits + identity.check_sign(digits)


def enrol(
    desk: Desk,
    name: str = "张某",
    joined: date = date(2010, 7, 1),
    person_class: str = "full",
    since: date | None = None,
    way: str = "",
    branch_id: int | None = None,
    **fields: Value,
) -> int:
    """Enter a man with a sound record; `fields` override it."""
    born = date(1980, 5, 6)
    values: dict[str, Value] = {
        "name": name,
        "sex": "1",
        "id_number": make_number(born, next(_sequence) * 2 % 1000 - 1),
        "birth_on": born,
        "ethnic": "01",
        "education": "21",
        "joined_on": joined,
        "full_on": add_months(joined, 12) if person_class == "full" else None,
        "phone": "13800001234",
        "address": "某某路 1 号",
    }
    home = branch_id or organization.home_id(desk)
    opening = roster.Opening(home, person_class, None, "W1", since=since, way=way)
    return roster.enrol(desk, values | fields, opening)


def told(desk: Desk, rule_id: str, day: date | None = None) -> list[Reminder]:
    """What one rule says."""
    return [each for each in reminders.due(desk, day) if each.rule_id == rule_id]


def rules_of(desk: Desk) -> list[str]:
    return [each.rule_id for each in reminders.due(desk)]


# --- members ---------------------------------------------------------------------------------


def test_an_empty_book_asks_for_a_backup_only(desk: Desk) -> None:
    assert rules_of(desk) == ["R125"]


def test_a_probation_is_told_until_it_is_converted(desk: Desk) -> None:
    member = enrol(desk, "陈某", person_class="probationary", joined=date(2025, 11, 10), way="A1")
    (found,) = told(desk, "R64")
    assert (found.due, found.days_left, found.severity) == (date(2026, 11, 10), -10, Severity.ALARM)
    assert (found.target.area, found.target.record_id) == ("roster", member)
    assert found.target.hints["do"] == "convert"
    assert "陈某" in found.text
    assert told(desk, "R64", date(2026, 9, 10)) == []  # 61 days before
    assert told(desk, "R64", date(2026, 9, 11))[0].severity is Severity.INFO
    roster.convert(desk, member, date(2026, 11, 10))
    assert told(desk, "R64") == []


def test_who_left_or_was_withdrawn_is_not_spoken_of(desk: Desk) -> None:
    long_ago = date(2025, 11, 10)
    gone = enrol(desk, "甲某", person_class="probationary", joined=long_ago, way="A1")
    wrong = enrol(desk, "乙某", person_class="probationary", joined=long_ago, way="A1")
    assert len(told(desk, "R64")) == 2
    roster.leave(desk, gone, "B4", date(2026, 11, 12), PAPER)
    roster.withdraw(desk, wrong, "重复录入")
    assert told(desk, "R64") == []
    assert len(told(desk, "R64", date(2026, 11, 11))) == 1  # that day the first was still there


def test_absences_are_told_while_they_last(desk: Desk) -> None:
    away, lost = enrol(desk, "甲某"), enrol(desk, "乙某")
    roster.add_record(desk, "absence", away, {"kind": "mobile", "since": date(2026, 5, 25)})
    record: dict[str, Value] = {"kind": "lost", "since": date(2026, 5, 1)}
    key = roster.add_record(desk, "absence", lost, record)
    (notice,) = told(desk, "R82")
    assert (notice.days_left, notice.severity) == (5, Severity.NOTICE)
    (alarm,) = told(desk, "R84")
    assert (alarm.days_left, alarm.severity) == (-19, Severity.ALARM)
    assert alarm.target.hints["section"] == "absence"
    roster.change_record(desk, "absence", key, {"until": date(2026, 11, 19)})
    assert told(desk, "R84") == []


def test_only_a_suspension_for_lost_contact_is_followed_for_two_years(desk: Desk) -> None:
    lost, abroad = enrol(desk, "甲某"), enrol(desk, "乙某")
    roster.add_record(desk, "absence", lost, {"kind": "lost", "since": date(2024, 4, 1)})
    for member in (lost, abroad):
        roster.leave(desk, member, "B5", date(2024, 12, 1), PAPER)
    (found,) = told(desk, "R85")
    assert "甲某" in found.text
    assert (found.due, found.days_left) == (date(2026, 12, 1), 11)
    roster.restore(desk, lost, date(2026, 11, 19), PAPER)
    assert told(desk, "R85") == []


def test_the_end_of_discipline_is_told(desk: Desk) -> None:
    member = enrol(desk, "甲某")
    values: dict[str, Value] = {
        "kind": "discipline",
        "title": "留党察看",
        "given_on": date(2025, 12, 1),
        "until": date(2026, 12, 1),
    }
    roster.add_record(desk, "reward", member, values)
    roster.add_record(
        desk,
        "reward",
        member,
        {"kind": "reward", "title": "优秀共产党员", "given_on": date(2026, 7, 1)},
    )
    (found,) = told(desk, "R90")
    assert (found.days_left, found.target.hints["section"]) == (11, "reward")


def test_fifty_years_are_told_before_the_first_of_july(desk: Desk) -> None:
    number = make_number(date(1950, 1, 1), 1)
    veteran = enrol(
        desk,
        "老某",
        date(1976, 6, 30),
        full_on=None,
        birth_on=date(1950, 1, 1),
        id_number=number,
    )
    enrol(desk, "甲某", joined=date(2010, 6, 30))
    day = date(2026, 3, 1)
    (found,) = told(desk, "R117", day)
    assert "老某" in found.text
    assert found.target.hints["ids"] == (veteran,)
    assert told(desk, "R117") == []
    assert told(desk, "R117", date(2027, 3, 1)) == []


def test_numbers_that_lack_or_contradict_are_told(desk: Desk) -> None:
    missing = enrol(desk, "甲某", id_number=None)
    enrol(desk, "乙某", id_number=None, id_missing_reason="正在补办")
    other = enrol(desk, "丙某")
    enrol(desk, "丁某")
    with desk.store.write("改") as session:
        session.get_one(Member, other).birth_on = date(1981, 5, 6)
    (found,) = told(desk, "R94")
    assert found.text == "1 名党员没有身份证号，1 名党员的出生日期或性别与身份证号不一致"
    assert set(found.target.hints["ids"]) == {missing, other}  # type: ignore[call-overload]


def test_a_date_of_which_only_the_month_is_known_contradicts_by_the_month_only(desk: Desk) -> None:
    member = enrol(desk, "甲某")
    with desk.store.write("改") as session:
        row = session.get_one(Member, member)
        row.birth_on, row.month_only = date(1980, 5, 1), "birth_on"
    assert told(desk, "R94") == []
    with desk.store.write("改") as session:
        session.get_one(Member, member).birth_on = date(1980, 6, 1)
    assert len(told(desk, "R94")) == 1


def test_heads_without_a_movement_are_what_the_annual_report_misses(desk: Desk) -> None:
    enrol(desk, "甲某", since=date(2020, 1, 1))
    enrol(desk, "乙某", since=date(2026, 3, 1), way="A2")
    assert told(desk, "R92") == []
    strange = enrol(desk, "丙某", since=date(2026, 3, 1))
    strange_too = enrol(desk, "丁某", since=date(2026, 1, 1))
    (found,) = told(desk, "R92")
    assert found.severity is Severity.ALARM
    assert found.target.hints["ids"] == (strange_too, strange)
    assert statistics.annual(desk, 2026)[-1].count == 2
    roster.leave(desk, strange, "B7", date(2026, 6, 1), PAPER)
    assert statistics.annual(desk, 2026)[-1].count == 2
    assert "丁某、丙某的增加" in told(desk, "R92")[0].text


def test_many_of_a_kind_become_one_line(desk: Desk) -> None:
    everyone = [
        enrol(desk, f"甲{n}某", person_class="probationary", joined=date(2025, 11, 1 + n), way="A1")
        for n in range(6)
    ]
    (found,) = told(desk, "R64")
    assert found.many
    assert found.text.startswith("6 名预备党员")
    assert found.target.hints["ids"] == tuple(everyone)
    roster.convert(desk, everyone[0], date(2026, 11, 1))
    assert len(told(desk, "R64")) == 5


def test_asking_takes_no_more_statements_with_more_members(desk: Desk) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(desk.store.engine, "before_cursor_execute", note)
    for _ in range(2):
        enrol(desk, person_class="probationary", joined=date(2025, 11, 10), way="A1")
    asked.clear()
    reminders.due(desk)
    few = len(asked)
    for _ in range(10):
        enrol(desk, person_class="probationary", joined=date(2025, 11, 10), way="A1")
    asked.clear()
    reminders.due(desk)
    assert len(asked) == few < 21


# --- organizations ---------------------------------------------------------------------------


def test_size_and_secretary_of_the_own_branch(desk: Desk) -> None:
    members = [enrol(desk, f"甲{n}某") for n in range(2)]
    found = {each.rule_id: each for each in reminders.due(desk)}
    assert found["R95"].severity is Severity.ALARM
    assert found["R97"].days_left is None
    assert found["R97"].target.record_id == organization.home_id(desk)
    home = organization.home_id(desk)
    tenure = organization.hold_post(
        desk, home, post="11", since=date(2024, 1, 1), member_id=members[0]
    )
    enrol(desk, "乙某")
    assert "R95" not in rules_of(desk)
    assert "R97" not in rules_of(desk)
    organization.end_post(desk, tenure, until=date(2026, 11, 1), reason="调离")
    (vacant,) = told(desk, "R97")
    assert (vacant.due, vacant.days_left) == (date(2026, 12, 1), 11)


def test_a_withdrawn_entry_does_not_count(desk: Desk) -> None:
    everyone = [enrol(desk, f"甲{n}某") for n in range(3)]
    assert told(desk, "R95") == []
    roster.withdraw(desk, everyone[0], "重复录入")
    assert len(told(desk, "R95")) == 1
    probationary = enrol(
        desk, "乙某", person_class="probationary", joined=date(2026, 6, 1), way="A1"
    )
    assert "只有 2 人" in told(desk, "R95")[0].text
    assert probationary not in everyone


def test_a_term_that_ends_and_its_request(desk: Desk) -> None:
    home = organization.home_id(desk)
    organization.open_term(
        desk, home, number=5, since=date(2024, 1, 25), planned_until=date(2027, 1, 25)
    )
    assert [each.days_left for each in told(desk, "R100")] == [66]
    assert [each.due for each in told(desk, "R101")] == [date(2026, 11, 25)]
    organization.open_term(
        desk, home, number=6, since=date(2026, 11, 20), planned_until=date(2029, 11, 20)
    )
    assert told(desk, "R100") == []
    assert told(desk, "R101") == []


def test_a_committee_sees_its_branches_by_name(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    branch = organization.found(
        desk, parent_id=home, kind="branch", name="中共甲支部", short_name="甲支部"
    )
    other = organization.found(desk, parent_id=home, kind="branch", name="中共乙支部")
    enrol(desk, "甲某", branch_id=branch)
    others = [enrol(desk, f"乙{n}某", branch_id=other) for n in range(4)]
    (small,) = told(desk, "R95")
    assert (small.place, small.target.record_id) == ("甲支部", branch)
    assert {each.place for each in told(desk, "R97")} == {"甲支部", "中共乙支部", ""}
    for member in others:
        roster.change_branch(desk, [member], branch, date(2026, 11, 1))
    organization.dissolve(desk, other, on=date(2026, 11, 1), reason="合并")
    assert {each.place for each in told(desk, "R97")} == {"甲支部", ""}


def test_members_below_count_for_the_organization_above(committee_desk: Desk) -> None:
    desk = committee_desk
    with desk.store.write("登记") as session:
        general = Organization(
            parent_id=organization.home_id(desk), kind="general", name="总支", position=1
        )
        session.add(general)
        session.flush()
        branch = Organization(parent_id=general.id, kind="branch", name="支部", position=1)
        session.add(branch)
        session.flush()
        branch_id, general_id = branch.id, general.id
        session.add(
            Term(
                organization_id=general_id,
                number=1,
                since=date(2023, 11, 1),
                planned_until=date(2026, 11, 1),
            )
        )
        session.add(
            Tenure(organization_id=branch_id, person_name="某某", post="11", since=date(2023, 1, 1))
        )
    for n in range(3):
        enrol(desk, f"甲{n}某", branch_id=branch_id)
    assert {each.target.record_id for each in told(desk, "R97")} == {
        general_id,
        organization.home_id(desk),
    }
    assert [each.severity for each in told(desk, "R100")] == [Severity.ALARM]
    assert told(desk, "R101") == []  # the general branch asks for itself


# --- reports and backup ----------------------------------------------------------------------


def _join(desk: Desk, joined_at: str = "2026-01-05T09:00:00+08:00") -> None:
    with desk.store.write("加入") as session:
        session.add(
            Superior(
                book_uid="c" * 36,
                name="中共某某厂委员会",
                sign_key="a" * 64,
                age_key="age1",
                invitation_uid="i" * 36,
                secret="s" * 64,
                joined_at=joined_at,
            )
        )


def _send(desk: Desk, number: int, made_on: date, status: str, received: str = "") -> int:
    with desk.store.write("上报", area="packages") as session:
        row = PackageLog(
            direction="out",
            kind="report",
            partner_uid="c" * 36,
            number=number,
            period=f"{made_on:%Y-%m}",
            digest=f"{number:064d}",
            made_at=f"{made_on}T09:00:00+08:00",
            logged_at=f"{made_on}T09:00:00+08:00",
            status=status,
            received_at=received,
        )
        session.add(row)
        session.flush()
        return row.id


def test_a_branch_that_joined_is_asked_for_its_months(desk: Desk) -> None:
    assert told(desk, "R93") == []
    _join(desk)
    (found,) = told(desk, "R93")
    assert (found.text, found.days_left) == ("10月的情况还没有上报", -15)
    _send(desk, 1, date(2026, 10, 28), "accepted")
    assert told(desk, "R93") == []
    assert len(told(desk, "R93", date(2026, 12, 3))) == 1


def test_a_receipt_is_waited_for_until_a_later_one_comes(desk: Desk) -> None:
    _join(desk)
    first = _send(desk, 1, date(2026, 10, 30), "exported")
    (found,) = told(desk, "P1")
    assert (found.target.record_id, found.days_left) == (first, -7)
    _send(desk, 2, date(2026, 11, 19), "accepted", "2026-11-20T08:00:00+08:00")
    assert told(desk, "P1") == []


def test_a_refused_package_is_told_until_another_goes(desk: Desk) -> None:
    _join(desk)
    _send(desk, 1, date(2026, 10, 30), "exported")
    refused = _send(desk, 2, date(2026, 11, 19), "refused")
    (found,) = told(desk, "P3")
    assert (found.severity, found.target.record_id) == (Severity.ALARM, refused)
    _send(desk, 3, date(2026, 11, 20), "exported")
    assert told(desk, "P3") == []
    assert len(told(desk, "P1")) == 1


def test_a_committee_sees_who_is_behind_and_who_has_not_joined(committee_desk: Desk) -> None:
    desk = committee_desk
    home = organization.home_id(desk)
    keys = [
        organization.found(desk, parent_id=home, kind="branch", name=name)
        for name in ("甲支部", "乙支部", "丙支部")
    ]
    for key, period in zip(keys, ("2026-09", "2026-11"), strict=False):
        with desk.store.write("加入") as session:
            session.add(
                Subordinate(
                    organization_id=key,
                    book_uid=f"{key:036d}",
                    name="支部",
                    sign_key="a" * 64,
                    age_key="age1",
                    bound_at="2026-01-01T00:00:00+08:00",
                    last_period=period,
                )
            )
    (behind,) = told(desk, "R93")
    assert behind.text == "1 个支部没有上报10月的情况：甲支部"
    (apart,) = told(desk, "P2")
    assert apart.text.startswith("1 个下级支部")
    figures = reminders.home(desk).reports
    assert (figures.committee, figures.branches, figures.reported) == (True, 3, 1)


def test_a_backup_grows_old(desk: Desk) -> None:
    (never,) = told(desk, "R125")
    assert never.severity is Severity.ALARM
    made = books.back_up(desk).backup.made_at.date()
    assert told(desk, "R125", made + timedelta(days=6)) == []
    (old,) = told(desk, "R125", made + timedelta(days=9))
    assert (old.days_left, old.severity) == (-2, Severity.WARN)


# --- putting off -----------------------------------------------------------------------------


@pytest.fixture
def waiting(desk: Desk) -> Reminder:
    """A probation that is over."""
    enrol(desk, "陈某", person_class="probationary", joined=date(2025, 11, 10), way="A1")
    return told(desk, "R64")[0]


def test_a_reminder_put_off_is_silent_until_its_day(desk: Desk, waiting: Reminder) -> None:
    until = date(2027, 5, 10)
    reminders.postpone(desk, waiting, until=until, reason="支部大会决定延长预备期半年")
    assert told(desk, "R64") == []
    ((kept, put_off),) = reminders.agenda(desk).put_off
    assert kept.key == waiting.key
    assert (put_off.until, put_off.user, put_off.on) == (until, desk.user, TODAY)
    assert put_off.reason == "支部大会决定延长预备期半年"
    assert told(desk, "R64", until - timedelta(days=1)) == []
    assert len(told(desk, "R64", until)) == 1


def test_every_putting_off_is_a_step_with_its_reason_and_can_be_undone(
    desk: Desk, waiting: Reminder
) -> None:
    steps = []
    desk.store.listen(lambda notice: steps.append(notice.step))
    reminders.postpone(desk, waiting, until=None, reason="已经办结")
    (row,) = _steps(desk.store, steps[-1])
    assert row["area"] == reminders.AREA
    assert row["reason"] == "已经办结"
    assert row["title"] == f"不再提醒：{waiting.text}"
    assert told(desk, "R64") == []
    audit.undo_step(desk, steps[-1])
    assert len(told(desk, "R64")) == 1


def _steps(store: Store, number: int) -> list[Mapping[str, str]]:
    from djdesk.models.audit import AuditStep

    with store.read() as session:
        step = session.get_one(AuditStep, number)
        return [{"area": step.area, "reason": step.reason, "title": step.title}]


def test_it_can_be_put_off_again_and_called_back(desk: Desk, waiting: Reminder) -> None:
    reminders.postpone(desk, waiting, until=date(2026, 12, 1), reason="等上级批复")
    reminders.postpone(desk, waiting, until=date(2026, 12, 10), reason="批复未到")
    ((_, put_off),) = reminders.agenda(desk).put_off
    assert put_off.until == date(2026, 12, 10)
    reminders.resume(desk, waiting)
    assert len(told(desk, "R64")) == 1
    assert reminders.agenda(desk).put_off == ()


def test_another_due_day_speaks_again(desk: Desk, waiting: Reminder) -> None:
    reminders.postpone(desk, waiting, until=None, reason="录入有误")
    assert waiting.target.record_id is not None
    profile = roster.profile(desk, waiting.target.record_id)
    roster.update_member(
        desk, profile.id, {"joined_on": date(2025, 11, 12)}, version=profile.version
    )
    assert [each.due for each in told(desk, "R64")] == [date(2026, 11, 12)]


def test_without_reason_or_with_a_past_day_it_is_refused(desk: Desk, waiting: Reminder) -> None:
    with pytest.raises(Refused) as caught:
        reminders.postpone(desk, waiting, until=TODAY, reason=" ")
    assert {problem.field for problem in caught.value.problems} == {"until", "reason"}
    assert len(told(desk, "R64")) == 1


def test_a_line_for_many_cannot_be_put_off(desk: Desk, waiting: Reminder) -> None:
    with pytest.raises(UserError, match="不能一起暂缓"):
        reminders.postpone(desk, replace(waiting, many=True), until=None, reason="某")


@pytest.mark.parametrize("change", [{"role": Role.VIEWER}, {"read_only": True}])
def test_who_may_only_look_cannot_put_off(
    desk: Desk, waiting: Reminder, change: Mapping[str, object]
) -> None:
    other = replace(desk, **change)  # type: ignore[arg-type]
    with pytest.raises(UserError):
        reminders.postpone(other, waiting, until=None, reason="某")
    with pytest.raises(UserError):
        reminders.resume(other, waiting)


# --- the figures of the first pane -----------------------------------------------------------


def test_the_figures_agree_with_the_chips_of_the_roster(tmp_path: Path) -> None:
    sample.make_branch(tmp_path / "sample", today=lambda: TODAY)
    book = books.open_book(tmp_path / "sample", sample.PASSWORD, allow_removable=True)
    try:
        desk = books.desk_of(book, today=lambda: TODAY)
        chips = {chip.key: chip.count for chip in roster.chips(desk, Scope(TODAY))}
        figures = reminders.home(desk)
        members = figures.members
        assert members.total == chips["all"] == members.full + members.probationary
        assert members.probationary == chips["probationary"]
        assert members.mobile == chips["mobile"]
        assert members.incomplete == chips["incomplete"]
        assert figures.birthday_count == len(figures.birthdays)
        assert isinstance(figures.backed_up, datetime)
    finally:
        book.close()


def test_political_birthdays_of_the_next_days(desk: Desk) -> None:
    for name, joined in (
        ("今某", date(1996, 11, 20)),
        ("后某", date(2014, 11, 27)),
        ("晚某", date(2014, 11, 28)),
        ("昨某", date(2014, 11, 19)),
        ("新某", date(2026, 11, 18)),
    ):
        new, born = joined.year == 2026, date(1970, 1, 1)
        number = make_number(born, joined.day * 2 + 1)
        person_class = "probationary" if new else "full"
        enrol(desk, name, joined, person_class, way="A1", birth_on=born, id_number=number)
    found = reminders.home(desk).birthdays
    assert [(each.name, each.day, each.years) for each in found] == [
        ("今某", TODAY, 30),
        ("后某", date(2026, 11, 27), 12),
    ]


def test_more_birthdays_than_are_named_are_counted(desk: Desk) -> None:
    for n in range(10):
        enrol(desk, f"甲{n}某", joined=date(2010, 11, 21))
    figures = reminders.home(desk)
    assert (len(figures.birthdays), figures.birthday_count) == (8, 10)


def test_a_leap_day_is_kept_on_the_first_of_march(desk: Desk) -> None:
    enrol(desk, "甲某", joined=date(2012, 2, 29), full_on=date(2013, 3, 1))
    (found,) = reminders.home(desk, date(2026, 2, 25)).birthdays
    assert (found.day, found.years) == (date(2026, 3, 1), 14)


def test_reports_of_a_branch(desk: Desk) -> None:
    assert reminders.home(desk).reports == reminders.Reports(committee=False)
    _join(desk)
    key = _send(desk, 7, date(2026, 11, 6), "exported")
    figures = reminders.home(desk).reports
    assert (figures.superior, figures.waiting) == ("中共某某厂委员会", 1)
    assert figures.last == reminders.Sent(key, 7, "2026-11", "exported", date(2026, 11, 6), None)
