"""Correcting a locked record (更正): the old text stays readable; the superior's paper answers.

The text travels to the committee, whose rows have other keys: it names members by their uids, and
the unit by its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.meetings import Review, Revision
from djdesk.models.rules import codes, names
from djdesk.services import transport
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings.record import PEOPLE, Part, Record, record_of
from djdesk.services.meetings.roll import Roll, RollRow
from djdesk.services.meetings.rows import AREA, WRITTEN, found, own

FORMAT = 2
"""The version of the JSON that is kept; text without one (1) names members by keys of the book that
wrote it."""

_LISTS = ("agenda", "speeches", "resolutions", "problems")


def correct(desk: Desk, meeting_id: int, *, reason: str) -> None:
    """Open a locked record for correction: its text is kept as it is, and the revision goes up.

    The record is to be written up, signed and reviewed again. `reason` is required. `UserError`
    for a record that is not locked: that one is simply changed.
    """
    desk.require(AREA)
    if not reason.strip():
        raise Refused([Problem("请填写更正的原因。", "例如：实到人数写错。", "reason")])
    with desk.store.write("更正会议记录", reason=reason.strip(), area=AREA) as session:
        row = own(session, meeting_id)
        if row.state != "reviewed":
            raise UserError("这份记录还没有锁定，不用更正。", "请直接修改。")
        old = record_of(session, row)
        session.add(
            Revision(
                meeting_id=row.id,
                revision=row.revision,
                replaced_on=desk.today(),
                replaced_by=desk.user,
                reason=reason.strip(),
                content=to_json(session, old),
            )
        )
        row.revision += 1
        row.state, row.reviewed_on, row.reviewed_by = "held", None, ""
        # what was signed is the old text
        row.chair_signed = row.recorder_signed = False


reopen_for_correction = correct


def old_record(desk: Desk, meeting_id: int, revision: int) -> Record:
    """A record as it stood in an earlier `revision`.

    `UserError` if that one is not kept, if a later program wrote it, and for what is no content at
    all: a branch's comes by package, and nothing in it is believed.
    """
    with desk.store.read() as session:
        now = record_of(session, found(session, meeting_id))
        content = session.scalar(
            select(Revision.content).where(
                Revision.meeting_id == meeting_id, Revision.revision == revision
            )
        )
        if content is None:
            raise UserError(f"没有保存第{revision}版记录。", "请刷新后重试。")
        try:
            return from_json(session, content, now)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UserError(
                "更正前的内容读不出来。", "请翻阅纸质记录；由支部报来的，请支部核对。"
            ) from error


def to_json(session: Session, record: Record) -> str:
    """The whole record as JSON: what a reader of it needs, without keys of rows."""
    kept: dict[str, Any] = {
        "format": FORMAT,
        "revision": record.revision,
        "year": record.year,
        "number": record.number,
        "title": record.title,
        "ledger_number": record.ledger_number,
        "kind_name": record.kind_name,
        "unit_name": record.unit_name,
        "values": _plain(record.values),
        **{
            word: [
                {"values": _plain(part.values), "member": part.member_id, "name": part.name}
                for part in getattr(record, word)
            ]
            for word in _LISTS
        },
        "roll": {
            "rows": [_roll_row(row) for row in record.roll.rows],
            "guests": [_roll_row(row) for row in record.roll.guests],
            "counts": {key: getattr(record.roll, key) for key in _COUNTS},
        },
        "evidence": [
            {key: value for key, value in _plain(asdict(file)).items() if key != "id"}
            for file in record.evidence
        ],
    }
    places = list(_members(kept))
    ids = {where[key] for where, key in places} - {None}
    uids = transport.uids_of(session, "member", ids)
    for where, key in places:
        where[key] = uids.get(where[key])
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _members(kept: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The places of a kept record that name a member: what holds it, and under which key."""
    for person in PEOPLE:
        yield kept["values"], f"{person}_id"
    for line in (line for word in _LISTS for line in kept[word]):
        yield line, "member"
        if "responsible_id" in line["values"]:
            yield line["values"], "responsible_id"
    for row in (*kept["roll"]["rows"], *kept["roll"]["guests"]):
        yield row, "member_id"


_COUNTS = ("should", "present", "leave", "absent", "voters", "voters_present", "unmarked")


def _roll_row(row: RollRow) -> dict[str, object]:
    return {key: value for key, value in _plain(asdict(row)).items() if key != "attendance_id"}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        key: {"at": value.isoformat()}
        if isinstance(value, datetime)
        else {"day": value.isoformat()}
        if isinstance(value, date)
        else value
        for key, value in values.items()
    }


def _revived(values: Mapping[str, object]) -> dict[str, Value]:
    found_values: dict[str, Value] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            text = value.get("at") or value["day"]
            revive = datetime.fromisoformat if "at" in value else date.fromisoformat
            found_values[key] = revive(str(text))
        else:
            found_values[key] = value  # type: ignore[assignment]
    return found_values


def _localized(session: Session, kept: dict[str, Any], now: Record) -> None:
    """Put keys of this book where `kept` names members; whom it does not know is nobody's key."""
    written = kept.get("format", 1)
    if written > FORMAT:
        raise UserError("这一版记录由更新的程序保存，不能显示。", "请升级本程序后再看。")
    places = list(_members(kept))
    if written == 1:
        for where, key in places:
            where[key] = where[key] if now.own else None  # another book's keys mean others here
        return
    named = {uid for where, key in places if isinstance(uid := where[key], str)}
    ids = transport.ids_of(session, "member", named)
    for where, key in places:
        where[key] = ids.get(where[key])


def from_json(session: Session, content: str, now: Record) -> Record:
    """The record that `to_json` wrote; unit, reviews, revisions and its own id are those of `now`.

    ValueError, TypeError, KeyError or AttributeError for content that is none, `UserError` for that
    of a later program.
    """
    kept: dict[str, Any] = json.loads(content)
    _localized(session, kept, now)
    values = _revived(kept["values"])
    roll = kept["roll"]
    agenda, speeches, resolutions, problems = (_parts(kept[word]) for word in _LISTS)
    files = tuple(
        AttachedFile(id=0, **_revived(file))  # type: ignore[arg-type]
        for file in kept["evidence"]
    )
    return replace(
        now,
        revision=kept["revision"],
        year=kept["year"],
        number=kept["number"],
        title=kept["title"],
        ledger_number=kept["ledger_number"],
        kind_name=kept["kind_name"],
        unit_name=kept["unit_name"],
        state="reviewed",
        locked=True,
        values=values,
        roll=Roll(
            rows=tuple(_old_row(row) for row in roll["rows"]),
            guests=tuple(_old_row(row) for row in roll["guests"]),
            expected=(),
            differs=(),
            **roll["counts"],
        ),
        evidence=files,
        hints=(),
        agenda=agenda,
        speeches=speeches,
        resolutions=resolutions,
        problems=problems,
    )


def _old_row(kept: Mapping[str, object]) -> RollRow:
    return RollRow(**{**_revived(kept), "attendance_id": None})  # type: ignore[arg-type]


def _parts(kept: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(None, _revived(line["values"]), line["member"], line["name"]) for line in kept
    )


def enter_review(desk: Desk, meeting_id: int, values: Mapping[str, Value]) -> int:
    """Enter what the superior answered on paper (keys of `REVIEW_FIELDS`); returns its key.

    `Refused` for a record that was not finished, or returned without reasons.
    """
    desk.require(AREA)
    result, reasons = str(values.get("result") or ""), str(values.get("reasons") or "").strip()
    day = values.get("reviewed_on")
    with desk.store.write("登记上级备案审查", area=AREA) as session:
        row = own(session, meeting_id)
        told = []
        if row.state not in WRITTEN:
            told.append(Problem("记录还没有整理完成，不能备案。", "请先点“整理完成”。"))
        if result not in codes.table("review_result").by_code:
            told.append(Problem("请选择审查结果。", field="result"))
        if result == "returned" and not reasons:
            told.append(Problem("请写明退回的原因。", "支部要按原因改正。", "reasons"))
        if not isinstance(day, date):
            told.append(Problem("请填写审查日期。", field="reviewed_on"))
        elif not row.held_on <= day <= desk.today():
            told.append(Problem("审查日期应在会议之后、今天之前。", "请核对日期。", "reviewed_on"))
        if told or not isinstance(day, date):
            raise Refused(told)
        answer = Review(
            meeting_id=row.id,
            revision=row.revision,
            result=result,
            reasons=reasons,
            reviewer=names.clean(str(values.get("reviewer") or "")),
            reviewed_on=day,
        )
        session.add(answer)
        session.flush()
        return answer.id
