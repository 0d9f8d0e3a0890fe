"""Styles of cells: text unless said otherwise."""

from djdesk.reports.kit.cellstyle import TEXT_FORMAT, Style


def test_cells_are_text_by_default_so_that_numbers_of_people_stay_whole() -> None:
    assert Style().number == TEXT_FORMAT == "@"
    assert Style() == Style()
    assert hash(Style(bold=True)) != hash(Style())
