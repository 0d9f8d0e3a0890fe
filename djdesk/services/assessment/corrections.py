"""Corrections (整改): opened by hand or for a warning, reported done, re-checked, struck off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, UserError
from djdesk.models.archive import Attachment
from djdesk.models.assessment import Correction, Pairing
from djdesk.models.meetings import Talk
from djdesk.models.roster import Member
from djdesk.models.rules import codes
from djdesk.models.rules.dues.months import month_of
from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.assessment import register as base
from djdesk.services.assessment.fields import CORRECTION_FIELDS
from djdesk.services.assessment.rows import AREA, Subject, own_row
from djdesk.services.desk import Desk
from djdesk.services.dues.rows import Values, completed, held, put, refuse
from djdesk.services.listing import Value
from djdesk.services.meetings import evidence as pictures

WORD = "整改"
OWNER = Correction.__tablename__

_CLOSING = frozenset({"done_on", "done_note"})
_CHECKING = frozenset({"recheck", "rechecked_on", "rechecked_by", "recheck_note"})
_KEYS = {field.key: field for field in CORRECTION_FIELDS}


@dataclass(frozen=True, slots=True)
class CorrectionSheet:
    """One correction with all that its paper says; `values` by the keys of its form.

    `state` is a code of `assessment_correction_state` as of today, `name` the subject's, `evidence`
    how many files are kept with it; not `own`: a branch reported it.
    """

    id: int
    number: str
    subject: Subject
    name: str
    unit: str
    month: date | None
    warning: str
    state: str
    values: Mapping[str, Value]
    responsible_id: int | None
    talk_id: int | None
    evidence: int
    own: bool


# -- verbs -----------------------------------------------------------------------------------------


def open_correction(
    desk: Desk,
    subject: Subject,
    values: Values,
    *,
    month: date | None = None,
    warning: str = "",
    responsible_id: int | None = None,
    talk_id: int | None = None,
) -> int:
    """Open a correction of `subject`; returns its key.

    `values` by the keys of `CORRECTION_FIELDS` that speak of the beginning: what was done and how
    it was re-checked have verbs of their own. `warning` is the code it answers in `month`. Without
    `responsible_id` a name that one member alone has is enough. Refused with field problems.
    """
    desk.require(AREA)
    given = completed(CORRECTION_FIELDS, values)
    record = {"opened_on": desk.today()} | given
    refuse(check_correction(record, desk.today()))
    with desk.store.write(f"提出{WORD}", area=AREA) as session:
        base.name_of(session, subject)
        row = Correction(
            level=subject.level,
            organization_id=subject.organization_id,
            member_id=subject.member_id,
            month=month_of(month) if month is not None else None,
            warning=warning,
            talk_id=_talk(session, talk_id),
        )
        put(row, record)
        row.responsible_id = _responsible(session, row, responsible_id)
        row.number = base.next_number(
            session, row, base.in_year(Correction.opened_on, row.opened_on.year)
        )
        session.add(row)
        session.flush()
        return row.id


def save_correction(
    desk: Desk,
    correction_id: int,
    values: Values,
    *,
    responsible_id: int | None = None,
    talk_id: int | None = None,
) -> None:
    """Correct what a correction says; keys that are left out stay as they are.

    A closed one refuses: what was re-checked stands. `talk_id` links the talk that was held about
    it (None: as it is).
    """
    desk.require(AREA)
    given = completed(CORRECTION_FIELDS, values)
    with desk.store.write(f"修改{WORD}", area=AREA) as session:
        row = _open_row(session, correction_id)
        before = held(row, CORRECTION_FIELDS)
        refuse(check_correction(before | given, desk.today()))
        year, name = row.opened_on.year, row.responsible
        put(row, {key: value for key, value in given.items() if key not in _CHECKING})
        if responsible_id is not None or row.responsible != name:
            row.responsible_id = _responsible(session, row, responsible_id)
        if talk_id is not None:
            row.talk_id = _talk(session, talk_id)
        if row.opened_on.year != year:
            row.number = base.next_number(
                session, row, base.in_year(Correction.opened_on, row.opened_on.year)
            )


def report_done(desk: Desk, correction_id: int, *, on: date, note: str) -> None:
    """Report that it was carried out on a day and how; it then waits for its re-check.

    Refused for a day before it was opened or in the future, and without a word on what was done.
    """
    desk.require(AREA)
    with desk.store.write(f"{WORD}报告完成", area=AREA) as session:
        row = _open_row(session, correction_id)
        record = held(row, CORRECTION_FIELDS) | {"done_on": on, "done_note": note.strip()}
        problems = check_correction(record, desk.today())
        if not note.strip():
            problems.append(Problem("请填写完成情况。", "写明做了什么、效果怎样。", "done_note"))
        refuse(problems)
        row.done_on, row.done_note = on, note.strip()
        row.recheck, row.rechecked_on, row.rechecked_by = "", None, ""


def recheck(
    desk: Desk,
    correction_id: int,
    passed: bool,
    *,
    on: date,
    by: str,
    note: str = "",
    due_on: date | None = None,
) -> None:
    """Re-check (复核) what was reported done: passed strikes it off, else a new date is set.

    What earlier re-checks found stays in the remarks. Refused unless it was reported done, for a
    day before that or in the future, and for a failed one without reason or new date.
    """
    desk.require(AREA)
    title = (
        f"{WORD}复核：{codes.table('assessment_recheck').name('passed' if passed else 'failed')}"
    )
    with desk.store.write(title, area=AREA) as session:
        row = _open_row(session, correction_id)
        if row.done_on is None:
            raise UserError("还没有报告整改完成，不能复核。", "请先填写完成日期和完成情况。")
        refuse(_check_recheck(row, passed, on, by, note, due_on, desk.today()))
        row.recheck = "passed" if passed else "failed"
        row.rechecked_on, row.rechecked_by = on, by.strip()
        row.recheck_note = _told(row.recheck_note, passed, on, by, note)
        if not passed:
            row.done_on, row.due_on = None, due_on


def _told(before: str, passed: bool, on: date, by: str, note: str) -> str:
    """The remarks of all re-checks, a line each; a first one that passed stands alone."""
    if passed and not before:
        return note.strip()
    word = codes.table("assessment_recheck").name("passed" if passed else "failed")
    who = f"（{by.strip()}）" if by.strip() else ""
    line = f"{on.year}年{on.month}月{on.day}日{word}{who}" + (f"：{note.strip()}" if note else "")
    return f"{before}\n{line}" if before else line


def reopen_correction(desk: Desk, correction_id: int, *, reason: str) -> None:
    """Open a struck-off correction again, with the reason in the history and in its remarks."""
    desk.require(AREA)
    if not reason.strip():
        raise UserError("重新整改要写明原因。", "请填写原因。")
    with desk.store.write(f"重新{WORD}", reason=reason.strip(), area=AREA) as session:
        row = own_row(session, Correction, correction_id)
        if row.recheck != "passed":
            raise UserError("这条整改还没有销号。", "直接修改即可。")
        row.recheck_note = f"{row.recheck_note}\n重新整改：{reason.strip()}".strip()
        row.recheck, row.rechecked_on, row.rechecked_by, row.done_on = "", None, "", None


def remove_correction(desk: Desk, correction_id: int) -> None:
    """Take a wrongly opened correction out; undo brings it back. One struck off stays.

    Pairs that were made for it go on without it.
    """
    desk.require(AREA)
    with desk.store.write(f"删除{WORD}", area=AREA) as session:
        row = _open_row(session, correction_id)
        for pair in session.scalars(select(Pairing).where(Pairing.correction_id == row.id)).all():
            if not pair.origin:
                pair.correction_id = None
        session.flush()
        session.delete(row)


def check_correction(values: Values, today: date) -> list[Problem]:
    """What is wrong with a correction as typed; the form asks while typing."""
    found = base.check_entry(CORRECTION_FIELDS, values, today, ahead=("due_on",))
    found += base.check_order(values, "opened_on", "due_on", "整改时限早于提出日期。")
    return found + base.check_order(values, "opened_on", "done_on", "完成日期早于提出日期。")


def _check_recheck(
    row: Correction, passed: bool, on: date, by: str, note: str, due_on: date | None, today: date
) -> list[Problem]:
    record: dict[str, Value] = {"done_on": row.done_on, "rechecked_on": on, "due_on": due_on}
    found = base.check_order(record, "done_on", "rechecked_on", "复核日期早于完成日期。")
    if on > today:
        text = "复核日期在今天之后。"
        found.append(Problem(text, "请核对日期。", "rechecked_on", value=f"{on}"))
    if not by.strip():
        found.append(Problem("请填写复核人。", field="rechecked_by"))
    if not passed:
        if not note.strip():
            text = "复核未到位要写明原因。"
            found.append(Problem(text, "请填写复核意见。", "recheck_note"))
        if due_on is None:
            found.append(Problem("请重新确定整改时限。", field="due_on"))
        else:
            late = "新的整改时限早于复核日期。"
            found += base.check_order(record, "rechecked_on", "due_on", late)
    return found


def _open_row(session: Session, correction_id: int) -> Correction:
    row = own_row(session, Correction, correction_id)
    if row.recheck == "passed":
        raise UserError(
            "这条整改已经复核到位并销号，不能再改。", "确需改动的，请点“重新整改”并写明原因。"
        )
    return row


def _responsible(session: Session, row: Correction, key: int | None) -> int | None:
    """The member who is responsible: the one named by key, else by a name of one alone."""
    if key is None:
        return base.person_of(session, row.responsible, row.opened_on)
    member = session.get_one(Member, key)
    row.responsible = row.responsible or member.name
    return key


def _talk(session: Session, talk_id: int | None) -> int | None:
    if talk_id is not None and session.get(Talk, talk_id) is None:
        raise UserError("找不到这次谈话。", "它可能已被撤销，请刷新后重试。")
    return talk_id


# -- reading ---------------------------------------------------------------------------------------


def correction(desk: Desk, correction_id: int) -> CorrectionSheet:
    """One correction; UserError if it is gone."""
    with desk.store.read() as session:
        row = session.get(Correction, correction_id)
        if row is None:
            raise UserError("找不到这条整改。", "它可能已被撤销，请刷新后重试。")
        return _sheet(session, row, desk.today())


def _sheet(session: Session, row: Correction, day: date) -> CorrectionSheet:
    subject = Subject(base.level_of(row.level), row.organization_id, row.member_id)
    unit = base.name_of(session, Subject("branch", row.organization_id))
    files = select(func.count()).where(Attachment.owner == OWNER, Attachment.owner_id == row.id)
    return CorrectionSheet(
        row.id,
        base.number_text(row.opened_on.year, WORD, row.number),
        subject,
        base.name_of(session, subject),
        unit,
        row.month,
        row.warning,
        state_of(row.due_on, row.done_on, row.recheck, day),
        held(row, CORRECTION_FIELDS),
        row.responsible_id,
        row.talk_id,
        session.scalar(files) or 0,
        not row.origin,
    )


def state_of(due_on: date | None, done_on: date | None, recheck: str, day: date) -> str:
    """How far a correction has come on `day`; a code of `assessment_correction_state`."""
    if recheck == "passed":
        return "closed"
    if done_on is not None:
        return "done"
    if due_on is not None and due_on < day:
        return "overdue"
    return "failed" if recheck == "failed" else "open"


# -- evidence --------------------------------------------------------------------------------------


def add_correction_evidence(desk: Desk, correction_id: int, file_name: str, content: bytes) -> int:
    """Keep a file that proves what was done; returns the attachment's key.

    Photographs are shrunk and lose place and device, as those of meetings.
    """
    desk.require(AREA)
    name = archive.checked_name(file_name, content)
    with desk.store.read() as session:
        own_row(session, Correction, correction_id)
    kept = pictures.take_in(desk, name, content)
    with desk.store.write(f"添加{WORD}佐证：{kept.title}", area=AREA) as session:
        own_row(session, Correction, correction_id)
        return archive.insert(session, OWNER, correction_id, kept)


def correction_evidence(desk: Desk, correction_id: int) -> tuple[AttachedFile, ...]:
    """The files kept with a correction, the newest first."""
    with desk.store.read() as session:
        return archive.attachments(session, OWNER, correction_id)
