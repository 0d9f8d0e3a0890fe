"""Puts synthetic people into an open book in bulk, for benchmarks and trials."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from djdesk.models.organization import Organization
from djdesk.models.roster import Absence, Member, Standing
from djdesk.models.rules import names
from djdesk.models.store.bulk import add_many
from djdesk.services.desk import Desk
from djdesk.services.progress import SILENT, Progress
from djdesk.services.sample.people import Person, people

_BATCH = 20_000
_GROUPS = 12

Rows = list[Person]


def load_people(desk: Desk, count: int, *, seed: int = 0, progress: Progress = SILENT) -> range:
    """Add `count` synthetic members in twelve groups to the home branch; returns their ids.

    One in fifty is away (流动). One transaction, one step of history.
    """
    desk.require("roster")
    home = desk.store.book.home_organization_id
    first = last = 0
    with desk.store.write(f"录入{count}名虚拟党员", area="roster") as session:
        groups = add_many(session, Organization, list(_groups(home)))
        everyone = people(count, seed=seed, day=desk.today())
        for start in range(0, count, _BATCH):
            progress.step(start, count, "正在录入")
            batch = [row for _, row in zip(range(_BATCH), everyone, strict=False)]
            standings, absences = _standings(batch, home, groups), list(_absences(batch, desk))
            ids = add_many(session, Member, [_member(row) for row in batch])
            for key, row in zip(ids, standings, strict=True):
                row["member_id"] = key
            for row in absences:
                row["member_id"] = ids[0] + int(str(row["member_id"]))
            add_many(session, Standing, standings)
            add_many(session, Absence, absences)
            first, last = first or ids[0], ids[-1]
    return range(first, last + 1) if count else range(0)


def _groups(home: int) -> Iterator[Person]:
    for number in range(_GROUPS):
        yield {
            "parent_id": home,
            "position": number,
            "kind": "group",
            "name": f"第{number + 1}党小组",
        }


def _member(row: Person) -> Person:
    keys = names.keys(str(row["name"]))
    own = {name: value for name, value in row.items() if name not in _OF_STANDING}
    own |= {"name_pinyin": keys.pinyin, "name_initials": keys.initials}
    return own | {"name_strokes": keys.strokes}


_OF_STANDING = ("person_class", "work_post")


def _standings(batch: Rows, home: int, groups: range) -> Rows:
    return [
        {
            "since": row["joined_on"],
            "state": "in",
            "branch_id": home,
            "group_id": groups[number % len(groups)],
            **{name: row[name] for name in _OF_STANDING},
        }
        for number, row in enumerate(batch)
    ]


def _absences(batch: Rows, desk: Desk) -> Iterator[Person]:
    for number, row in enumerate(batch):
        joined = row["joined_on"]
        if number % 50 == 0 and isinstance(joined, date):
            since = max(joined, desk.today() - timedelta(days=200 + number % 300))
            yield {
                "member_id": number,  # the place in the batch; the caller knows the key
                "kind": "mobile",
                "since": since,
                "destination": "外省务工",
            }
