"""Files of any record: added with an undo, listed, named, taken out, and never when fixed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from djdesk.services import archive
from djdesk.services.archive import AttachedFile
from djdesk.services.desk import Desk
from djdesk.ui.kit.files import FilesPage
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(context: Context, window: QWidget) -> FilesPage:
    made = FilesPage(context, "assessment", "assessment_correction", window)
    window.show()
    made.show_files(7, ())
    return made


def kept(desk: Desk) -> tuple[AttachedFile, ...]:
    """What is kept with the record in the book."""
    with desk.store.read() as session:
        return archive.attachments(session, "assessment_correction", 7)


def test_files_are_kept_with_the_record_and_taken_back(
    page: FilesPage, desk: Desk, messages: Recorder, tmp_path: Path
) -> None:
    paths = [tmp_path / "整改照片.png", tmp_path / "说明.txt"]
    for path in paths:
        path.write_bytes(b"content")
    messages.files = paths
    page.add.trigger()
    assert sorted(file.title for file in kept(desk)) == ["整改照片.png", "说明.txt"]
    assert messages.said[-1] == "已添加 2 个附件，加密保存在账套里。"
    assert messages.undo is not None
    messages.undo()
    assert kept(desk) == ()


def test_only_what_can_be_done_is_offered(page: FilesPage, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_bytes(b"content")
    page.take([path])
    page.show_files(7, kept(desk))
    assert not page.remove.isEnabled()
    page.rows.selectRow(0)
    assert page.remove.isEnabled()
    assert not page.view.isEnabled()  # no picture
    page.remove.trigger()
    assert kept(desk) == ()


def test_a_fixed_record_shows_its_files_only(page: FilesPage) -> None:
    page.set_fixed(True)
    assert page.rows.offered == []
    assert page._bar.isHidden()
