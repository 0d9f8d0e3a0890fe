"""Checks of the roll: numbers, the roster of that day, reasons, guests, who led and who spoke."""

from __future__ import annotations

from datetime import date, timedelta

from djdesk.models.rules.meetings.checks.facts import Findings, Person, RecordFacts, names
from djdesk.models.rules.meetings.quorum import quorum


def check(facts: RecordFacts, day: date, told: Findings) -> None:
    """Everything about who came (meetings.md §4, §5)."""
    if not facts.members:
        return
    _counts(facts, told)
    _roster(facts, told)
    _voters(facts, told)
    _committee(facts, told)
    _reasons(facts, told)
    _roles(facts, told)
    _debts(facts, day, told)


def _counts(facts: RecordFacts, told: Findings) -> None:
    """应到 = 实到 + 缺席, and both as the roll says."""
    unmarked = [each.name for each in facts.members if not each.status]
    if unmarked:
        text = f"{names(unmarked)}没有登记到会情况。"
        told.tell("unmarked", text, "roll")
    present, away = len(facts.of("present")), len(facts.of("leave", "absent"))
    should = present + away + len(unmarked)
    if facts.should is not None and facts.should != should:
        text = f"应到写的是 {facts.should} 人，签到名册上是 {should} 人"
        told.tell("counts", f"{text}（实到 {present} 人、缺席 {away} 人）。", "should")
    if facts.present is not None and facts.present != present:
        text = f"实到写的是 {facts.present} 人，签到名册上是 {present} 人。"
        told.tell("counts", text, "present")


def _roster(facts: RecordFacts, told: Findings) -> None:
    expected = facts.expected
    if expected is None:
        return
    listed = {each.member_id: each.name for each in facts.members if each.member_id is not None}
    left_out = [name for key, name in expected.items() if key not in listed]
    too_many = [name for key, name in listed.items() if key not in expected]
    parts = []
    if left_out:
        parts.append(f"漏了{names(left_out)}")
    if too_many:
        parts.append(f"多了{names(too_many)}")
    if parts:
        head = f"应到名单与 {facts.held_on:%Y.%m.%d} 的花名册不符（应到 {len(expected)} 人）"
        told.tell("roster", f"{head}：{'，'.join(parts)}。", "roll")


def _voters(facts: RecordFacts, told: Findings) -> None:
    if facts.expected_voters is None:
        return
    listed = [each for each in facts.members if each.member_id is not None]
    without = [
        each.name for each in listed if each.voter and each.member_id not in facts.expected_voters
    ]
    if without:
        text = f"{names(without)}没有表决权，却计入有表决权人数。"
        told.tell("voters", text, "roll")
    with_vote = [
        each.name
        for each in listed
        if not each.voter and each.status != "excused" and each.member_id in facts.expected_voters
    ]
    if with_vote:
        told.tell("voters", f"{names(with_vote)}有表决权，没有计入。", "roll")


def _committee(facts: RecordFacts, told: Findings) -> None:
    """A committee may only sit with half of its members; other meetings only vote then."""
    if facts.kind.voters != "committee":
        return
    voters = [each for each in facts.members if each.voter and each.status != "excused"]
    should = len(voters)
    present = sum(1 for each in facts.of("present") if each.voter)
    if should and not quorum(should, present, day=facts.held_on).held:
        text = f"委员 {should} 人，到会 {present} 人，不到半数。"
        told.tell("committee", text, "roll")


def _reasons(facts: RecordFacts, told: Findings) -> None:
    leave = facts.of("leave")
    unclear = [each.name for each in leave if each.status != "sick" and not each.reason.strip()]
    if unclear:
        told.tell("reason", f"{names(unclear)}请假没有写明事由。", "roll")
    unapproved = [each.name for each in leave if not each.approved_by.strip()]
    if unapproved:
        told.tell("approval", f"{names(unapproved)}请假没有写准假人。", "roll")
    excused = [each.name for each in facts.of("excused") if not each.reason.strip()]
    if excused:
        told.tell("excused", f"{names(excused)}不计入应到，没有写依据。", "roll")
    guests = [each.name for each in facts.of("guest") if not (each.post or each.reason).strip()]
    if guests:
        told.tell("guest", f"列席的{names(guests)}没有写职务或列席原因。", "roll")


def _roles(facts: RecordFacts, told: Findings) -> None:
    """Who led, wrote or spoke must have been there; a branch meeting is led from the committee."""
    rows = facts.of("leave", "absent")
    away = {each.member_id: each for each in rows if each.member_id is not None}
    for key, title, who in (
        ("chair", "主持人", facts.chair_id),
        ("recorder", "记录人", facts.recorder_id),
        ("speaker", "主讲人", facts.speaker_id),
    ):
        person = away.get(who) if who is not None else None
        if person is not None:
            told.tell("role_away", f"{title}{person.name}登记为没有到会。", key)
    speakers = {each.member_id: each.speaker for each in facts.speeches if each.member_id in away}
    if speakers:
        text = f"{names(speakers.values())}登记为没有到会，却有发言。"
        told.tell("role_away", text, "speeches")
    rule = told.rule("chair")
    chair = next((each for each in facts.members if each.member_id == facts.chair_id), None)
    if rule is None or chair is None or facts.chair_id is None:
        return
    if facts.kind.code in rule.words("kinds") and not _leads(chair, rule.words("posts")):
        told.tell("chair", f"主持人{chair.name}不是书记、副书记或委员。", "chair")


def _leads(person: Person, posts: tuple[str, ...]) -> bool:
    return any(post in person.post for post in posts)


def _debts(facts: RecordFacts, day: date, told: Findings) -> None:
    rule = told.rule("makeup")
    if rule is None or not facts.kind.makeup:
        return
    if day <= facts.held_on + timedelta(days=rule.number("days")):
        return
    owing = [each.name for each in facts.of("leave", "absent") if not each.made_up]
    if owing:
        told.tell("makeup", f"{names(owing)}缺席后还没有补课。", "roll")
