"""The tokens can be read by everybody, and the style sheet leaves no name unfilled."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QPalette

from djdesk.ui.kit import style

GROUNDS = ("paper", "chrome", "nav", "stripe", "sunken")
THEMES = {"light": style.LIGHT, "dark": style.DARK}


def pairs(tokens: style.Tokens) -> list[tuple[str, str]]:
    named = asdict(tokens)
    words = [(word, ground) for word in ("text", "muted", "accent_text") for ground in GROUNDS]
    for state in ("ok", "warn", "bad"):
        words += [(f"{state}_text", ground) for ground in ("paper", "chrome", f"{state}_soft")]
    words += [("gold_text", "paper"), ("on_accent", "accent"), ("on_accent", "accent_hover")]
    words += [
        ("accent_text", "accent_soft"),
        ("text", "accent_soft"),
        ("on_tip", "tip"),
        ("on_chosen", "chosen"),
    ]
    return [(named[word], named[ground]) for word, ground in words]


@pytest.mark.parametrize("name", THEMES)
def test_words_stand_out_at_least_four_and_a_half_to_one(name: str) -> None:
    faint = [pair for pair in pairs(THEMES[name]) if style.contrast(*pair) < 4.5]
    assert faint == []


def test_contrast_is_that_of_the_guideline() -> None:
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert style.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert style.contrast("#FFFFFF", "#777777") == style.contrast("#777777", "#FFFFFF")


def test_the_colours_of_the_design_are_in_force() -> None:
    assert style.LIGHT.accent == "#B5121B"
    assert style.LIGHT.gold == "#C8963E"
    assert (style.LIGHT.ok, style.LIGHT.warn, style.LIGHT.bad) == ("#2E7D32", "#C77700", "#B3261E")


def test_the_sheet_is_filled_and_scaled() -> None:
    names = {"down", "up", "right", "check", "dash", "clear"}
    images = {name: f"/{name}.svg" for name in names}
    small = style.sheet(style.LIGHT, round, images)
    large = style.sheet(style.LIGHT, lambda length: round(length * 1.45), images)
    assert "$" not in small
    assert "/check.svg" in small
    heights = re.compile(r"min-height: (\d+)px")
    assert max(map(int, heights.findall(large))) > max(map(int, heights.findall(small)))


def test_high_contrast_shows_only_the_colours_of_the_system() -> None:
    palette = QPalette()
    chosen = {
        QPalette.ColorRole.Window: "#000000", QPalette.ColorRole.WindowText: "#ffff00",
        QPalette.ColorRole.Base: "#000000", QPalette.ColorRole.Text: "#ffff00",
        QPalette.ColorRole.Highlight: "#00ffff", QPalette.ColorRole.HighlightedText: "#000000",
    }  # fmt: skip
    for role, colour in chosen.items():
        palette.setColor(role, QColor(colour))
    assert set(asdict(style.high_contrast(palette)).values()) == set(chosen.values())
    assert style.high_contrast(palette).chosen != style.high_contrast(palette).paper


def test_high_contrast_tells_what_is_chosen_by_a_frame_and_keeps_hints_readable() -> None:
    system = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.WindowText, "#FFFFFF"),
        (QPalette.ColorRole.Base, "#000000"),
        (QPalette.ColorRole.Text, "#FFFFFF"),
        (QPalette.ColorRole.Highlight, "#1AEBFF"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        system.setColor(role, QColor(colour))
    tokens = style.high_contrast(system)
    written = style.sheet(tokens, round, Pictures())
    assert "border: 3px solid #1aebff" in written
    hints = re.findall(r"placeholder-text-color: (#\w+);", written)
    assert [hint for hint in hints if style.contrast(hint, tokens.paper) < 4.5] == []
    assert hints
    assert hints[0] != tokens.text


def test_hints_in_fields_can_be_read() -> None:
    for tokens in THEMES.values():
        written = style.sheet(tokens, round, Pictures())
        assert f"placeholder-text-color: {tokens.muted};" in written


class Pictures(dict[str, str]):
    """A picture of every name."""

    def __missing__(self, name: str) -> str:
        return f"{name}.png"
