"""The look in one file: named tokens for each theme, and the one style sheet made from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of a theme by purpose; panes name purposes, never colours.

    `*_text` is the shade of a colour that may be written with (4.5 : 1 on `paper` and `chrome`);
    the plain one is for fills, bars and dots.
    """

    chrome: str  # around the content
    nav: str  # the list of areas
    paper: str  # tables, forms, cards
    stripe: str  # every other table row
    sunken: str  # table headers, disabled fields
    line: str  # borders and rules
    strong_line: str  # borders of fields
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    on_accent: str
    chosen: str  # rows of tables and lists that are chosen
    on_chosen: str
    gold: str  # honours only
    gold_text: str
    ok: str
    ok_text: str
    ok_soft: str
    warn: str
    warn_text: str
    warn_soft: str
    bad: str
    bad_text: str
    bad_soft: str
    scroll: str
    tip: str
    on_tip: str


LIGHT = Tokens(
    chrome="#F6F3EE", nav="#FBFAF7", paper="#FFFFFF", stripe="#FBFAF7", sunken="#F3EFE8",
    line="#E5DFD5", strong_line="#CFC7BA", text="#211D19", muted="#676058",
    accent="#B5121B", accent_hover="#980F17", accent_text="#A81119", accent_soft="#F8E5E5",
    on_accent="#FFFFFF", chosen="#F8E5E5", on_chosen="#211D19", gold="#C8963E", gold_text="#7E5A17",
    ok="#2E7D32", ok_text="#27692A", ok_soft="#E6F2E6",
    warn="#C77700", warn_text="#8A5200", warn_soft="#FCF0DC",
    bad="#B3261E", bad_text="#A3211A", bad_soft="#FBE6E4",
    scroll="#C9C2B7", tip="#2B2723", on_tip="#FBFAF7",
)  # fmt: skip

DARK = Tokens(
    chrome="#191715", nav="#1E1C1A", paper="#24211F", stripe="#282522", sunken="#2E2B28",
    line="#3B3733", strong_line="#57514B", text="#EFEBE4", muted="#B0A89E",
    accent="#C42A32", accent_hover="#D63C44", accent_text="#FF9A98", accent_soft="#47201F",
    on_accent="#FFFFFF", chosen="#47201F", on_chosen="#EFEBE4", gold="#C8963E", gold_text="#E5BD72",
    ok="#5FB563", ok_text="#86CF89", ok_soft="#1F3521",
    warn="#E0992B", warn_text="#F0B456", warn_soft="#3C2E14",
    bad="#E5665D", bad_text="#FF9C94", bad_soft="#47211E",
    scroll="#5A544D", tip="#EFEBE4", on_tip="#211D19",
)  # fmt: skip


def high_contrast(palette: QPalette) -> Tokens:
    """Tokens that show nothing but the colours the person chose in the system."""

    def role(which: QPalette.ColorRole) -> str:
        return palette.color(QPalette.ColorGroup.Active, which).name()

    back, front = role(QPalette.ColorRole.Window), role(QPalette.ColorRole.WindowText)
    paper, text = role(QPalette.ColorRole.Base), role(QPalette.ColorRole.Text)
    chosen, on_chosen = role(QPalette.ColorRole.Highlight), role(QPalette.ColorRole.HighlightedText)
    return Tokens(
        chrome=back, nav=back, paper=paper, stripe=paper, sunken=back,
        line=front, strong_line=front, text=text, muted=text,
        accent=chosen, accent_hover=chosen, accent_text=text, accent_soft=paper,
        on_accent=on_chosen, chosen=chosen, on_chosen=on_chosen, gold=text, gold_text=text,
        ok=text, ok_text=text, ok_soft=paper, warn=text, warn_text=text, warn_soft=paper,
        bad=text, bad_text=text, bad_soft=paper,
        scroll=front, tip=paper, on_tip=text,
    )  # fmt: skip


def palette(tokens: Tokens) -> QPalette:
    """The palette for whatever the style sheet does not draw (Fusion's own parts, charts)."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, tokens.chrome),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.paper),
        (roles.AlternateBase, tokens.stripe),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.muted),
        (roles.Button, tokens.paper),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.bad_text),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Link, tokens.accent_text),
        (roles.LinkVisited, tokens.accent_text),
        (roles.ToolTipBase, tokens.tip),
        (roles.ToolTipText, tokens.on_tip),
        (roles.Light, tokens.paper),
        (roles.Midlight, tokens.line),
        (roles.Mid, tokens.strong_line),
        (roles.Dark, tokens.line),
    ):
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


def contrast(one: str, other: str) -> float:
    """How well two colours stand apart, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def sheet(tokens: Tokens, px: Callable[[float], int], images: dict[str, str]) -> str:
    """The style sheet: `$name` is a token, `$px8` is 8 px at 100 %, `$image_x` an image file."""
    colours = asdict(tokens)

    # Qt sets the text of a cell 3 px inside its padding; headers have no such margin.
    cell = max(px(8) - 3, 1)
    lengths = {"cell": f"{cell}px", "focused_cell": f"{cell - 1}px"}
    # Where no soft ground tells what is chosen, as in high contrast, a thick frame does.
    plain = tokens.accent_soft == tokens.paper
    colours["chosen_edge"] = tokens.accent if plain else tokens.accent_soft
    colours["hint"] = _between(tokens.text, tokens.paper) if plain else tokens.muted
    lengths["mark"] = f"{px(3) if plain else 1}px"

    def fill(match: re.Match[str]) -> str:
        word = match.group(1)
        if word in lengths:
            return lengths[word]
        if word.startswith("px"):
            return f"{px(float(word[2:]))}px"
        if word.startswith("image_"):
            return images[word[6:]]
        return str(colours[word])

    return re.sub(r"\$(\w+)", fill, SHEET)


def _between(text: str, ground: str) -> str:
    """A quieter colour of words than `text`, still at least 4.5 : 1 where black meets white."""
    one, other = QColor(text), QColor(ground)
    pairs = (one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue())
    return QColor(*(round(0.6 * a + 0.4 * b) for a, b in pairs)).name()


# Roles are set on widgets as the dynamic property `role` (see theme.role); states as `state`.
SHEET = """
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="chrome"] { background: $chrome; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QWidget[role="nav"] { background: $nav; border: none; border-right: 1px solid $line; }
QWidget[role="bar"] { background: $paper; border: none; border-bottom: 1px solid $line; }
QWidget[role="status"] { background: $chrome; border: none; border-top: 1px solid $line; }
QFrame[role="card"] { background: $paper; border: 1px solid $line; border-radius: $px6; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QToolTip { background: $tip; color: $on_tip; border: none; padding: $px4 $px8; }

QLabel { background: transparent; }
QLabel[role="brand"] { font-size: $px17; font-weight: bold; color: $accent_text; }
QLabel[role="title"] { font-size: $px20; font-weight: bold; }
QLabel[role="heading"] { font-size: $px15; font-weight: bold; }
QLabel[role="figure"] { font-size: $px28; font-weight: bold; }
QLabel[role="banner"] { font-size: $px56; font-weight: bold; }
QLabel[role="muted"], QLabel[role="hint"] { color: $muted; }
QLabel[role="hint"], QLabel[role="group"] { font-size: $px12; }
QLabel[role="group"] { color: $muted; padding: $px8 0 $px4 $px14; }
QLabel[role="required"] { color: $bad_text; font-weight: bold; }
QLabel[role="fault"] { color: $bad_text; font-size: $px12; }
QLabel[role="fault"][state="warn"] { color: $warn_text; }
QLabel[state="ok"] { color: $ok_text; }
QLabel[state="warn"] { color: $warn_text; }
QLabel[state="bad"] { color: $bad_text; }
QLabel[role="photo"] {
    background: $sunken; border: 1px solid $line; border-radius: $px4; color: $muted;
}
QLabel[role="photo"]:focus { border: 2px solid $accent; }
QLabel[role="pill"] {
    border: 1px solid $strong_line; border-radius: $px9; padding: 0 $px10; font-size: $px12;
    min-height: $px18; max-height: $px18;
}
QLabel[role="pill"][state="ok"] { background: $ok_soft; border-color: $ok; color: $ok_text; }
QLabel[role="pill"][state="warn"] {
    background: $warn_soft; border-color: $warn; color: $warn_text;
}
QLabel[role="pill"][state="bad"] { background: $bad_soft; border-color: $bad; color: $bad_text; }
QLabel[role="pill"][state="gold"] { border-color: $gold; color: $gold_text; }
QLabel[role="pill"][state="quiet"] { border-color: $line; color: $muted; }

QPushButton, QToolButton { outline: none; }
QPushButton, QToolButton[role="button"] {
    background: $paper; border: 1px solid $strong_line; border-radius: $px6;
    padding: 0 $px12; min-height: $px30; min-width: $px40;
}
QPushButton:hover, QToolButton[role="button"]:hover {
    background: $sunken; border-color: $muted;
}
QPushButton:pressed, QToolButton[role="button"]:pressed { background: $line; }
QToolButton[role="button"]:checked {
    background: $accent_soft; border: $mark solid $accent; color: $accent_text;
}
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid $accent; }
QPushButton:disabled, QToolButton[role="button"]:disabled {
    color: $muted; background: $sunken; border-color: $line;
}
QPushButton[role="primary"], QToolButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; border-radius: $px6;
    padding: 0 $px16; min-height: $px30; min-width: $px40; font-weight: bold;
}
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {
    background: $sunken; border-color: $line; color: $muted;
}
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: $accent_text;
    padding: 0; min-width: 0; text-align: left;
}
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; border-radius: $px4; }
QPushButton[role="chip"], QPushButton[role="tab"] {
    background: $paper; border: 1px solid $line; border-radius: $px12; padding: 0 $px12;
    min-height: $px24; min-width: 0;
}
QPushButton[role="tab"] { padding: 0 $px8; }
QPushButton[role="chip"]:hover, QPushButton[role="tab"]:hover { border-color: $muted; }
QPushButton[role="chip"]:checked, QPushButton[role="tab"]:checked {
    background: $accent_soft; border: $mark solid $accent; color: $accent_text;
}
QPushButton[role="chip"]:focus, QPushButton[role="tab"]:focus { border: 2px solid $accent; }
QPushButton[role="area"] {
    background: transparent; border: 1px solid transparent; border-radius: $px6;
    padding: 0 $px12; min-height: $px32; text-align: left;
}
QPushButton[role="area"]:hover { background: $sunken; }
QPushButton[role="area"]:checked {
    background: $accent_soft; border: $mark solid $chosen_edge; color: $accent_text;
    font-weight: bold;
}
QPushButton[role="area"]:focus { border: 1px solid $accent; }
QPushButton[role="figure"] {
    background: $paper; border: 1px solid $line; border-radius: $px6; padding: 0; min-width: 0;
}
QPushButton[role="figure"]:hover { border-color: $muted; }
QPushButton[role="figure"]:focus { border: 2px solid $accent; }
QPushButton[role="day"] {
    background: transparent; border: 1px solid transparent; border-radius: $px12; padding: 0;
    min-width: 0; min-height: $px24; max-height: $px24;
}
QPushButton[role="day"]:disabled { color: $text; }
QPushButton[role="day"][state="outside"] { color: $muted; }
QPushButton[role="day"][state="quiet"] { border-color: $strong_line; }
QPushButton[role="day"][state="warn"] {
    background: $warn_soft; border-color: $warn; color: $warn_text; font-weight: bold;
}
QPushButton[role="day"][state="bad"] {
    background: $bad_soft; border-color: $bad; color: $bad_text; font-weight: bold;
}
QPushButton[role="day"][state="today"] {
    background: $accent; border-color: $accent; color: $on_accent; font-weight: bold;
}
QPushButton[role="day"]:checked, QPushButton[role="day"]:focus { border: 2px solid $accent; }
QPushButton[role="day"][state="today"]:checked, QPushButton[role="day"][state="today"]:focus {
    border: 2px solid $text;
}
QPushButton[role="small"] { min-height: $px18; padding: 0 $px8; min-width: 0; }
QPushButton[role="fact"] {
    background: transparent; border: none; color: $muted; font-size: $px12; padding: 0;
    min-width: 0; min-height: $px24;
}
QPushButton[role="fact"]:hover { color: $text; text-decoration: underline; }
QPushButton[role="fact"]:focus { color: $text; text-decoration: underline; border: none; }
QPushButton[role="fact"][state="ok"] { color: $ok_text; }
QPushButton[role="fact"][state="warn"] { color: $warn_text; }
QPushButton[role="fact"][state="bad"] { color: $bad_text; font-weight: bold; }
QToolButton[role="plain"] {
    background: transparent; border: 1px solid transparent; border-radius: $px4; padding: $px4;
}
QToolButton[role="plain"]:hover { background: $sunken; }
QToolButton[role="plain"]:focus { border: 1px solid $accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {
    background: $paper; border: 1px solid $strong_line; border-radius: $px6;
    padding: 0 $px8; min-height: $px30; selection-background-color: $accent;
    selection-color: $on_accent; placeholder-text-color: $hint;
    lineedit-clear-button-icon: url($image_clear);
}
QPlainTextEdit, QTextEdit { padding: $px4; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QDateEdit:focus { border: 2px solid $accent; padding: 0 $px7; }
QPlainTextEdit:focus, QTextEdit:focus { padding: $px3; }
QPlainTextEdit[role="writing"] { font-size: $px16; padding: $px12; }
QPlainTextEdit[role="writing"]:focus { padding: $px11; }
QFrame[role="part"] { background: $paper; border: 1px solid $line; border-radius: $px6; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only,
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {
    background: $sunken; border-color: $line; color: $text;
}
QLineEdit[state="bad"], QPlainTextEdit[state="bad"], QComboBox[state="bad"] {
    border-color: $bad; background: $bad_soft;
}
QLineEdit[state="warn"], QPlainTextEdit[state="warn"], QComboBox[state="warn"] {
    border-color: $warn; background: $warn_soft;
}
QLineEdit[role="search"] { padding-left: $px8; }
QLineEdit[role="cell"] { border-radius: 0; min-height: 0; padding: 0 $px6; }
QComboBox::drop-down { border: none; width: $px24; }
QComboBox::down-arrow { image: url($image_down); width: $px14; height: $px14; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { border: none; width: $px20; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url($image_up); width: $px12; height: $px12;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url($image_down); width: $px12; height: $px12;
}
QCheckBox, QRadioButton { spacing: $px8; min-height: $px24; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; text-decoration: underline; }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator, QListView::indicator,
QTableView::indicator {
    width: $px16; height: $px16; border: 1px solid $muted; background: $paper;
    border-radius: $px4;
}
QRadioButton::indicator { border-radius: $px8; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {
    background: $accent; border-color: $accent; image: url($image_check);
}
QCheckBox::indicator:indeterminate { background: $accent; image: url($image_dash); }
QRadioButton::indicator:checked {
    background: $paper; border: $px5 solid $accent; width: $px8; height: $px8;
    border-radius: $px9;
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: $sunken; border-color: $line;
}

QTableView, QTreeView, QListView, QListWidget {
    background: $paper; alternate-background-color: $stripe; border: 1px solid $line;
    border-radius: $px6; gridline-color: transparent; outline: none;
    selection-background-color: $chosen; selection-color: $on_chosen;
}
QTableView::item { padding: 0 $cell; border: none; }
QTreeView, QListView { icon-size: $px16; }
QTreeView::item, QListView::item { padding: 0 $cell; min-height: $px30; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: $chosen; color: $on_chosen;
}
QTreeView::item:hover:!selected, QListView::item:hover:!selected { background: $sunken; }
QTableView::item:focus { border: 1px solid $accent; padding: 0 $focused_cell; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url($image_right); }
QTreeView::branch:has-children:open { image: url($image_down); }
QHeaderView { background: $sunken; border: none; border-top-left-radius: $px6; }
QHeaderView::section {
    background: $sunken; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 0 $px8; font-weight: bold;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url($image_up); width: $px12; height: $px12; }
QHeaderView::down-arrow { image: url($image_down); width: $px12; height: $px12; }
QTableCornerButton::section { background: $sunken; border: none; }
QFrame[role="card"] > QTableView, QFrame[role="card"] > QTreeView { border: none; }

QScrollBar:vertical { background: transparent; width: $px12; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: $px12; margin: 0; border: none; }
QScrollBar::handle {
    background: $scroll; border-radius: $px3; margin: $px2; border: none;
}
QScrollBar::handle:vertical { min-height: $px32; }
QScrollBar::handle:horizontal { min-width: $px32; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="clear"] { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
QMenu { background: $paper; border: 1px solid $strong_line; padding: $px4; }
QMenu::item { padding: $px6 $px24 $px6 $px12; border-radius: $px4; }
QMenu::item:selected { background: $chosen; color: $on_chosen; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: $px8; }
QMenu::separator { height: 1px; background: $line; margin: $px4 $px8; }
QProgressBar {
    background: $sunken; border: 1px solid $line; border-radius: $px4; text-align: center;
    min-height: $px14; max-height: $px14; font-size: $px11;
}
QProgressBar::chunk { background: $accent_soft; border-radius: $px3; }
QTabWidget::pane { border: none; }
QTabBar::tab { padding: $px6 $px12; background: transparent; border: none; }
QTabBar::tab:selected { color: $accent_text; border-bottom: 2px solid $accent; }
QGroupBox { border: 1px solid $line; border-radius: $px6; margin-top: $px12; padding: $px8; }
QGroupBox::title { subcontrol-origin: margin; left: $px12; color: $muted; }

QFrame[role="notice"] { background: $tip; border: none; border-radius: $px6; }
QFrame[role="notice"] QLabel { color: $on_tip; }
QFrame[role="notice"] QPushButton {
    background: transparent; color: $on_tip; border: 1px solid $on_tip; min-height: $px24;
}
QFrame[role="notice"] QPushButton:focus { border: 2px solid $on_tip; }
QFrame[role="notice"] QToolButton { background: transparent; border: none; }
QFrame[role="problem"] {
    background: $bad_soft; border: 1px solid $bad; border-radius: $px6;
}
QFrame[role="problem"][state="warn"] { background: $warn_soft; border-color: $warn; }
QFrame[role="problem"] QToolButton { background: transparent; border: none; }
"""
