"""A small branch for the tests of reports: every awkward thing that a roster has to print."""

from __future__ import annotations

from datetime import date

from djdesk.services import organization, roster
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.roster import Opening
from djdesk.services.sample.people import id_number
from tests.reports.kit.test_grids import png
from tests.reports.papers import RARE

LONG_WORKPLACE = (
    "某某机械制造有限责任公司第三分公司机修车间设备维护班组钳工技师兼安全员" + "（代理）" * 6
)
MINORITY = "阿依古丽·买买提"


def fill(desk: Desk) -> dict[str, int]:
    """Enter the people with their posts, groups and sub-records; keys by name."""
    home = organization.home_id(desk)
    first = organization.found(desk, parent_id=home, kind="group", name="第一党小组")
    second = organization.found(desk, parent_id=home, kind="group", name="第二党小组")
    people = {
        "王某": _enrol(desk, home, first, "王某", "1", date(1968, 2, 3), education="21"),
        RARE: _enrol(desk, home, second, RARE, "1", date(1985, 7, 9), months={"joined_on"}),
        MINORITY: _enrol(
            desk, home, second, MINORITY, "2", date(1990, 10, 1), ethnic="05", education="14"
        ),
        "赵某": _enrol(desk, home, None, "赵某", "2", date(1999, 5, 4), probationary=True),
    }
    for number, (person, post) in enumerate(((RARE, "11"), (MINORITY, "22"), ("王某", "31"))):
        place = first if post == "31" else home
        since = date(2024, 8, 20 + number)
        organization.hold_post(desk, place, member_id=people[person], post=post, since=since)
    _keep_records(desk, people)
    return people


def _enrol(
    desk: Desk,
    home: int,
    group: int | None,
    name: str,
    sex: str,
    born: date,
    *,
    months: set[str] | None = None,
    probationary: bool = False,
    ethnic: str = "01",
    education: str = "31",
) -> int:
    joined = date(2026, 3, 1) if probationary else date(born.year + 25, 6, 1)
    values: dict[str, Value] = {
        "name": name,
        "sex": sex,
        "id_number": id_number(born, 101 if sex == "1" else 102),
        "birth_on": born,
        "ethnic": ethnic,
        "education": education,
        "joined_on": joined,
        "full_on": None if probationary else joined.replace(year=joined.year + 1),
        "work_start_on": date(born.year + 22, 7, 1),
        "native_place": "江苏盐城",
        "workplace": LONG_WORKPLACE if name == MINORITY else "机修车间",
        "phone": "13800001234",
        "address": "某某市某某区工人路1号",
    }
    person_class = "probationary" if probationary else "full"
    opening = Opening(home, person_class, group, "W1", joined)
    return roster.enrol(desk, values, opening, months or ())


def _keep_records(desk: Desk, people: dict[str, int]) -> None:
    roster.set_photo(desk, people[RARE], png(30, 40))
    roster.add_record(
        desk,
        "kin",
        people[RARE],
        {"relation": "妻子", "name": "孙某", "political": "13", "workplace": "某某小学"},
    )
    given: dict[str, Value] = {
        "kind": "reward",
        "title": "优秀党务工作者",
        "given_on": date(2024, 7, 1),
    }
    roster.add_record(desk, "reward", people[RARE], given | {"given_by": "中共某某厂委员会"})
    away: dict[str, Value] = {
        "kind": "mobile",
        "since": date(2026, 1, 10),
        "destination": "浙江台州",
    }
    roster.add_record(desk, "absence", people["王某"], away)
