"""Heads of forms: pairs fill rows, wide ones stand alone, nothing is lost."""

from __future__ import annotations

from djdesk.reports.kit.labelled import PAIRS, Labelled, labelled


def test_entries_fill_rows_in_their_order() -> None:
    grid = labelled(
        [
            Labelled("会议名称", "党员大会", wide=True),
            Labelled("时间", "14:30"),
            Labelled("地点", "活动室"),
            Labelled("主持人", "王某"),
            Labelled("议题", "发展党员", wide=True, height=16),
            Labelled("记录人", "李某"),
        ]
    )
    placed = [(row, column, cell.text, cell.across) for row, column, cell in grid.placed()]
    assert placed == [
        (0, 0, "会议名称", 1),
        (0, 1, "党员大会", 3),
        (1, 0, "时间", 1),
        (1, 1, "14:30", 1),
        (1, 2, "地点", 1),
        (1, 3, "活动室", 1),
        (2, 0, "主持人", 1),
        (2, 1, "王某", 3),
        (3, 0, "议题", 1),
        (3, 1, "发展党员", 3),
        (4, 0, "记录人", 1),
        (4, 1, "李某", 3),
    ]
    assert grid.widths == PAIRS
    assert grid.heights == (8, 8, 8, 16, 8)


def test_three_pairs_to_a_row_and_rows_to_sign() -> None:
    entries = [Labelled(str(n), "", keep_blank=True) for n in range(4)]
    grid = labelled(entries, (20, 36) * 3, signed=1)
    assert [len(row) for row in grid.cells] == [6, 2]
    assert grid.cells[1][1].across == 5
    assert grid.cells[1][1].keep_blank
    assert grid.signed == 1
    assert len(list(grid.placed())) == 8
