"""What a member's record must satisfy: every cross-field check of roster.md §1."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from djdesk.errors import Problem, Severity
from djdesk.models.rules import codes, identity
from djdesk.models.rules.dated import load, whole
from djdesk.models.rules.days import add_months, age_on
from djdesk.models.rules.roster.joining import FOUNDED, joining_on


@dataclass(slots=True)
class MemberFacts:
    """What is checked together; values as stored, `month_only` names dates without a day."""

    name: str = ""
    sex: str = ""
    id_number: str = ""
    id_missing_reason: str = ""
    ethnic: str = ""
    birth_on: date | None = None
    education: str = ""
    degree: str = ""
    person_class: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    work_start_on: date | None = None
    work_post: str = ""
    phone: str = ""
    address: str = ""
    month_only: str = ""


@dataclass(frozen=True, slots=True)
class _Limits:
    """Rules of the check that are in force today, read once."""

    age_starts: list[date]
    ages: list[tuple[int, Severity]]
    full_months: int
    full_expected: date


def _age_rule(row: Mapping[str, object]) -> tuple[int, Severity]:
    return whole(row, "years"), Severity(str(row["severity"]))


@cache
def _limits() -> _Limits:
    ages = load("roster", "joining_age", _age_rule).rules
    months = load("roster", "full_membership_limit", lambda row: whole(row, "months"))
    expected = load("roster", "full_date_expected", dict)
    return _Limits(
        [rule.start for rule in ages],
        [rule.value for rule in ages],
        months.rules[-1].value,
        expected.rules[0].start,
    )


_ODD_IN_NAME = re.compile(r"[0-9０-９()（）\[\]【】*?？/\\,，、;；:：!！]")
# Most names are two to four Chinese characters; only the others need a closer look.
_PLAIN_NAME = re.compile(r"[㐀-鿿]{2,6}")
_CODED = (("ethnic", "民族"), ("education", "学历"), ("degree", "学位"), ("work_post", "工作岗位"))
_PHONE = re.compile(r"(?:1[3-9]\d{9}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?)")


def check_member(facts: MemberFacts, today: date) -> list[Problem]:
    """All faults and warnings of one record (roster.md §1), in the order of the form.

    An error stops the saving. What is merely missing is told by `missing`, not here.
    """
    found: list[Problem] = []
    _check_name(facts, found)
    born = _check_identity(facts, today, found)
    _check_codes(facts, found)
    _check_dates(facts, born, today, found)
    return found


@cache
def _known_codes() -> dict[str, frozenset[str]]:
    return {key: frozenset(("", *codes.table(key).by_code)) for key, _ in _CODED}


def _check_name(facts: MemberFacts, found: list[Problem]) -> None:
    name = facts.name
    if not name:
        found.append(Problem("没有填写姓名。", "请按身份证填写姓名。", "name"))
    elif len(name) > 50:
        found.append(Problem("姓名超过 50 个字。", "请按身份证填写姓名。", "name", value=name))
    elif _PLAIN_NAME.fullmatch(name) is None and _ODD_IN_NAME.search(name):
        found.append(
            Problem(
                "姓名里有数字或符号。",
                "请按身份证填写，说明写在备注里；少数民族姓名的分隔号用“·”。",
                "name",
                Severity.WARN,
                name,
            )
        )
    if facts.sex not in ("1", "2"):
        text = "没有填写性别。" if not facts.sex else "性别只能是男或女。"
        found.append(Problem(text, "请填写男或女。", "sex", value=facts.sex))
    if facts.person_class not in ("full", "probationary"):
        found.append(
            Problem(
                "没有填写人员类别。",
                "请选择正式党员或预备党员。",
                "person_class",
                value=facts.person_class,
            )
        )


def _check_identity(facts: MemberFacts, today: date, found: list[Problem]) -> date | None:
    """Check number, sex and birth together; returns the birth date to go by."""
    number, birth = facts.id_number, facts.birth_on
    if birth is not None and birth > today:
        found.append(
            Problem("出生日期在今天之后。", "请核对出生日期。", "birth_on", value=str(birth))
        )
    if not number:
        if not facts.id_missing_reason:
            found.append(
                Problem(
                    "没有身份证号。",
                    "请补填；确实没有的，请写明原因。",
                    identity.FIELD,
                    Severity.WARN,
                )
            )
        return birth
    in_number = identity.birth(number)
    if in_number is None or in_number > today or not identity.valid(number):
        fault = identity.diagnose(number, today)
        if fault is not None:
            found.append(fault)
            return birth
    if facts.sex in ("1", "2") and facts.sex != identity.sex(number):
        word = "男" if identity.sex(number) == "1" else "女"
        found.append(
            Problem(
                f"性别与身份证号不一致：身份证号第 17 位表示{word}。",
                "请对照身份证核对性别和号码。",
                "sex",
                value=codes.table("sex").name(facts.sex),
            )
        )
    if birth is None or in_number is None:
        return in_number or birth
    same = (
        (birth.year, birth.month) == (in_number.year, in_number.month)
        if "birth_on" in facts.month_only.split()
        else birth == in_number
    )
    if not same:
        found.append(
            Problem(
                f"出生日期与身份证号不一致（身份证号为 {in_number:%Y.%m.%d}）。",
                "请核对；档案记载不同的，出生日期按身份证填，档案日期填在“档案出生日期”。",
                "birth_on",
                Severity.WARN,
                f"{birth:%Y.%m.%d}",
            )
        )
    return birth


def _check_codes(facts: MemberFacts, found: list[Problem]) -> None:
    known = _known_codes()
    if not (
        facts.ethnic in known["ethnic"]
        and facts.education in known["education"]
        and facts.degree in known["degree"]
        and facts.work_post in known["work_post"]
    ):
        for key, title in _CODED:
            code = getattr(facts, key)
            if code not in known[key]:
                found.append(
                    Problem(f"{title}不在代码表里。", "请从列表中选择。", key, value=str(code))
                )
    if facts.phone and not all(_PHONE.fullmatch(part) for part in facts.phone.split("、")):
        found.append(
            Problem(
                "联系电话不像电话号码。",
                "手机号是 1 开头的 11 位数字，座机请写区号。",
                "phone",
                Severity.WARN,
                facts.phone,
            )
        )


def _check_dates(facts: MemberFacts, born: date | None, today: date, found: list[Problem]) -> None:
    joined, full = facts.joined_on, facts.full_on
    for key, title, day in (
        ("joined_on", "入党时间", joined),
        ("full_on", "转正时间", full),
        ("work_start_on", "参加工作时间", facts.work_start_on),
    ):
        if day is None:
            continue
        if day > today:
            found.append(Problem(f"{title}在今天之后。", "请核对日期。", key, value=f"{day}"))
        elif born is not None and day < born:
            found.append(Problem(f"{title}早于出生日期。", "请核对日期。", key, value=f"{day}"))
    if joined is None:
        found.append(Problem("没有填写入党时间。", "请补填。", "joined_on", Severity.WARN))
        return
    if joined < FOUNDED:
        found.append(
            Problem("入党时间早于 1921 年 7 月。", "请核对日期。", "joined_on", value=f"{joined}")
        )
        return
    if born is not None and joined >= born:
        _check_joining_age(facts, joined, born, found)
    _check_full(facts, joined, today, found)


def _later(day: date, key: str, facts: MemberFacts) -> date:
    """The latest day that a date of which only the month is known may mean."""
    if facts.month_only and key in facts.month_only.split():
        return add_months(day, 1) - timedelta(days=1)
    return day


def _check_joining_age(facts: MemberFacts, joined: date, born: date, found: list[Problem]) -> None:
    limits = _limits()
    place = bisect_right(limits.age_starts, joined)
    if not place:
        return
    years, severity = limits.ages[place - 1]
    age = age_on(born, joined)
    if age >= years or age_on(born, _later(joined, "joined_on", facts)) >= years:
        return
    found.append(
        Problem(
            f"入党时不满 {years} 周岁（按日期计算为 {age} 周岁）。",
            "请核对出生日期和入党时间（党章第一条：年满十八岁）。",
            "joined_on",
            severity,
            f"{joined:%Y.%m.%d}",
        )
    )


def _check_full(facts: MemberFacts, joined: date, today: date, found: list[Problem]) -> None:
    full, era = facts.full_on, joining_on(joined)
    if full is None:
        if facts.person_class == "full" and joined >= _limits().full_expected:
            found.append(
                Problem("正式党员没有填写转正时间。", "请补填。", "full_on", Severity.WARN)
            )
        if facts.person_class == "probationary" and era is not None and era.months:
            _check_overdue(joined, era.months, today, found)
        return
    shown = f"{full:%Y.%m.%d}"
    latest = _later(full, "full_on", facts)
    if latest < joined:
        found.append(Problem("转正时间早于入党时间。", "请核对两个日期。", "full_on", value=shown))
        return
    if facts.person_class == "probationary":
        found.append(
            Problem(
                "人员类别是预备党员，却填了转正时间。",
                "已经转正的，请把人员类别改为正式党员；没有转正的，请清空转正时间。",
                "full_on",
                Severity.WARN,
                shown,
            )
        )
    if era is None or not era.months:
        return
    if latest < add_months(joined, era.months):
        found.append(
            Problem(
                "转正时间距入党时间不满一年。",
                "预备期为一年，请核对两个日期（党章第七条）。",
                "full_on",
                value=shown,
            )
        )
    elif full > add_months(_later(joined, "joined_on", facts), _limits().full_months):
        found.append(
            Problem(
                "转正时间比入党时间晚两年半以上。",
                "预备期最多延长一年，请核对两个日期。",
                "full_on",
                Severity.WARN,
                shown,
            )
        )


def _check_overdue(joined: date, months: int, today: date, found: list[Problem]) -> None:
    due = add_months(joined, months)
    if due < today:
        found.append(
            Problem(
                f"预备期已于 {due:%Y.%m.%d} 届满，还没有转正。",
                "请核对；已转正的补填转正时间，延长预备期的请在备注写明。",
                "person_class",
                Severity.WARN,
            )
        )


# The items of the national collection that a complete record has (roster.md §1, no. 1–13).
CORE: tuple[tuple[str, str], ...] = (
    ("name", "姓名"),
    ("sex", "性别"),
    ("id_number", "身份证号"),
    ("ethnic", "民族"),
    ("birth_on", "出生日期"),
    ("education", "学历"),
    ("person_class", "人员类别"),
    ("joined_on", "入党时间"),
    ("full_on", "转正时间"),
    ("work_post", "工作岗位"),
    ("phone", "联系电话"),
    ("address", "家庭住址"),
)


def missing(facts: MemberFacts) -> tuple[str, ...]:
    """Keys of the core items that are not filled in; full membership counts only where due."""
    return tuple(key for key, _ in CORE if not getattr(facts, key) and _due(key, facts))


def _due(key: str, facts: MemberFacts) -> bool:
    if key == "id_number":
        return not facts.id_missing_reason
    if key == "full_on":
        joined = facts.joined_on
        return facts.person_class == "full" and (
            joined is None or joined >= _limits().full_expected
        )
    return True


def full_expected_from() -> date:
    """Full members who joined from this day on should have a day of full membership."""
    return _limits().full_expected


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those problems that stop the saving."""
    return [problem for problem in problems if problem.is_error]
