"""The pane of rubrics by hand: read, taken over, copied, put in force, taken out, sent down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from djdesk.models.assessment import Rubric as Row
from djdesk.models.packages import Superior
from djdesk.models.rules.assessment import parsing, ready
from djdesk.services import assessment
from djdesk.services.assessment.rubrics import rubrics as read_rubrics
from djdesk.services.desk import Desk
from djdesk.ui.assessment.rubric_changes import differences
from djdesk.ui.assessment.rubrics import RubricsPane
from djdesk.ui.kit.messages import Recorder
from djdesk.ui.kit.pane import Context
from djdesk.ui.kit.preview import Preview
from tests.ui.assessment.rubric_hands import dialog_of, names_of, pane
from tests.ui.assessment.scored import OCTOBER, book_folder, desk, october, scored
from tests.ui.hands import click, press

__all__ = ["book_folder", "desk", "october", "pane", "scored"]

NOVEMBER = date(2026, 11, 1)
COMMITTEE = "01900000-0000-7000-8000-000000000001"


def test_the_list_begins_with_the_one_in_force_and_ends_with_those_that_are_shipped(
    pane: RubricsPane,
) -> None:
    rows = names_of(pane)
    assert rows[0] == ("党支部三级考核", "施行中")
    assert [state for _name, state in rows[1:]] == ["示范"] * 3
    assert pane.chosen is not None
    assert pane.chosen.is_effective
    assert "不能直接改" in pane.notice.text()
    assert not pane.enact.isVisible()
    assert pane.copy.isVisible()
    assert not pane.send.isVisible()


def test_every_item_of_every_table_is_read_in_words(pane: RubricsPane) -> None:
    for each in ready():
        pane.reading.show_rubric(each)
        for table, view in zip(
            sorted(each.tables, key=lambda one: ("member", "group", "branch").index(one.level)),
            pane.reading.tables,
            strict=False,
        ):
            shown = {
                str(view.model().index(row, 0).data()).split("（")[0]
                for row in range(view.model().rowCount())
            }
            assert {item.title.split("（")[0] for item in table.items} <= shown
            for row in range(view.model().rowCount()):
                if view.columnSpan(row, 0) == 1:
                    assert str(view.model().index(row, 1).data()).strip(), each.code


def test_a_shipped_one_is_taken_over_from_a_month_that_is_not_opened(
    pane: RubricsPane, october: Desk, messages: Recorder
) -> None:
    press(pane.list, Qt.Key.Key_Down)
    assert pane.chosen is not None
    assert pane.chosen.ready is not None
    name = pane.chosen.name
    pane.enact.trigger()
    dialog = dialog_of(pane)
    dialog.form.editor("since").show_value(OCTOBER)
    click(dialog.save_button)
    said = [label.text() for label in dialog.form.findChildren(QLabel) if label.isVisible()]
    assert any("2026年10月已经按原来的方案开账" in text for text in said)
    dialog.form.editor("since").show_value(NOVEMBER)
    click(dialog.save_button)
    assert (name, "施行中") in names_of(pane)
    assert pane.chosen.row is not None
    assert pane.chosen.row.since == NOVEMBER
    found = assessment.in_force(october, OCTOBER)
    assert found is not None
    assert found.row.code == "three_levels"
    assert messages.undo is not None
    messages.undo()
    assert (name, "施行中") not in names_of(pane)


def test_what_changes_is_told_item_by_item() -> None:
    old = next(each for each in ready() if each.code == "three_levels")
    new = next(each for each in ready() if each.code == "monthly_hundred")
    assert differences(old, old) == ()
    found = differences(old, new)
    assert {"总则", "党员", "党小组", "党支部"} <= {each.part for each in found}
    gone = [each for each in found if each.part == "党小组" and each.becomes == "（没有）"]
    assert len(gone) > len(old.table("group").items)  # type: ignore[union-attr]


def test_a_copy_is_a_draft_that_is_put_in_force_or_thrown_away(
    pane: RubricsPane, october: Desk, messages: Recorder
) -> None:
    pane.copy.trigger()
    assert pane.chosen is not None
    assert pane.chosen.is_draft
    assert names_of(pane)[0] == ("党支部三级考核（第 2 版）", "草稿")
    pane.withdraw.trigger()
    assert len(read_rubrics(october)) == 1
    assert messages.undo is not None
    messages.undo()
    (draft,) = [row for row in read_rubrics(october) if row.state == "draft"]
    pane.show_record(draft.id)
    pane.enact.trigger()
    dialog = dialog_of(pane)
    dialog.form.editor("since").show_value(NOVEMBER)
    dialog.form.editor("decided_by").show_value("支部党员大会")
    click(dialog.save_button)
    assert pane.chosen.row is not None
    assert (pane.chosen.row.revision, pane.chosen.row.decided_by) == (2, "支部党员大会")
    pane.retire.trigger()
    assert [row.state for row in read_rubrics(october) if row.id == draft.id] == ["retired"]


def received(desk: Desk) -> int:
    """A rubric that came from the committee with its dispatch."""
    with desk.store.write("接收方案", area="assessment") as session:
        session.add(
            Superior(
                book_uid=COMMITTEE,
                name="中共某某厂委员会",
                sign_key="",
                age_key="",
                invitation_uid="",
                secret="",
                joined_at="2026-01-05T09:00:00+08:00",
            )
        )
        row = Row(
            origin=COMMITTEE,
            code="works",
            name="全厂考核办法",
            state="effective",
            since=date(2026, 1, 1),
            content=parsing.write(ready()[0]),
        )
        session.add(row)
        session.flush()
        return row.id


def test_one_of_the_superior_waits_until_it_is_taken_over_and_then_stays(
    pane: RubricsPane, october: Desk
) -> None:
    theirs = received(october)
    pane.show_record(theirs)
    assert ("全厂考核办法", "待采用") in names_of(pane)
    assert "上级下发" in pane.head.text()
    assert pane.copy.isVisible()
    pane.enact.trigger()
    dialog = dialog_of(pane)
    titles = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.startswith("与施行中的方案相比，有 ") for text in titles)
    dialog.form.editor("since").show_value(NOVEMBER)
    click(dialog.save_button)
    assert {("全厂考核办法", "施行中"), ("全厂考核办法", "已采用")} <= set(names_of(pane))
    assert pane.chosen is not None
    assert pane.chosen.key != theirs
    found = assessment.in_force(october, NOVEMBER)
    assert found is not None
    assert (found.row.code, found.row.since) == ("works", NOVEMBER)


def test_a_committee_sends_one_down_and_takes_it_back(
    committee_context: Context, show_pane: Callable[..., RubricsPane], messages: Recorder
) -> None:
    desk = committee_context.desk
    assessment.adopt(desk, "three_levels", since=date(2026, 1, 1))
    made = RubricsPane(committee_context)
    made.show()
    assert made.send.isVisible()
    made.send.trigger()
    assert read_rubrics(desk)[0].sent_on == desk.today()
    assert "去写下发包" in messages.actions
    assert made.send.text() == "不再下发"
    made.send.trigger()
    assert read_rubrics(desk)[0].sent_on is None
    made.close()


def test_enter_opens_a_draft_to_be_changed_and_only_a_draft(pane: RubricsPane) -> None:
    press(pane.list, Qt.Key.Key_Return)
    assert pane.stack.currentWidget() is pane.reading
    pane.copy.trigger()
    pane.list.setFocus()
    press(pane.list, Qt.Key.Key_Return)
    assert pane.stack.currentWidget() is pane.editor


def test_the_paper_of_the_chosen_one_is_previewed(pane: RubricsPane) -> None:
    pane.print.trigger()
    (window,) = [each for each in pane.findChildren(Preview) if each.isVisible()]
    assert pane.chosen is not None
    assert window.request().records == (pane.chosen.key,)
    assert window.report.currentText() == "考核方案"
    window.close()


def test_the_first_month_that_is_not_opened_is_proposed(pane: RubricsPane, october: Desk) -> None:
    assessment.open_month(october, NOVEMBER)
    pane.copy.trigger()
    pane.enact.trigger()
    dialog = dialog_of(pane)
    assert dialog.form.values()["since"] == date(2026, 12, 1)
    click(dialog.save_button)
    assert ("党支部三级考核（第 2 版）", "施行") in names_of(pane)
