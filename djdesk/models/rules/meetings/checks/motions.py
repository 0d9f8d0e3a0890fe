"""Checks of resolutions and problem lists: votes, admissions, who does what by when."""

from __future__ import annotations

import re
from datetime import date

from djdesk.errors import UserError
from djdesk.models.rules.meetings.checks.facts import Findings, Motion, RecordFacts
from djdesk.models.rules.meetings.quorum import count_vote

_ADMITS = re.compile(r"接收.*预备党员|预备党员.*(?:转正|转为正式|按期转|延长预备期|取消.*资格)")
_SEVERAL = re.compile(
    r"(?:接收|同意|批准|讨论)[^，。；]*[^，。；、]、[^，。；]+(?:预备党员|转正|转为正式)"
)


def check(facts: RecordFacts, day: date, told: Findings) -> None:
    """Everything about resolutions, votes, and the problem list."""
    for place, motion in enumerate(facts.motions, 1):
        name = f"决议{place}"
        _vote(facts, motion, name, told)
        _admission(motion, name, told)
        _follow_up(motion, name, day, told)
    _dissent(facts, told)
    secret = any(each.method == "secret" for each in facts.motions)
    if secret and "ballot" not in (*facts.purposes, *facts.kind.evidence):
        told.tell("ballots", "有无记名投票，没有附表决票。", "evidence")
    _problems(facts, day, told)


def _vote(facts: RecordFacts, motion: Motion, name: str, told: Findings) -> None:
    if not motion.voted:
        return
    if not motion.method:
        told.tell("method", f"{name}有票数，没有选表决方式。", "resolutions")
    for title, entered, counted in (
        ("应到会有表决权", motion.should, facts.voters),
        ("实到会有表决权", motion.present, facts.voters_present),
    ):
        if entered is not None and counted is not None and entered != counted:
            text = f"{name}{title} {entered} 人，签到名册是 {counted} 人。"
            told.tell("vote_persons", text, "resolutions")
    try:
        result = count_vote(
            motion.should,
            motion.present,
            motion.yes,
            motion.no,
            motion.abstain,
            written_yes=motion.written_yes,
            written_no=motion.written_no,
            rule=motion.quorum or "general",
            day=facts.held_on,
        )
    except UserError as refused:
        told.tell("vote", f"{name}：{refused.text}", "resolutions", remedy=refused.remedy)
        return
    for problem in result.problems:
        told.tell("vote", f"{name}：{problem.text}", "resolutions", remedy=problem.remedy)
    if result.passed is None and not result.problems:
        told.tell("vote", f"{name}的票数没有填全。", "resolutions")
    elif None not in (result.passed, motion.passed) and result.passed != motion.passed:
        written = "通过" if motion.passed else "未通过"
        told.tell("outcome", f"{name}写的是{written}。{result.lines[-1]}", "resolutions")


def _admission(motion: Motion, name: str, told: Findings) -> None:
    if not motion.voted:
        return
    admits = bool(_ADMITS.search(motion.text))
    if (admits or motion.quorum == "admission") and motion.method not in ("", "secret"):
        told.tell("secret", f"{name}是发展党员的表决，没有用无记名投票。", "resolutions")
    if admits and motion.quorum != "admission":
        told.tell("admission", f"{name}没有按接收党员的规则计票。", "resolutions")
    if admits and _SEVERAL.search(motion.text):
        told.tell("one_by_one", f"{name}把几个人放在一起表决。", "resolutions")


def _follow_up(motion: Motion, name: str, day: date, told: Findings) -> None:
    if motion.passed is False or motion.done_on is not None:
        return
    if motion.due_on is not None and motion.due_on < day:
        told.tell("overdue", f"{name}应在 {motion.due_on:%Y.%m.%d} 前落实。", "resolutions")
    missing = [
        word
        for word, value in (("责任人", motion.responsible), ("完成时限", motion.due_on))
        if not value
    ]
    if missing and not _ADMITS.search(motion.text):
        told.tell("follow_up", f"{name}没有写{'和'.join(missing)}。", "resolutions")


def _dissent(facts: RecordFacts, told: Findings) -> None:
    against = any((each.no or 0) + (each.abstain or 0) for each in facts.motions)
    if against and not facts.speeches and "不同意见" not in facts.content:
        told.tell("dissent", "有人不赞成或弃权，记录里没有不同意见。", "speeches")


def _problems(facts: RecordFacts, day: date, told: Findings) -> None:
    for place, fault in enumerate(facts.problems, 1):
        missing = [
            word
            for word, value in (
                ("整改措施", fault.measure),
                ("责任人", fault.responsible),
                ("时限", fault.due_on),
            )
            if not value
        ]
        if missing:
            told.tell("problem", f"问题{place}没有写{'、'.join(missing)}。", "problems")
        if fault.due_on is not None and fault.due_on < day and fault.done_on is None:
            told.tell("overdue", f"问题{place}应在 {fault.due_on:%Y.%m.%d} 前整改。", "problems")
