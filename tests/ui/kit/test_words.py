"""Our words come before Qt's own translation, and everything else goes on to it."""

from __future__ import annotations

from djdesk.ui.kit.words import WORDS, Words


def test_known_words_are_chinese_and_unknown_ones_are_left_to_others() -> None:
    words = Words()
    assert words.translate("QFileDialog", "Files of &type:") == "文件类型(&T)："
    assert words.translate("QFileDialog", "never heard of") is None
    assert not words.isEmpty()


def test_shortcut_letters_are_kept() -> None:
    for english, chinese in WORDS.items():
        assert ("&" in english) == ("&" in chinese), english
