"""结对帮扶记录 with its contacts, and the 台账."""

from __future__ import annotations

from datetime import date

from djdesk.services.assessment import pairings
from djdesk.services.desk import Desk
from djdesk.services.listing import Value
from tests.reports import snapshots
from tests.reports.assessment.reading import of, tables
from tests.reports.assessment.scores import Scores
from tests.reports.papers import DAY, printed, texts


def test_record_has_its_contacts_in_order(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-pairing", records=(scored.pairing,))
    snapshots.check("assessment-pairing", content)
    (table,) = tables(content)
    assert [each[1] for each in table.rows] == ["2026.07.16", "2026.08.16", "2026.09.16"]
    assert table.blank_to > len(table.rows)
    rendering = printed(content)
    assert rendering.pages == 1
    assert content.mark == "台账编号 2026-结对-01"


def test_ended_pair_has_no_empty_lines(desk: Desk, scored: Scores) -> None:
    pairings.end_pairing(
        desk, scored.pairing, on=date(2026, 11, 10), reason="对象已达标", result="积分升到合格"
    )
    content = of(desk, "assessment-pairing", records=(scored.pairing,))
    (table,) = tables(content)
    assert table.blank_to == 0
    (page,) = texts(printed(content).data)
    assert "对象已达标" in page


def test_register(desk: Desk, scored: Scores) -> None:
    content = of(desk, "assessment-pairings", DAY)
    snapshots.check("assessment-pairings", content)
    assert tables(content)[0].totals == ("共 1 对，已结束 0 对，正在帮扶 1 对。",)


def test_branches_meet_every_quarter_and_have_no_scores_here(desk: Desk, scored: Scores) -> None:
    values: dict[str, Value] = {
        "kind": "branch",
        "helper": "中共某某厂机修车间支部委员会",
        "partner": "中共某某厂后勤支部委员会",
        "since": date(2026, 6, 1),
    }
    content = of(desk, "assessment-pairing", records=(pairings.pair(desk, values),))
    (page,) = texts(printed(content).data)
    assert "联合活动记录（每季度至少一次）" in page
    assert "前后得分" not in page
