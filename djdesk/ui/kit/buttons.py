"""Buttons that show an action: its word, its icon, and whether it can be done now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton, QWidget

from djdesk.ui.kit import theme


class ActionButton(QToolButton):
    """A tool button of the kit; follows the scale."""

    def __init__(self, parent: QWidget, role: str) -> None:
        super().__init__(parent)
        theme.role(self, role)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Reached by Tab; a click leaves the keys where the work is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._apply_size()
        theme.active().changed.connect(self._apply_size)

    def _apply_size(self) -> None:
        look = theme.active()
        self.setIconSize(QSize(look.px(20), look.px(16)))

    def actionEvent(self, event: QActionEvent) -> None:
        """Qt takes icon and word from the action whenever that changes, not what is read out."""
        super().actionEvent(event)
        shown = self.defaultAction()
        if event.type() == QEvent.Type.ActionChanged and shown is event.action():
            self.tint()
            self.setAccessibleName(shown.text())

    def tint(self) -> None:
        """A primary button draws the icon of its action in the colour of its word."""
        shown = self.defaultAction()
        name = shown.property("icon_name") if shown is not None else None
        if name and self.property("role") == "primary":
            self.setIcon(theme.active().icon(str(name), "on_accent"))


def button_for(
    action: QAction, parent: QWidget, *, primary: bool = False, role: str = "button"
) -> ActionButton:
    """A button that shows and triggers `action`; a primary one carries the accent colour.

    The icon of a primary button is `action.property("icon_name")` in the colour of its word.
    """
    button = ActionButton(parent, "primary" if primary else role)
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.tint()
    return button


class _IconSize(QObject):
    """Keeps a button's icon at the size of the scale; a child of the button, so it dies with it."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        theme.active().changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Set the size for the scale in force."""
        look = theme.active()
        self._button.setIconSize(QSize(look.px(20), look.px(16)))


def set_icon(button: QAbstractButton, name: str, token: str = "text") -> None:
    """Give a button its icon, at the size of the kit in any scale."""
    button.setIcon(theme.active().icon(name, token))
    _IconSize(button)


def menu_button(
    text: str, icon: str, menu: QMenu, parent: QWidget, *, role: str = "button"
) -> ActionButton:
    """A button that opens `menu`."""
    button = ActionButton(parent, role)
    button.setText(text)
    button.setAccessibleName(text)
    button.setIcon(theme.active().icon(icon))
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def pressed_by_enter(window: QWidget, event: QKeyEvent) -> bool:
    """Let Enter press the button that has the focus, as Space does; says whether it did.

    Qt does that in dialogs only. A window calls this in `keyPressEvent`, for keys that nothing
    inside it wanted.
    """
    focused = window.focusWidget()
    wanted = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not wanted or not isinstance(focused, QPushButton | QToolButton):
        return False
    focused.click()
    return True


def action(
    parent: QWidget, text: str, icon: str = "", *, shortcut: str = "", tip: str = ""
) -> QAction:
    """An action with its word, icon name and shortcut (shown in the tip and in menus)."""
    made = QAction(text, parent)
    if icon:
        made.setIcon(theme.active().icon(icon))
        made.setProperty("icon_name", icon)
    if shortcut:
        made.setShortcut(shortcut)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    hint = tip or text
    made.setToolTip(f"{hint}（{shortcut}）" if shortcut else hint)
    return made
