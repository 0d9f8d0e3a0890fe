"""Reminders about organizations: size, committee, vacancy of the secretary, end of the term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from djdesk.models.rules.dated import Dated, load, whole
from djdesk.models.rules.days import add_months
from djdesk.models.rules.organization import sizes
from djdesk.models.rules.reminders.table import (
    About,
    Reminder,
    Severity,
    Words,
    remind,
    said,
    schedule,
    state,
)


@dataclass(frozen=True, slots=True)
class OrganizationFacts:
    """One committee, general branch or branch as of a day.

    `members` and `full` count everybody below it, `committee` those with a post in it.
    `vacant_since` is the day the last secretary gave up the post, None if there never was one.
    `own` says that this is the organization whose book it is.
    """

    about: About
    kind: str
    members: int
    full: int
    committee: int
    secretary: bool
    vacant_since: date | None
    term_until: date | None
    own: bool


@cache
def _vacancy() -> Dated[int]:
    return load("organization", "vacancy", lambda row: whole(row, "months"))


def organization(facts: OrganizationFacts, day: date) -> list[Reminder]:
    """R95, R96, R97, R100 and R101 of one organization; an empty one is not judged by its size."""
    found = [*_size(facts, day), _secretary(facts, day), *_term(facts, day)]
    return [reminder for reminder in found if reminder is not None]


def _size(facts: OrganizationFacts, day: date) -> list[Reminder | None]:
    rule = sizes().rule_at(day)
    schedule_95 = schedule("R95", day)
    if rule is None or schedule_95 is None or facts.kind != "branch" or not facts.members:
        return []
    size, found = rule.value, []
    if facts.full < size.full_min:
        text = f"正式党员只有 {facts.full} 人，不足 {size.full_min} 人"
        together = f"{{n}} 个支部正式党员不足 {size.full_min} 人"
        found.append(state("R95", facts.about, day, Words(text, together, "查看")))
    if facts.members > size.members_max:
        crowded = Severity(str(schedule_95.values["crowded"]))
        text = f"党员 {facts.members} 人，超过 {size.members_max} 人"
        together = f"{{n}} 个支部党员超过 {size.members_max} 人"
        found.append(state("R95", facts.about, day, Words(text, together, "查看"), crowded))
    if facts.full >= size.committee_from and facts.committee < size.committee_min:
        seats = f"支部委员会只登记了 {facts.committee} 人"
        if not facts.committee:
            seats = "还没有登记支部委员会"
        text = f"正式党员已有 {facts.full} 人，{seats}"
        together = "{n} 个支部的支部委员会没有登记齐"
        found.append(state("R96", facts.about.at("posts"), day, Words(text, together, "登记班子")))
    if facts.committee > size.committee_max:
        text = f"支部委员会登记了 {facts.committee} 人，超过 {size.committee_max} 人"
        together = f"{{n}} 个支部委员会超过 {size.committee_max} 人"
        found.append(state("R96", facts.about.at("posts"), day, Words(text, together, "查看")))
    return found


def _secretary(facts: OrganizationFacts, day: date) -> Reminder | None:
    if facts.secretary or not facts.members:
        return None
    if facts.vacant_since is None:
        words = Words("没有登记书记", "{n} 个党组织没有登记书记", "登记书记")
        return state("R97", facts.about.at("posts"), day, words)
    rules = _vacancy()
    months = rules.at(max(day, rules.rules[0].start))
    text = f"书记自{said(facts.vacant_since, day)}起空缺"
    words = Words(text, "{n} 个党组织的书记空缺", "登记书记")
    due = add_months(facts.vacant_since, months)
    return remind("R97", facts.about.at("posts"), due, day, words)


def _term(facts: OrganizationFacts, day: date) -> list[Reminder | None]:
    end = facts.term_until
    if end is None:
        return []
    over = end < day
    text = f"本届任期{'已于' if over else ''}{said(end, day)}届满"
    together = "{n} 个党组织任期已满，没有登记换届" if over else "{n} 个党组织的任期将满"
    text += "，还没有登记换届" if over else "，请准备换届"
    found = [remind("R100", facts.about.at("terms"), end, day, Words(text, together, "查看"))]
    request = schedule("R101", day)
    if request is not None and facts.own and not over:
        due = add_months(end, -request.number("months"))
        words = Words(f"换届应于{said(due, day)}前书面请示上级", "", "查看")
        found.append(remind("R101", facts.about.at("terms"), due, day, words))
    return found
