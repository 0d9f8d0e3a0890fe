"""The rows of dues: what a form brings is completed and checked, what is sealed stays closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.base import Travelling
from djdesk.models.dues import SealedPeriod
from djdesk.models.rules import codes, names
from djdesk.models.rules import dues as rules
from djdesk.services.fields import Field
from djdesk.services.listing import Kind, Value

AREA = "dues"

Values = Mapping[str, Value]
R = TypeVar("R", bound=Travelling)

_NULLABLE = frozenset({Kind.DATE, Kind.MONTH, Kind.MONEY, Kind.COUNT})


def completed(fields: Iterable[Field], values: Values) -> dict[str, Value]:
    """`values` as the columns want them: months on their first day, texts without blanks around.

    Keys that are no field of the form raise ValueError; fields that are not given are left out.
    """
    known = {field.key: field for field in fields}
    unknown = set(values) - set(known)
    if unknown:
        raise ValueError(f"not fields of this form: {sorted(unknown)}")
    found: dict[str, Value] = {}
    for key, value in values.items():
        kind = known[key].kind
        if kind in _NULLABLE:
            value = None if value == "" else value
            if kind is Kind.MONTH and isinstance(value, date):
                value = rules.month_of(value)
        elif kind is Kind.PERSON:
            value = names.clean(str(value or ""))
        else:
            value = str(value or "").strip()
        found[key] = value
    return found


def held(row: Travelling, fields: Iterable[Field]) -> dict[str, Value]:
    """What a row holds, by the keys of its form."""
    return {field.key: getattr(row, field.key) for field in fields}


def put(row: Travelling, given: Values) -> None:
    """Write completed values into a row, each into the column of its key."""
    for key, value in given.items():
        setattr(row, key, value)


def check_form(fields: Iterable[Field], values: Values, today: date) -> list[Problem]:
    """What is wrong with completed values whatever the form: blanks, codes, sums, later days."""
    found: list[Problem] = []
    for field in fields:
        value = values.get(field.key)
        if field.required and value in (None, ""):
            found.append(Problem(f"请填写{field.title}。", field.hint, field.key))
        elif field.kind is Kind.CODE and value and not field.suggest:
            if str(value) not in codes.table(field.codes).by_code:
                text = f"{field.title}不在代码表里。"
                found.append(Problem(text, "请从列表中选择。", field.key, value=str(value)))
        elif field.kind is Kind.MONEY and isinstance(value, int) and value < 0:
            found.append(Problem(f"{field.title}不能是负数。", "更正请用冲销。", field.key))
        elif field.kind is Kind.DATE and isinstance(value, date) and value > today:
            text = f"{field.title}在今天之后。"
            found.append(Problem(text, "请核对日期。", field.key, value=f"{value}"))
    return found


def refuse(problems: Iterable[Problem]) -> None:
    """Raise `Refused` if one of `problems` is an error."""
    found = list(problems)
    if any(problem.is_error for problem in found):
        raise Refused(found)


def own_row(session: Session, entity: type[R], row_id: int) -> R:
    """The row of this book with that key; `UserError` if there is none or a branch reported it."""
    row = session.get(entity, row_id)
    if row is None:
        raise UserError("找不到这条党费记录。", "它可能已被撤销，请刷新后重试。")
    if row.origin:
        raise UserError("这条记录由支部上报，不能在这里修改。", "请通知支部改正后重新上报。")
    return row


def sealed_to(session: Session) -> date | None:
    """The last month of this book that is sealed, as its first day; None if none is."""
    return session.scalar(select(func.max(SealedPeriod.last)).where(SealedPeriod.origin == ""))


def open_on(session: Session, day: date, field: str = "") -> list[Problem]:
    """That `day` lies in a sealed month and nothing may be booked on it; empty if it is open."""
    last = sealed_to(session)
    if last is None or rules.month_of(day) > last:
        return []
    text = f"{rules.say_month(last)}及以前的账已经上报封存。"
    return [Problem(text, "请把日期改到没有封存的月份；更正用冲销分录。", field, value=f"{day}")]
