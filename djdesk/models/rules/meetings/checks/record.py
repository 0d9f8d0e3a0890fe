"""Checks of one record as a whole: blanks, dates, other meetings, text, evidence, signatures."""

from __future__ import annotations

import re
from datetime import date, timedelta

from djdesk.models.rules import codes
from djdesk.models.rules.dues.money import yuan
from djdesk.models.rules.meetings.checks import attending, motions
from djdesk.models.rules.meetings.checks.facts import (
    Finding,
    Findings,
    RecordFacts,
    names,
    working_days_later,
)
from djdesk.models.rules.meetings.hours import study_hours

TITLES = {
    "topic": "主题",
    "held_on": "日期",
    "start_at": "开始时间",
    "end_at": "结束时间",
    "place": "地点",
    "chair": "主持人",
    "recorder": "记录人",
    "speaker": "主讲人",
    "agenda": "议题",
    "content": "会议内容",
    "problems": "问题清单",
}
"""What the fields that a kind may ask for are called on the form."""

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d{1,2})?)\s*元")
_CLAUSES = re.compile(r"[，。；！？,;\n]")
_ORDER = {"error": 0, "warn": 1, "info": 2}


def findings(facts: RecordFacts, day: date) -> tuple[Finding, ...]:
    """Everything to object to in one record as seen on `day`: errors first, then in form's order.

    A meeting that was not held yet is only asked why; a cancelled one nothing.
    """
    told = Findings(facts.held_on)
    if facts.state == "cancelled":
        return ()
    if facts.state in ("planned", "notified"):
        if facts.held_on < day:
            told.tell("not_held", f"计划 {facts.held_on:%Y.%m.%d} 召开，日期已过。", "held_on")
        return tuple(told.found)
    _blanks(facts, told)
    _dates(facts, day, told)
    _times(facts, told)
    attending.check(facts, day, told)
    motions.check(facts, day, told)
    _text(facts, told)
    _dues(facts, told)
    _evidence(facts, told)
    _signatures(facts, day, told)
    return tuple(sorted(told.found, key=lambda each: _ORDER[each.severity]))


def _blanks(facts: RecordFacts, told: Findings) -> None:
    for key in facts.kind.fields:
        value = getattr(facts, key)
        if key == "content" and any(each.text.strip() for each in facts.speeches):
            continue
        blank = not value.strip() if isinstance(value, str) else value is None or value == ()
        if blank:
            told.tell("blank", f"没有填写{TITLES.get(key, key)}。", key)
    if not facts.members:
        told.tell("blank", "没有登记签到。", "roll")
    for speech in facts.speeches:
        if not speech.text.strip():
            told.tell("blank", f"{speech.speaker}的发言要点是空的。", "speeches")


def _dates(facts: RecordFacts, day: date, told: Findings) -> None:
    held = facts.held_on
    if held > day:
        told.tell("date", f"会议日期 {held:%Y.%m.%d} 在今天之后。", "held_on")
    if facts.founded_on is not None and held < facts.founded_on:
        text = f"会议日期早于本组织成立日期（{facts.founded_on:%Y.%m.%d}）。"
        told.tell("date", text, "held_on")
    if facts.written_on is not None and facts.written_on < held:
        told.tell("date", f"整理日期 {facts.written_on:%Y.%m.%d} 早于会议日期。", "written_on")
    if facts.reviewed_on is not None and facts.reviewed_on < (facts.written_on or held):
        text = f"审核日期 {facts.reviewed_on:%Y.%m.%d} 早于整理完成。"
        told.tell("date", text, "reviewed_on")
    late = told.rule("late")
    if late is None:
        return
    days = late.number("days")
    deadline = working_days_later(held, days)
    if facts.written_on is not None and facts.written_on > deadline:
        text = f"记录 {facts.written_on:%Y.%m.%d} 整理完成，超过会后 {days} 个工作日"
        told.tell("late", f"{text}（{deadline:%Y.%m.%d}）。", "written_on")
    elif facts.written_on is None and day > deadline:
        told.tell("late", f"会后已超过 {days} 个工作日，记录还没有整理完成。", "written_on")


def _times(facts: RecordFacts, told: Findings) -> None:
    start, end = facts.start_at, facts.end_at
    if start is not None and end is not None and end <= start:
        told.tell("times", "结束时间不晚于开始时间。", "end_at")
    rule = told.rule("length")
    if rule is not None and facts.minutes is not None:
        if facts.minutes < rule.number("shortest"):
            told.tell("length", f"会议只开了 {facts.minutes} 分钟。", "end_at")
        elif facts.minutes > rule.number("longest"):
            told.tell("length", f"会议开了 {facts.minutes // 60} 小时以上。", "end_at")
    _together(facts, told)
    if facts.hours and facts.minutes is not None and facts.kind.hours:
        most = study_hours(facts.minutes, facts.kind, facts.held_on)
        if facts.hours > most:
            entered, counted = facts.hours / 10, most / 10
            text = f"登记 {entered:g} 学时，按会议时间折算为 {counted:g} 学时。"
            told.tell("hours", text, "hours")


def _together(facts: RecordFacts, told: Findings) -> None:
    """Other meetings of the day: the same people at once, the same kind within the hour."""
    people = facts.ids("present")
    known = {each.member_id: each.name for each in facts.roll}
    rule = told.rule("twice")
    for other in facts.others:
        if facts.start_at is None or other.start_at is None:
            continue
        same_kind = (other.kind, other.unit_id) == (facts.kind.code, facts.unit_id)
        apart = abs(facts.start_at - other.start_at)
        if rule is not None and same_kind and apart < rule.number("minutes"):
            text = f"{rule.number('minutes')} 分钟内开了两次{facts.kind.name}（{other.label}）。"
            told.tell("twice", text, "start_at")
            continue
        if facts.sitting and facts.sitting == other.sitting:
            continue  # one sitting recorded as two kinds
        if facts.end_at is None or other.end_at is None:
            continue
        if facts.start_at < other.end_at and other.start_at < facts.end_at:
            both = sorted(people & other.people)
            if both:
                who = names(known.get(each, "") for each in both)
                told.tell("overlap", f"与{other.label}时间重叠，{who}同时到会。", "start_at")


def _text(facts: RecordFacts, told: Findings) -> None:
    said = "\n".join((facts.content, facts.study, *(each.text for each in facts.speeches)))
    phrase = told.rule("phrase")
    for word in phrase.words("words") if phrase is not None else ():
        if word in said:
            told.tell("phrase", f"记录里有“{word}”。", "content")
            break
    remarks = "\n".join((said, facts.remark, *(each.reason for each in facts.roll)))
    if _signed_by_others(remarks, told):
        told.tell("proxy", "记录里写有代签。", "roll")
    thin = told.rule("thin")
    length = len("".join(said.split()))
    if thin is not None and 0 < length < thin.number("signs"):
        told.tell("thin", f"会议内容和发言一共只有 {length} 个字。", "content")
    for likeness in facts.likenesses:
        start = likeness.paragraph[:16]
        text = f"“{start}…”一段与{likeness.key}的记录有 {likeness.share}% 相同。"
        told.tell("copied", text, "content")


def _dues(facts: RecordFacts, told: Findings) -> None:
    written = _sum_written(facts.dues_note, told)
    if facts.dues_paid is None or written is None or written == facts.dues_paid:
        return
    text = f"党费收缴情况写的是 {yuan(written)} 元，党费台账当天登记 {yuan(facts.dues_paid)} 元。"
    told.tell("dues", text, "dues_note")


def _sum_written(note: str, told: Findings) -> int | None:
    """The sum in fen that the note states: the one after a word for sums, or its only amount."""
    rule = told.rule("dues")
    if rule is None:
        return None
    for word in rule.words("sums"):
        _before, said, after = note.partition(word)
        first = _AMOUNT.search(after)
        if said and first is not None:
            return _fen(first[1])
    amounts = _AMOUNT.findall(note)
    return _fen(amounts[0]) if len(amounts) == 1 else None


def _fen(amount: str) -> int:
    whole, _, cents = amount.replace(",", "").partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)


def _signed_by_others(text: str, told: Findings) -> bool:
    """Whether a clause speaks of signing for others and does not forbid it."""
    rule = told.rule("proxy")
    if rule is None:
        return False
    words, unless = rule.words("words"), rule.words("unless")
    return any(
        any(word in clause for word in words) and not any(word in clause for word in unless)
        for clause in _CLAUSES.split(text)
    )


def _evidence(facts: RecordFacts, told: Findings) -> None:
    purposes = codes.table("attachment_purpose")
    for purpose in facts.kind.evidence:
        if purpose not in facts.purposes:
            told.tell("evidence", f"没有附{purposes.name(purpose)}。", "evidence")
    if facts.missing_files:
        text = f"有 {facts.missing_files} 个附件的文件找不到。"
        told.tell("file", text, "evidence")


def _signatures(facts: RecordFacts, day: date, told: Findings) -> None:
    if facts.chair and facts.chair == facts.recorder and facts.chair_id == facts.recorder_id:
        told.tell("one_hand", f"主持人和记录人都是{facts.chair}。", "recorder")
    if facts.state not in ("recorded", "reviewed"):
        return
    if not facts.chair_signed:
        told.tell("signature", "主持人还没有签字。", "chair_signed")
    if not facts.recorder_signed:
        told.tell("signature", "记录人还没有签字。", "recorder_signed")
    review = told.rule("review")
    if review is None or facts.reviewed_on is not None or facts.written_on is None:
        return
    if day > facts.written_on + timedelta(days=review.number("days")):
        text = f"整理完成已超过 {review.number('days')} 天，书记还没有审核。"
        told.tell("review", text, "reviewed_on")
