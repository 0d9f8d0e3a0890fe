"""谈心谈话记录 (F25): who talked with whom, what was said and what came of it; both sign."""

from __future__ import annotations

from collections.abc import Mapping

from djdesk.models.rules import codes
from djdesk.reports.kit.content import (
    Block,
    Content,
    Heading,
    Line,
    Paper,
    Signatures,
    record_mark,
)
from djdesk.reports.kit.labelled import Labelled, labelled
from djdesk.reports.kit.registers import BLANK_DAY
from djdesk.reports.kit.spec import ReportSpec, Request
from djdesk.reports.meetings import wording
from djdesk.services import meetings, organization
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from djdesk.services.meetings import TalkRow

FORM, TITLE = "F25", "谈心谈话记录"
PAPER = Paper(left=25, right=15)
SIGNED = Signatures(("谈话人签名：", "谈话对象签名：", f"日期：{BLANK_DAY}"))


def talk_record(desk: Desk, request: Request) -> Content:
    """F25 of one talk."""
    return content(desk, meetings.talk(desk, request.records[0]), request.paper)


def content(desk: Desk, talk: TalkRow, paper: Paper | None = None) -> Content:
    """As `talk_record`, of a talk that was read already."""
    values = talk.values
    unit = organization.name_of(desk, organization.home_id(desk))
    pair = f"{wording.text(values, 'talker')}与{wording.text(values, 'partner')}"
    blocks = form(values, unit)
    day = wording.held_on(values)
    mark = record_mark(talk.ledger_number, talk.revision) if talk.ledger_number else ""
    return Content(FORM, f"{TITLE}（{pair}）", paper or PAPER, blocks, day, TITLE, mark=mark)


def form(values: Mapping[str, Value], unit: str = "", *, blank: bool = False) -> tuple[Block, ...]:
    """The form with what is known; `blank` leaves its cells free to write in."""

    def said(label: str, key: str, height: float = 9, *, wide: bool = True) -> Labelled:
        high = height > 20
        text = wording.text(values, key)
        if high:
            text = "\n".join(f"　　{line.strip()}" for line in text.split("\n") if line.strip())
        valign = "top" if high and (text or blank) else "middle"
        return Labelled(
            label, text, wide, height, blank, "left" if high and text else "", valign, high
        )

    occasion = codes.table("talk_occasion").name(wording.text(values, "occasion"))
    entries = [
        said("谈话人", "talker", wide=False),
        said("谈话对象", "partner", wide=False),
        Labelled("时间", BLANK_DAY if blank else wording.when(values), height=9),
        said("地点", "place", wide=False),
        Labelled("谈话缘由", occasion, wide=True, height=9, keep_blank=blank),
        said("主题", "topic", 10),
        said("内容", "content", 90),
        said("意见建议", "opinions", 40),
        said("处理", "handling", 34),
    ]
    return (Heading(TITLE), Line(left=f"党组织：{unit}"), labelled(entries), SIGNED)


REPORTS: tuple[ReportSpec, ...] = (
    ReportSpec("talk-record", FORM, TITLE, "meetings", PAPER, talk_record, by_record="talks"),
)
