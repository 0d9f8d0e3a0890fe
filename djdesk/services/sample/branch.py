"""Fills an empty branch book with the sample branch: its people, their history, their records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from djdesk.models.roster import Member
from djdesk.models.rules import codes
from djdesk.services import organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Kind, Value
from djdesk.services.roster.members import Opening, add_member
from djdesk.services.roster.movements import Paper, take_out
from djdesk.services.roster.records import RECORD_KINDS, insert_record
from djdesk.services.sample.assessment import fill_assessment
from djdesk.services.sample.dues import fill_dues
from djdesk.services.sample.improvement import fill_improvement
from djdesk.services.sample.portrait import portrait
from djdesk.services.sample.script import Part, Script
from djdesk.services.sample.year import fill_year

_TERM_YEARS = 3
_PORTRAITS = 18
"""How many have a photograph; the others show what an empty frame looks like."""

_ACCEPTED_HERE_SINCE = date(2014, 1, 1)
"""From then on newcomers appear as 发展党员; before, as having always been here."""

_LISTS = {"absence": "absences", "reward": "rewards", "hardship": "hardships", "kin": "kin"}
_PERSON = {"kin": "of"}
"""Under which key the description names the member; `name` unless the record has one itself."""


def fill_branch(desk: Desk) -> None:
    """Enter the sample branch into the empty branch book of `desk`, through the usual use cases."""
    script = Script(desk.today())
    home = desk.store.book.home_organization_id
    _describe(desk, home, script)
    people = _enrol(desk, home, script)
    _hold_posts(desk, home, script, people)
    _keep_records(desk, script, people)
    _let_go(desk, script, people)
    _hang_portraits(desk, script, people)
    fill_year(desk, people, list(_admitted(script)))
    fill_dues(desk, people)
    fill_assessment(desk, people)
    fill_improvement(desk, people)


def _admitted(script: Script) -> Iterator[tuple[date, str]]:
    """The days on which those on probation were accepted."""
    for part in script.people():
        joined = part.values["joined_on"]
        if part.person_class == "probationary" and isinstance(joined, date):
            yield joined, part.name


def _describe(desk: Desk, home: int, script: Script) -> None:
    values: dict[str, str | date | None] = dict(script.table("branch"))
    values["founded_on"] = script.on(script.table("branch")["founded_on"])
    organization.change(desk, home, **values)
    for group in script.entries("groups"):
        organization.found(desk, parent_id=home, kind="group", name=group["name"])


def _enrol(desk: Desk, home: int, script: Script) -> dict[str, int]:
    """Enter everybody; returns keys by name (of two people of one name, the first)."""
    groups = [key for key, _ in organization.groups(desk, home)]
    came = {event["name"]: event for event in script.entries("came")}
    people: dict[str, int] = {}
    with desk.store.write("录入样例党员", area="roster") as session:
        for part in script.people():
            opening = _opening(part, home, groups, came.get(part.name), script)
            key = add_member(session, desk.today(), part.values, opening)
            people.setdefault(part.name, key)
    return people


def _opening(
    part: Part, home: int, groups: list[int], came: Mapping[str, str] | None, script: Script
) -> Opening:
    place = Opening(home, part.person_class, groups[part.group - 1], part.work_post)
    if came is not None:
        return replace(
            place,
            since=script.on(came["on"]),
            way="A2",
            counterpart=came["counterpart"],
            reason=came["reason"],
        )
    joined = part.values["joined_on"]
    if isinstance(joined, date) and joined >= _ACCEPTED_HERE_SINCE:
        return replace(place, way="A1")
    return place


def _hold_posts(desk: Desk, home: int, script: Script, people: Mapping[str, int]) -> None:
    table = codes.table("party_post")
    held: list[int] = []
    for number, since, _until, posts in script.terms():
        planned = since.replace(year=since.year + _TERM_YEARS)
        basis = f"某厂党〔{since.year}〕{number + 9}号"
        term = organization.open_term(
            desk, home, number=number, since=since, planned_until=planned, basis=basis
        )
        for tenure in held:
            organization.end_post(desk, tenure, until=since, reason="换届")
        held = [
            organization.hold_post(
                desk,
                home,
                post=table.find(post) or "",
                since=since,
                member_id=people[name],
                duty=duty,
                term_id=term,
                basis=basis,
            )
            for name, post, duty in posts
        ]
    leaders = {group["name"]: group["leader"] for group in script.entries("groups")}
    for key, name in organization.groups(desk, home):
        since = script.on("-2y")
        leader = people[leaders[name]]
        organization.hold_post(desk, key, post="31", since=since, member_id=leader)


def _keep_records(desk: Desk, script: Script, people: Mapping[str, int]) -> None:
    with desk.store.write("登记样例党员的子台账", area="roster") as session:
        for kind, entries in _LISTS.items():
            fields = {field.key: field.kind for field in RECORD_KINDS[kind].fields}
            for entry in script.entries(entries):
                whose = people[entry[_PERSON.get(kind, "name")]]
                values: dict[str, Value] = {
                    key: script.day(str(value)) if fields[key] is Kind.DATE else value
                    for key, value in entry.items()
                    if key != _PERSON.get(kind, "name")
                }
                insert_record(session, kind, whose, values, desk.today())


def _let_go(desk: Desk, script: Script, people: Mapping[str, int]) -> None:
    with desk.store.write("登记样例党员的离开", area="roster") as session:
        for event in script.left():
            paper = Paper(event["reason"], event.get("basis", ""), event.get("counterpart", ""))
            on = script.on(event["on"])
            take_out(session, people[event["name"]], event["way"], on, paper)


def _hang_portraits(desk: Desk, script: Script, people: Mapping[str, int]) -> None:
    with desk.store.write("放入样例照片", area="roster") as session:
        for part in script.people()[:_PORTRAITS]:
            member = session.get_one(Member, people[part.name])
            sex = str(part.values["sex"])
            member.photo = desk.store.files.put(portrait(part.portrait, sex))
