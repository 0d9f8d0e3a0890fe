"""Compares a row with the member it speaks of: what it would change, and what it must not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from djdesk.errors import Severity
from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_places import Places
from djdesk.exchange.roster.sheet_plan import FieldChange, Options, Update
from djdesk.models.rules import codes
from djdesk.models.rules.roster import check_member
from djdesk.services import fields, kinds
from djdesk.services.listing import Kind, Value
from djdesk.services.roster.fields import DATE_KEYS, MEMBER_FIELDS, MEMBER_KEYS
from djdesk.services.roster.intake import Present
from djdesk.services.roster.members import facts

PARTY_DATES = frozenset({"joined_on", "full_on"})
SETTLED = frozenset({"name", "id_number"})


class Comparer:
    """Compares rows of one table with records of the book."""

    def __init__(self, people: People, places: Places, options: Options) -> None:
        self.people = people
        self.places = places
        self.options = options
        self.texts = [
            (key, values)
            for key, values in people.values.items()
            if key in MEMBER_KEYS and key not in SETTLED
        ]
        self.days = [(key, days) for key, days in people.days.items() if key in DATE_KEYS]

    def update(
        self,
        place: int,
        member_id: int,
        record: Mapping[str, object],
        present: Present,
        group: int | None,
    ) -> Update:
        """What the row changes; warnings about what it may not change go to the table's faults."""
        changes: list[FieldChange] = []
        values: dict[str, object] = {}
        self._compare_number(place, record, changes, values)
        for key, texts in self.texts:
            new = texts[place] or ("" if key in self.options.wipe else None)
            old = str(record[key] or "")
            if new is not None and _differs(old, new):
                changes.append(_change(key, old or None, new or None))
                values[key] = new
        self._compare_dates(place, record, changes, values)
        if values:
            self._check(place, {**record, **values}, present)
        settled = self._compare_place(place, present, group, changes)
        posts = self._new_posts(place, present, changes)
        absences = self._new_absences(place, present, changes)
        self._warn_of_state(place, present)
        return Update(member_id, tuple(changes), values, settled, posts, absences)

    def _check(self, place: int, record: Mapping[str, object], present: Present) -> None:
        """The record as it would be must satisfy the rules: what the row left out stays in it."""
        months = str(record["month_only"] or "").split()
        told = {key: value for key, value in record.items() if key in MEMBER_KEYS}
        told["person_class"] = present.place.person_class
        for problem in check_member(facts(_values(told), months), self.people.today):
            said = any(
                fault.person == place and fault.reason == problem.text
                for fault in self.people.faults
            )
            if problem.is_error and not said:
                self.people.say(place, problem.field, Say(problem.text, problem.remedy))

    def _compare_number(
        self,
        place: int,
        record: Mapping[str, object],
        changes: list[FieldChange],
        values: dict[str, object],
    ) -> None:
        number = self.people.column("id_number")[place]
        if number is not None and not record["id_number"]:
            changes.append(_change("id_number", None, number))
            values["id_number"] = number
            if record["id_missing_reason"]:
                values["id_missing_reason"] = ""

    def _compare_dates(
        self,
        place: int,
        record: Mapping[str, object],
        changes: list[FieldChange],
        values: dict[str, object],
    ) -> None:
        known = set(str(record["month_only"] or "").split())
        monthly_after = set(known)
        for key, days in self.days:
            day, old = days[place], record[key]
            monthly = place in self.people.months.get(key, ())
            if day is None or (key == "file_birth_on" and day == record["birth_on"]):
                continue
            if isinstance(old, date):
                same_month = (old.year, old.month) == (day.year, day.month)
                if (same_month and monthly) or (old == day and key not in known):
                    continue
                if key in PARTY_DATES and not same_month and not self.options.party_dates:
                    self._say_party_date(place, key, old, key in known)
                    continue
            shown_old = kinds.show_date(old, key in known) if isinstance(old, date) else ""
            title = fields.field(MEMBER_FIELDS, key).title
            changes.append(FieldChange(key, title, shown_old, kinds.show_date(day, monthly)))
            values[key] = day
            monthly_after.discard(key)
            if monthly:
                monthly_after.add(key)
        if monthly_after != known:
            values["month_only"] = " ".join(sorted(monthly_after))

    def _say_party_date(self, place: int, key: str, old: date, monthly: bool) -> None:
        title = fields.field(MEMBER_FIELDS, key).title
        self.people.say(
            place,
            key,
            Say(
                f"{title}与账套中的 {kinds.show_date(old, monthly)} 不同，没有改动。",
                "请核对入党志愿书；账套有误的，请在花名册里更正，或在导入时允许修改。",
                Severity.WARN,
            ),
        )

    def _compare_place(
        self, place: int, present: Present, group: int | None, changes: list[FieldChange]
    ) -> dict[str, str | int]:
        settled: dict[str, str | int] = {}
        now = present.place
        if now.state == "left":
            return settled
        if group is not None and group != now.group_id:
            settled["group_id"] = group
            old, new = self.places.name(now.group_id), self.places.name(group)
            changes.append(FieldChange("group_id", "所在党小组", old, new))
        post = self.people.column("work_post")[place]
        if post is not None and post != now.work_post:
            settled["work_post"] = post
            name = codes.table("work_post").name
            changes.append(FieldChange("work_post", "工作岗位", name(now.work_post), name(post)))
        told = self.people.has("person_class") or self.people.has("full_on")
        person_class = self.people.column("person_class")[place]
        if told and person_class and person_class != now.person_class:
            name = codes.table("person_class").name
            self.people.say(
                place,
                "person_class",
                Say(
                    f"表中是{name(person_class)}，账套中是{name(now.person_class)}，没有改动。",
                    "转正请在花名册里办理，写明日期。",
                    Severity.WARN,
                ),
            )
        return settled

    def _new_posts(
        self, place: int, present: Present, changes: list[FieldChange]
    ) -> tuple[str, ...]:
        told = self.people.column("party_post")[place]
        if not told:
            return ()
        missing = tuple(post for post in told.split(",") if post not in present.posts)
        if not missing:
            return ()
        if present.posts:
            names = "、".join(codes.table("party_post").name(post) for post in missing)
            self.people.say(
                place,
                "party_post",
                Say(
                    f"账套中此人的党内职务没有“{names}”，没有改动。",
                    "职务有变动的，请在党组织资料里登记任职和免职。",
                    Severity.WARN,
                ),
            )
            return ()
        name = codes.table("party_post").name
        changes.append(FieldChange("party_post", "党内职务", "", name(told)))
        return missing

    def _new_absences(
        self, place: int, present: Present, changes: list[FieldChange]
    ) -> tuple[str, ...]:
        found = []
        for kind, title in (("mobile", "流动党员"), ("lost", "失联党员")):
            told = self.people.column(kind)[place]
            if told == "1" and kind not in present.absences:
                found.append(kind)
                changes.append(FieldChange(kind, title, "否", "是"))
            elif told == "0" and kind in present.absences:
                self.people.say(
                    place,
                    kind,
                    Say(
                        f"账套中登记为{title}，没有改动。",
                        "已经返回或取得联系的，请在花名册里登记结束日期。",
                        Severity.WARN,
                    ),
                )
        return tuple(found)

    def _warn_of_state(self, place: int, present: Present) -> None:
        now = present.place
        if now.state == "left":
            way = codes.table("way").name(now.way) or "离开"
            self.people.say(
                place,
                "name",
                Say(
                    f"此人已于 {now.since:%Y.%m.%d} {way}，本次没有恢复在册。",
                    "如已重新转入，请在花名册里办理转入或恢复党籍。",
                    Severity.WARN,
                ),
            )


def _values(record: Mapping[str, object]) -> dict[str, Value]:
    return {
        key: value for key, value in record.items() if isinstance(value, str | int | date | None)
    }


def _differs(old: str, new: str) -> bool:
    return old != new and "".join(old.split()) != "".join(new.split())


def _change(key: str, old: str | None, new: str | None) -> FieldChange:
    title, show = _shower(key)
    return FieldChange(key, title, show(old), show(new))


@lru_cache(maxsize=64)
def _shower(key: str) -> tuple[str, _Show]:
    described = fields.field(MEMBER_FIELDS, key)
    return described.title, _Show(described.kind, "" if described.suggest else described.codes)


class _Show:
    """Shows values of one field."""

    def __init__(self, kind: Kind, table: str) -> None:
        self._shower = kinds.shower(kind, table)

    def __call__(self, value: Value) -> str:
        return self._shower(value, False)
