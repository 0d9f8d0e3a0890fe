"""Members entered, corrected, withdrawn; checked the same way wherever the record comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, Severity, UserError
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import identity, names
from djdesk.models.rules import roster as rules
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import standings
from djdesk.services.roster.fields import DATE_KEYS, MEMBER_FIELDS, MEMBER_KEYS

AREA = "roster"
Values = Mapping[str, Value]

# Ways in which somebody who was never in the book may come in; A3 brings back who is in it.
OPENING_WAYS = ("", "A1", "A2", "A9")

_FACTS = frozenset(rules.MemberFacts.__slots__)
_NULLABLE = DATE_KEYS | {"id_number"}


@dataclass(frozen=True, slots=True)
class Opening:
    """Where and as what a member stands from the first day on.

    `since` empty: the day of joining, else the day of entry. `way` is empty for a member who was
    there before the book began, A1 for one newly accepted, A2 for one who came with the letter.
    """

    branch_id: int
    person_class: str
    group_id: int | None = None
    work_post: str = ""
    since: date | None = None
    way: str = ""
    counterpart: str = ""
    reason: str = ""
    basis: str = ""
    whole: bool = False


def completed(values: Values) -> dict[str, Value]:
    """`values` cleaned, with sex and birth date filled in from the identity number."""
    result = dict(values)
    for key in ("name", "former_name"):
        if key in result:
            result[key] = names.clean(str(result[key] or ""))
    for field in MEMBER_FIELDS:
        value = result.get(field.key)
        if isinstance(value, str) and field.key not in ("name", "former_name"):
            result[field.key] = value.strip()
        if field.key in result and not result[field.key]:
            result[field.key] = None if field.key in _NULLABLE else ""
    number = result.get("id_number")
    if isinstance(number, str) and identity.valid(number):
        if not result.get("sex"):
            result["sex"] = identity.sex(number)
        if result.get("birth_on") is None:
            result["birth_on"] = identity.birth(number)
    return result


def facts(values: Values, month_only: Iterable[str] = ()) -> rules.MemberFacts:
    """The record as `rules.check_member` takes it; keys as in `FIELDS`."""
    known = {key: value for key, value in values.items() if key in _FACTS and value is not None}
    return rules.MemberFacts(**known, month_only=" ".join(sorted(month_only)))  # type: ignore[arg-type]


def check(
    desk: Desk, values: Values, month_only: Iterable[str] = (), member_id: int | None = None
) -> list[Problem]:
    """All problems of a record as typed so far, duplicates in the book included.

    The form calls this while typing, the verbs call it before saving.
    """
    with desk.store.read() as session:
        return _check(session, desk.today(), completed(values), month_only, member_id)


def _check(
    session: Session,
    today: date,
    values: Values,
    month_only: Iterable[str],
    member_id: int | None,
) -> list[Problem]:
    found = rules.check_member(facts(values, month_only), today)
    number, name, born = values.get("id_number"), values.get("name"), values.get("birth_on")
    if number:
        same = session.scalars(select(Member).where(Member.id_number == number)).all()
        found += [_twice(session, other, today) for other in same if other.id != member_id]
    elif name and born:
        others = session.scalars(
            select(Member.id).where(
                Member.name == name, Member.birth_on == born, Member.withdrawn_on.is_(None)
            )
        ).all()
        if any(other != member_id for other in others):
            found.append(
                Problem(
                    "花名册里已有同名同出生日期的人。",
                    "请核对是否重复录入。",
                    "name",
                    Severity.WARN,
                    str(name),
                )
            )
    return found


def _twice(session: Session, other: Member, today: date) -> Problem:
    """Why a number that another record has may not be entered again, and what to do instead."""
    if other.withdrawn_on is not None:
        told, remedy = "（已撤销录入）", "请恢复原来的记录，不要重新录入。"
    else:
        row = standings.standing_at(standings.history(session, other.id), today)
        if row is not None and row.state != standings.IN:
            told, remedy = "（已离开本支部）", "此人又回来的，请在“离开人员”中办理转入或恢复党籍。"
        else:
            told, remedy = "", "请核对身份证号，或打开原来的记录修改。"
    return Problem(
        f"这个身份证号已登记为“{other.name}”{told}。",
        remedy,
        identity.FIELD,
        value=identity.mask(other.id_number or ""),
    )


def enrol(desk: Desk, values: Values, opening: Opening, month_only: Iterable[str] = ()) -> int:
    """Enter a new member with the first standing; returns the key.

    `values` by the keys of `MEMBER_FIELDS`. Raises `Refused` with all problems if one is an error.
    """
    desk.require(AREA)
    name = str(values.get("name") or "")
    with desk.store.write(f"新增党员：{names.clean(name)}", area=AREA) as session:
        return add_member(session, desk.today(), values, opening, month_only)


def add_member(
    session: Session,
    today: date,
    values: Values,
    opening: Opening,
    month_only: Iterable[str] = (),
) -> int:
    """As `enrol`, inside a transaction of the caller."""
    _known(values)
    record = completed(values)
    record.setdefault("name", "")
    marks = set(month_only) & DATE_KEYS
    seen = {**record, "person_class": opening.person_class, "work_post": opening.work_post}
    problems = _check(session, today, seen, marks, None)
    problems += standings.check_place(session, opening.branch_id, opening.group_id)
    if opening.way not in OPENING_WAYS:
        problems.append(Problem("请选择进入方式。", field="way", value=opening.way))
    since = first_day(opening, record.get("joined_on"), today)
    if since > today:
        problems.append(Problem("进入本支部日期在今天之后。", "请核对日期。", "since"))
    _refuse(problems)
    member = Member(**_columns(record, marks))
    session.add(member)
    session.flush()
    session.add(Standing(**_opening_row(member.id, opening, since)))
    session.flush()
    return member.id


def first_day(opening: Opening, joined_on: Value, today: date) -> date:
    """The day on which the first standing begins: as given, else joining, else the day of entry."""
    if opening.since is not None:
        return opening.since
    return joined_on if isinstance(joined_on, date) and joined_on <= today else today


_EMPTY: dict[str, Value] = {
    field.key: None if field.key in _NULLABLE else "" for field in MEMBER_FIELDS
}


def _columns(values: Values, month_only: Iterable[str]) -> dict[str, Value]:
    """The row of a new member."""
    keys = names.keys(str(values["name"]))
    return {
        **_EMPTY,
        **{key: value for key, value in values.items() if key in MEMBER_KEYS},
        "name_pinyin": keys.pinyin,
        "name_initials": keys.initials,
        "name_strokes": keys.strokes,
        "month_only": " ".join(sorted(month_only)) if month_only else "",
    }


def _opening_row(member_id: int, opening: Opening, since: date) -> dict[str, Value]:
    return {
        "member_id": member_id,
        "since": since,
        "until": None,
        "state": standings.IN,
        "person_class": opening.person_class,
        "branch_id": opening.branch_id,
        "group_id": opening.group_id,
        "work_post": opening.work_post,
        "way": opening.way,
        "whole": opening.whole,
        "counterpart": opening.counterpart,
        "reason": opening.reason,
        "basis": opening.basis,
    }


def update_member(
    desk: Desk,
    member_id: int,
    values: Values,
    month_only: Iterable[str] | None = None,
    *,
    version: int | None = None,
    reason: str = "",
) -> int:
    """Correct fields of a member's own row; returns the new version.

    `version` is the one the person was looking at: if the record was changed since, nothing is
    saved and `UserError` says so. `month_only` None leaves the marks of unchanged dates as they
    are. Raises `Refused` with all problems if one is an error.
    """
    desk.require(AREA)
    with desk.store.write("修改党员资料", reason=reason, area=AREA) as session:
        member = own(session, member_id)
        if version is not None and member.version != version:
            raise UserError(
                f"“{member.name}”的资料在您打开之后已被改过。",
                "请刷新后核对，再把要改的内容填进去。",
            )
        change_member(session, desk.today(), member, values, month_only)
        session.flush()
        return member.version


def change_member(
    session: Session,
    today: date,
    member: Member,
    values: Values,
    month_only: Iterable[str] | None = None,
) -> None:
    """As `update_member`, inside a transaction of the caller."""
    _known(values)
    before: dict[str, Value] = {key: getattr(member, key) for key in MEMBER_KEYS}
    old_marks = set(member.month_only.split())
    changed = {key for key, value in values.items() if before[key] != value}
    marks = (old_marks - changed) if month_only is None else set(month_only)
    record = completed({**before, **values})
    row = standings.standing_at(standings.history(session, member.id), today)
    place: dict[str, Value] = {"person_class": "full"}
    if row is not None:
        place = {"person_class": row.person_class, "work_post": row.work_post}
    found = _check(session, today, record | place, marks, member.id)
    if any(problem.is_error for problem in found):
        # A fault that stood there before must not keep anybody from correcting something else.
        known = {p.text for p in _check(session, today, before | place, old_marks, member.id)}
        _refuse([p for p in found if p.field in changed or p.text not in known])
    for key, value in record.items():
        if getattr(member, key) != value:
            setattr(member, key, value)
    marked = " ".join(sorted(key for key in marks & DATE_KEYS if record.get(key)))
    if member.month_only != marked:
        member.month_only = marked
    keys = names.keys(member.name)
    # A stroke key put right by hand stays as long as the name does.
    if member.name_pinyin != keys.pinyin:
        member.name_pinyin, member.name_initials = keys.pinyin, keys.initials
        member.name_strokes = keys.strokes


def withdraw(desk: Desk, member_id: int, reason: str) -> None:
    """Take back a record entered by mistake: it counts nowhere any more, on no day.

    A member who left is not withdrawn but left (`leave`). `reason` is required.
    """
    desk.require(AREA)
    if not reason.strip():
        raise Refused([Problem("请填写撤销录入的原因。", "例如：重复录入。", "withdrawn_reason")])
    with desk.store.write("撤销录入", reason=reason, area=AREA) as session:
        member = own(session, member_id)
        member.withdrawn_on, member.withdrawn_reason = desk.today(), reason.strip()


def reinstate(desk: Desk, member_id: int) -> None:
    """Bring a withdrawn record back."""
    desk.require(AREA)
    with desk.store.write("恢复撤销的录入", area=AREA) as session:
        member = own(session, member_id)
        member.withdrawn_on, member.withdrawn_reason = None, ""


def own(session: Session, member_id: int) -> Member:
    """The row of a member this book may change; `UserError` for an unknown or a received one."""
    member = session.get(Member, member_id)
    if member is None:
        raise UserError("找不到这名党员。", "记录可能已被撤销操作移除，请刷新后重试。")
    if member.origin:
        raise UserError(
            f"“{member.name}”的资料由支部上报，不能在这里修改。", "请通知支部改正后重新上报。"
        )
    return member


def _known(values: Values) -> None:
    unknown = set(values) - MEMBER_KEYS
    if unknown:
        raise ValueError(f"not fields of a member: {sorted(unknown)}")


def _refuse(problems: Sequence[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        raise Refused(problems)
