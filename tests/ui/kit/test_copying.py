"""What is copied lands in cells as it was seen."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from djdesk.ui.kit.copying import cells_of, copy_cells, pasted_cells


def test_cells_stay_apart_and_text_stays_text() -> None:
    copy_cells([["王\n䶮", "=1+1"], ["a\tb", "<b>"]])
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "王 䶮\t=1+1\na b\t<b>"
    assert "<td>&lt;b&gt;</td>" in mime.html()
    assert mime.html().count("<tr>") == 2
    assert "mso-number-format:'\\@'" in mime.html()


def test_rectangles_come_back_as_they_were_copied() -> None:
    copy_cells([["1", ""], ["－2", "三"]])
    assert pasted_cells() == [["1", ""], ["－2", "三"]]
    assert cells_of("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert cells_of('"一\n二"\t3') == [["一\n二", "3"]]
    assert cells_of("") == []
