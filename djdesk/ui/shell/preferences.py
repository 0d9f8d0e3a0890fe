"""How the program looks on this computer: size of writing, light or dark, presentation mode."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from djdesk.ui.kit import theme
from djdesk.ui.kit.page import Card, Page, scrolled
from djdesk.ui.kit.pane import Context, PaneSpec

MODES = {
    theme.Mode.AUTO: "跟随系统",
    theme.Mode.LIGHT: "浅色",
    theme.Mode.DARK: "深色",
    theme.Mode.CONTRAST: "高对比度",
}


class PreferencesPane(Page):
    """Choices that take effect at once and are kept on this computer, not in the book."""

    def __init__(self, context: Context) -> None:
        super().__init__("显示设置", "preferences", context.memory)
        self._context = context
        look = theme.active()
        whole = QWidget(self)
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        self.sizes = self._choices(
            box,
            "字号",
            "立即生效，表格一起放大。",
            {str(scale): f"{word}（{scale}%）" for scale, word in theme.SCALES.items()},
            str(look.scale),
            self._on_scale,
        )
        self.modes = self._choices(
            box,
            "配色",
            "深色适合昏暗的会议室；高对比度使用系统里选定的颜色。",
            {mode.value: word for mode, word in MODES.items()},
            look.mode.value,
            self._on_mode,
        )
        box.addWidget(self._presentation_card())
        box.addStretch(1)
        self.set_master(scrolled(whole))

    def _choices(
        self,
        box: QVBoxLayout,
        title: str,
        hint: str,
        words: dict[str, str],
        now: str,
        then: object,
    ) -> dict[str, QRadioButton]:
        card = Card(self)
        heading = QLabel(title, card)
        theme.role(heading, "heading")
        card.box.addWidget(heading)
        group = QButtonGroup(card)
        made: dict[str, QRadioButton] = {}
        for value, word in words.items():
            button = QRadioButton(word, card)
            button.setChecked(value == now)
            button.setProperty("value", value)
            group.addButton(button)
            card.box.addWidget(button)
            made[value] = button
        group.buttonClicked.connect(then)
        note = QLabel(hint, card)
        theme.role(note, "hint")
        card.box.addWidget(note)
        box.addWidget(card)
        return made

    def _presentation_card(self) -> Card:
        card = Card(self)
        heading = QLabel("投影模式", card)
        theme.role(heading, "heading")
        self.masking = QCheckBox("遮住身份证号、电话等隐私内容（Ctrl+Shift+P）", card)
        self.masking.setChecked(self._context.presentation.on)
        self.masking.clicked.connect(self._context.presentation.set)
        self._context.presentation.changed.connect(self.masking.setChecked)
        note = QLabel("投影或有人在旁边看屏幕时打开；打印和导出不受影响。", card)
        theme.role(note, "hint")
        for widget in (heading, self.masking, note):
            card.box.addWidget(widget)
        return card

    def _on_scale(self, button: QRadioButton) -> None:
        scale = int(button.property("value"))
        theme.active().set_scale(scale)
        self._context.memory.keep("look/scale", scale)

    def _on_mode(self, button: QRadioButton) -> None:
        mode = theme.Mode(button.property("value"))
        theme.active().set_mode(mode)
        self._context.memory.keep("look/mode", mode.value)


PANE = PaneSpec(
    "preferences",
    "显示设置",
    "系统",
    "monitor",
    PreferencesPane,
    words="字号 大字 深色 投影 界面",
)
