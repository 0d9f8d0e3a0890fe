"""Whatever is done to a draft rubric can be taken back, done again, and kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from djdesk.errors import Problem, UserError
from djdesk.models.rules.assessment import Item, ready
from djdesk.models.rules.assessment.rubric import ITEM_KINDS
from djdesk.ui.assessment.rubric_cells import ITEMS
from djdesk.ui.assessment.rubric_draft import Draft

KEYS = (
    ("title", "甲"),
    ("points", "-3"),
    ("points", "x"),
    ("cap", "12"),
    ("cap", "?"),
)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["type", "add", "drop", "move", "kind"]), st.integers(0, 40)),
        max_size=25,
    )
)
def test_every_change_of_a_draft_can_be_taken_back_and_kept(
    qapp: QApplication, steps: list[tuple[str, int]]
) -> None:
    start = ready()[0]
    draft, path = Draft(qapp, start), "tables/0/items"
    for what, number in steps:
        count = len(draft.rows(path))
        place = number % count if count else 0
        if what == "add":
            draft.insert(path, place, Item(f"Z{number}", "新", "count"))
        elif what == "move":
            draft.move(path, place, 1 - 2 * (number % 2))
        elif count and what == "drop":
            draft.remove(path, place)
        elif count and what == "kind":
            draft.change(f"{path}/{place}", {"kind": ITEM_KINDS[number % 5]})
        elif count:
            key, text = KEYS[number % len(KEYS)]
            cell = next(each for each in ITEMS if each.key == key)
            try:
                draft.change(f"{path}/{place}", {key: cell.read(text)})
            except UserError as error:
                draft.refuse(f"{path}/{place}/{key}", text, Problem(error.text, error.remedy))
    end, wrong = draft.rubric, draft.wrong
    again = Draft(qapp, start)
    again.put_back(draft.texts())
    assert (again.rubric, again.wrong) == (end, wrong)
    assert set(wrong) <= {f"{path}/{n}/{k}" for n in range(len(draft.rows(path))) for k, _ in KEYS}
    while draft.undo():
        pass
    assert (draft.rubric, draft.wrong, draft.dirty) == (start, {}, False)
    while draft.redo():
        pass
    assert (draft.rubric, draft.wrong) == (end, wrong)
