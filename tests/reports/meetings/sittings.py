"""Meetings for the tests of reports: one with everything, one with almost nothing, a theme day."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw

from djdesk.services import meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import Guest, Mark, Part
from tests.reports.branch import MINORITY, fill
from tests.reports.papers import RARE

FULL_DAY, THEME_DAY, BARE_DAY = date(2026, 3, 20), date(2026, 4, 10), date(2026, 6, 12)
SPOKEN = (
    "会议传达学习了上级关于加强基层党组织标准化建设的通知精神，结合机修车间检修任务重、"
    "倒班人员分散的实际，讨论了本季度组织生活安排。"
)


@dataclass(frozen=True, slots=True)
class Year:
    """The keys of what was entered: members by name, meetings, a talk."""

    people: dict[str, int]
    full: int
    theme: int
    bare: int
    criticism: int
    planned: int
    talk: int


def enter(desk: Desk) -> Year:
    """A branch and its meetings of 2026."""
    people = fill(desk)
    full = _full(desk, people)
    theme = _theme(desk, people)
    bare = meetings.new_record(desk, {"kind": "M1", "held_on": BARE_DAY})
    criticism = _criticism(desk, people)
    planned = meetings.plan_meeting(
        desk,
        {"kind": "M5", "held_on": date(2026, 12, 5), "start_at": 870, "place": "三楼会议室"},
    )
    return Year(people, full, theme, bare, criticism, planned, _talk(desk))


def part(**values: Value) -> Part:
    """A line of a list that is not saved yet."""
    return Part(None, values)


def _full(desk: Desk, people: dict[str, int]) -> int:
    meeting = meetings.new_record(desk, {"kind": "M1", "held_on": FULL_DAY})
    marks = {people[name]: Mark("present") for name in (RARE, MINORITY)}
    marks[people["王某"]] = Mark("sick", "住院", "李静")
    marks[people["赵某"]] = Mark("late", arrived_at=880)
    guests = (Guest("钱某", "入党积极分子", "听取意见"), Guest("厂党委组织员周某"))
    meetings.save_roll(desk, meeting, marks, guests)
    vote: dict[str, Value] = {"method": "secret", "quorum": "general", "should": 3, "present": 2}
    meetings.save_record(
        desk,
        meeting,
        {
            "topic": "讨论一季度工作和发展党员事项",
            "start_at": 870,
            "end_at": 960,
            "place": "三楼会议室",
            "chair": RARE,
            "recorder": MINORITY,
            "study": "《中国共产党支部工作条例（试行）》第三章",
            "content": "\n".join([SPOKEN] * 3),
            "remark": "会后向王某传达了会议内容。",
        },
        agenda=[
            part(title="学习支部工作条例", document="中发〔2018〕40号"),
            part(title="讨论发展党员事项", detail="逐人讨论"),
        ],
        speeches=[
            part(speaker=RARE, text="检修任务重，建议把学习安排在交接班后。"),
            part(speaker="王某", text="不同意占用休息时间，应当在班前会里安排。"),
        ],
        resolutions=[
            part(
                text="同意确定钱某为入党积极分子",
                yes=2,
                no=0,
                abstain=0,
                responsible=MINORITY,
                due_on=date(2026, 4, 30),
                **vote,
            ),
            part(text="每月5日为主题党日", responsible=RARE),
        ],
    )
    return meeting


def _theme(desk: Desk, people: dict[str, int]) -> int:
    meeting = meetings.new_record(desk, {"kind": "M5", "held_on": THEME_DAY})
    meetings.save_roll(desk, meeting, {key: Mark("present") for key in people.values()})
    meetings.save_record(
        desk,
        meeting,
        {
            "topic": "清明祭扫烈士陵园",
            "start_at": 540,
            "end_at": 660,
            "place": "烈士陵园",
            "form": "4",
            "chair": RARE,
            "recorder": MINORITY,
            "speaker": "王某",
            "hours": 20,
            "content": "重温入党誓词，听讲解员讲述烈士事迹，清扫墓园。",
            "dues_note": "当日收缴4月党费4人，共计126.50元。",
        },
    )
    for number in range(1, 4):
        name = f"现场照片{number}.jpg"
        meetings.add_evidence(desk, meeting, name, drawn(number), purpose="photo")
    meetings.add_evidence(desk, meeting, "签到表.png", drawn(9, tall=True), purpose="signin")
    return meeting


def _criticism(desk: Desk, people: dict[str, int]) -> int:
    meeting = meetings.new_record(desk, {"kind": "M6", "held_on": date(2026, 10, 16)})
    meetings.save_roll(desk, meeting, {key: Mark("present") for key in people.values()})
    owned = Part(
        None,
        {"category": "1", "problem": "学习不系统", "measure": "每周自学半天", "responsible": RARE},
        people[RARE],
    )
    shared = part(
        category="3",
        problem="党小组会记录过于简单",
        measure="由组织委员逐月检查",
        responsible=MINORITY,
        due_on=date(2026, 12, 31),
    )
    meetings.save_record(desk, meeting, {"topic": "查摆问题"}, problems=[owned, shared])
    return meeting


def _talk(desk: Desk) -> int:
    return meetings.add_talk(
        desk,
        {
            "talker": RARE,
            "partner": "赵某",
            "held_on": date(2026, 9, 8),
            "start_at": 960,
            "place": "车间办公室",
            "occasion": "new",
            "topic": "预备期表现",
            "content": "谈了近期思想和工作情况。\n希望多给锻炼的机会。",
            "opinions": "建议师傅多带一带。",
        },
    )


def group_of(desk: Desk) -> int:
    """The first group of the branch."""
    return organization.groups(desk, organization.home_id(desk))[0][0]


def drawn(number: int, *, tall: bool = False) -> bytes:
    """A synthetic photograph."""
    size = (300, 420) if tall else (480, 320)
    picture = Image.new("RGB", size, (40 * number % 255, 120, 160))
    ImageDraw.Draw(picture).ellipse((60, 60, 220, 220), fill=(230, 200, 40))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
