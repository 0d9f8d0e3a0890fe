"""F25: both sign; a long talk goes on over pages."""

from __future__ import annotations

from djdesk.reports.catalogue import report
from djdesk.reports.kit.content import Content
from djdesk.reports.kit.spec import Request
from djdesk.services import meetings
from djdesk.services.desk import Desk
from tests.reports import snapshots
from tests.reports.meetings.sittings import Year
from tests.reports.papers import DAY, RARE, printed, texts


def of(desk: Desk, talk: int) -> Content:
    return report("talk-record").content(desk, Request(DAY, records=(talk,)))


def test_talk_on_one_page(desk: Desk, year: Year) -> None:
    content = of(desk, year.talk)
    snapshots.check("talk-record", content)
    assert content.title == f"谈心谈话记录（{RARE}与赵某）"
    (text,) = texts(printed(content).data)
    assert "谈话人签名：" in text
    assert "谈话对象签名：" in text


def test_long_talk_loses_nothing(desk: Desk, year: Year) -> None:
    said = [f"第{n}条意见，车间夜班人员多，建议错峰安排学习。" for n in range(1, 151)]
    meetings.change_talk(desk, year.talk, {"content": "\n".join(said)})
    pages = texts(printed(of(desk, year.talk)).data)
    assert len(pages) > 2
    whole = "".join(pages)
    assert all(line in whole for line in said)
