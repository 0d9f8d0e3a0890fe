"""Folding of typed text."""

from __future__ import annotations

from djdesk.models.rules.text import compact, fold, halve, tidy


def test_width_blanks_and_invisible_signs_do_not_matter() -> None:
    assert halve("ＡＢ１２（张）　") == "AB12(张) "
    assert tidy("  大\u200b学  本科\n") == "大学 本科"
    assert compact("１３８ 0000\u00a01234\ufeff") == "13800001234"
    assert fold("大学（本科）") == fold(" 大学 本科 ") == "大学本科"
    assert fold("W１") == "w1"


def test_chinese_characters_stay_as_written() -> None:
    assert halve("𬱖·㐀") == "𬱖·㐀"
    assert tidy("买买提·阿依古丽") == "买买提·阿依古丽"
