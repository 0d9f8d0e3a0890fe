"""Saving the record of a meeting: head, agenda, speeches, resolutions and problem list in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Severity, UserError
from djdesk.models.meetings import Meeting, Resolution, Speech
from djdesk.models.meetings import Problem as ProblemLine
from djdesk.models.rules import codes, names
from djdesk.services.desk import Desk
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value
from djdesk.services.meetings import fields as forms
from djdesk.services.meetings import numbering
from djdesk.services.meetings.people import names_to_ids
from djdesk.services.meetings.record import HEAD_KEYS, PARTS, PEOPLE, Part, PartRow, lines
from djdesk.services.meetings.rows import AREA, PLANNED, editable, found, refuse, title_of
from djdesk.services.meetings.signing import recount
from djdesk.services.meetings.votes import weighed

_SETTABLE = frozenset({*HEAD_KEYS, *(f"{key}_id" for key in PEOPLE), "year"})
_NULLABLE = frozenset({Kind.DATE, Kind.TIME, Kind.COUNT, Kind.FLAG})
_MUST_BE_NUMBERS = frozenset({"written_yes", "written_no"})


def save_record(
    desk: Desk,
    meeting_id: int,
    values: Mapping[str, Value],
    *,
    agenda: Sequence[Part] | None = None,
    speeches: Sequence[Part] | None = None,
    resolutions: Sequence[Part] | None = None,
    problems: Sequence[Part] | None = None,
    version: int | None = None,
) -> int:
    """Save what was typed into a record, in one step; returns the new version.

    `values` holds the fields to change; each list replaces the one that stands there (None: left as
    it is). Votes are counted and kept with their working; counts that contradict each other are
    kept as typed, without a result, until the record is finished. `version` is the one that was
    looked at: if the record was changed since, nothing is saved and `UserError` says so.
    """
    desk.require(AREA)
    with desk.store.read() as session:
        title = title_of(session, found(session, meeting_id))
    with desk.store.write(f"填写会议记录：{title}", area=AREA) as session:
        row = editable(session, meeting_id)
        if version is not None and row.version != version:
            raise UserError(
                "这份记录在您打开之后已被改过。", "请刷新后核对，再把要改的内容填进去。"
            )
        lists = {
            "agenda": agenda,
            "speeches": speeches,
            "resolutions": resolutions,
            "problems": problems,
        }
        write_record(session, desk.today(), row, values, lists)
        session.flush()
        return row.version


def write_record(
    session: Session,
    today: date,
    row: Meeting,
    values: Mapping[str, Value],
    lists: Mapping[str, Sequence[Part] | None],
) -> None:
    """As `save_record`, inside a transaction of the caller."""
    record = completed(values)
    seen = {key: getattr(row, key) for key in HEAD_KEYS} | record
    refuse([*_head_problems(seen, today, row), *_list_problems(lists)])
    day_before = row.held_on
    people = _People(session, row, record)
    for key in PEOPLE:
        if key in record and f"{key}_id" not in record:
            record[f"{key}_id"] = people.id_of(record[key])
    for key, value in record.items():
        if key != "year" and getattr(row, key) != value:
            setattr(row, key, value)
    numbering.follow_day(session, row, day_before, record.get("year"))
    if row.held_on != day_before and row.state not in PLANNED:
        recount(session, row)
    for word, wanted in lists.items():
        if wanted is not None:
            _replace(session, row, word, wanted, people)


@dataclass(slots=True)
class _People:
    """Finds members of the branch on the day of the meeting by their names; read on first use."""

    session: Session
    row: Meeting
    record: Mapping[str, Value]
    known: dict[str, int] | None = None

    def id_of(self, name: Value) -> int | None:
        """The member called so, None for nobody or for several."""
        if not name:
            return None
        if self.known is None:
            day = self.record.get("held_on")
            on = day if isinstance(day, date) else self.row.held_on
            self.known = names_to_ids(self.session, self.row.organization_id, on)
        return self.known.get(str(name))


def completed(values: Mapping[str, Value]) -> dict[str, Value]:
    """`values` with blanks as the columns want them; ValueError for unknown keys."""
    unknown = set(values) - _SETTABLE
    if unknown:
        raise ValueError(f"not fields of a meeting: {sorted(unknown)}")
    return {
        key: value if key in _PLAIN else clean(_FIELDS[key], value) for key, value in values.items()
    }


_FIELDS = {field.key: field for field in forms.MEETING_FIELDS}
_PLAIN = _SETTABLE - set(_FIELDS)


def clean(field: Field, value: Value) -> Value:
    """A value as its column wants it: texts without blanks around them, nothing as None or 0."""
    if field.kind is Kind.PERSON:
        return names.clean(str(value or ""))
    if field.key in _MUST_BE_NUMBERS or field.kind is Kind.SCORE:
        return value or 0
    if field.kind in _NULLABLE:
        return None if value == "" else value
    return value.strip() if isinstance(value, str) else value or ""


def check_record_values(values: Mapping[str, Value], today: date | None = None) -> list[Problem]:
    """What is wrong with the head of a record as typed; the form calls it while typing.

    What only a finished record must hold is warned of.
    """
    told = _faults(values, today)
    for field in forms.MEETING_FIELDS:
        if field.required and field.key in values and values[field.key] in (None, ""):
            severity = Severity.ERROR if field.key == "held_on" else Severity.WARN
            told.append(Problem(f"请填写{field.title}。", "", field.key, severity))
    chair, recorder = values.get("chair"), values.get("recorder")
    if chair and chair == recorder:
        told.append(
            Problem(
                "主持人和记录人是同一个人。", "一般应由两人分别担任。", "recorder", Severity.WARN
            )
        )
    return told


def _faults(values: Mapping[str, Value], today: date | None) -> list[Problem]:
    told = []
    day, begin, end = values.get("held_on"), values.get("start_at"), values.get("end_at")
    if isinstance(day, date) and day.year < 1921:
        told.append(Problem("日期不合情理。", "请核对年份。", "held_on", value=f"{day}"))
    if isinstance(begin, int) and isinstance(end, int) and end <= begin:
        told.append(
            Problem(
                "结束时间不晚于开始时间。",
                "请核对时间；开过零点的，写 23:59，并在备注里说明。",
                "end_at",
            )
        )
    for key in ("start_at", "end_at"):
        at = values.get(key)
        if isinstance(at, int) and not 0 <= at < 24 * 60:
            told.append(Problem("时间应在 0:00 到 23:59 之间。", "请核对时间。", key))
    hours = values.get("hours")
    if isinstance(hours, int) and not 0 <= hours <= 240:
        told.append(Problem("学时不合情理。", "请填写 0 到 24 学时。", "hours"))
    if isinstance(day, date) and today is not None and day > today:
        told.append(Problem("会议日期在今天之后。", "请核对日期。", "held_on", Severity.WARN))
    return told


def _head_problems(values: Mapping[str, Value], today: date, row: Meeting) -> list[Problem]:
    told = _faults(values, None)
    day = values.get("held_on")
    if not isinstance(day, date):
        told.append(Problem("请填写日期。", field="held_on"))
    elif day > today and row.state not in PLANNED:
        told.append(Problem("会议日期在今天之后。", "还没有开的会请先列入计划。", "held_on"))
    return told


def _list_problems(lists: Mapping[str, Sequence[Part] | None]) -> list[Problem]:
    """What is wrong with lines of the lists: what must stand there, codes, negative counts."""
    told = []
    for word, wanted in lists.items():
        for place, part in enumerate(wanted or (), 1):
            for field in PARTS[word][1]:
                told += _line_faults(field, part.values.get(field.key), f"{word}.{place}")
    return told


def _line_faults(field: Field, value: Value, place: str) -> list[Problem]:
    where = f"{place}.{field.key}"
    if field.required and not str(value or "").strip():
        return [Problem(f"第{place.split('.')[1]}条没有填写{field.title}。", "请补充。", where)]
    if field.kind is Kind.CODE and value and str(value) not in codes.table(field.codes).by_code:
        return [Problem(f"{field.title}不在代码表里。", "请从列表中选择。", where)]
    if field.kind is Kind.COUNT and isinstance(value, int) and value < 0:
        return [Problem(f"{field.title}不能是负数。", "请核对。", where)]
    return []


def _replace(
    session: Session, row: Meeting, word: str, wanted: Sequence[Part], people: _People
) -> None:
    """Let `wanted` be the list `word` of the record; lines that stay keep their keys."""
    entity, form = PARTS[word]
    kept = {line.id: line for line in lines(session, word, row.id)}
    for place, part in enumerate(wanted):
        line = kept.pop(part.id, None) if part.id is not None else None
        fresh = line is None
        if line is None:
            line = entity(meeting_id=row.id)
        for field in form:
            if fresh or field.key in part.values:
                _set(line, field.key, clean(field, part.values.get(field.key)))
        _set(line, "position", place)
        _settle_people(line, part, people)
        if isinstance(line, Resolution):
            _count(session, row, line)
        if fresh:
            session.add(line)
    for line in kept.values():
        session.delete(line)
    session.flush()


def _set(line: PartRow, key: str, value: object) -> None:
    if getattr(line, key, None) != value or value is None:
        setattr(line, key, value)


def _settle_people(line: PartRow, part: Part, people: _People) -> None:
    """The members that a line speaks of: as chosen, else found by their names."""
    if isinstance(line, Speech):
        _set(line, "member_id", part.member_id or people.id_of(line.speaker))
    elif isinstance(line, ProblemLine):
        _set(line, "member_id", part.member_id)
    if isinstance(line, Resolution | ProblemLine):
        chosen = part.values.get("responsible_id")
        _set(
            line,
            "responsible_id",
            chosen if isinstance(chosen, int) else people.id_of(line.responsible),
        )


def _count(session: Session, row: Meeting, line: Resolution) -> None:
    """Count the vote of a resolution and keep the result with its working."""
    if not line.method:
        _set(line, "basis", "")
        return
    values = {field.key: getattr(line, field.key) for field in forms.RESOLUTION_FIELDS}
    result = weighed(session, row, values)
    _set(line, "passed", result.passed)
    _set(line, "basis", "\n".join(result.lines))
