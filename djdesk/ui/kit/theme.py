"""Applies the look to the application: fonts, scale, light, dark or high contrast, icons, words."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTranslator,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from djdesk import resources
from djdesk.ui.kit import style
from djdesk.ui.kit.words import Words

FAMILY = "Noto Sans SC"
SCALES = {100: "标准", 120: "大", 145: "特大"}
ROW_HEIGHT = 30  # of a table row at 100 %


class Mode(StrEnum):
    """Which theme is wanted; `AUTO` follows the system, its high-contrast theme included."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Theme(QObject):
    """The look now in force. `changed` is emitted after scale or mode changed, all applied."""

    changed = Signal()

    def __init__(self, app: QApplication, scale: int, mode: Mode) -> None:
        super().__init__(app)
        self._app = app
        self._system_palette = app.palette()
        self._images = tempfile.TemporaryDirectory(prefix="djdesk-look-")
        self.scale = scale
        self.mode = mode
        self.tokens = style.LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._apply()

    def px(self, length: float) -> int:
        """`length` pixels at 100 % as device-independent pixels at the scale in force."""
        return max(1, round(length * self.scale / 100)) if length else 0

    @property
    def row_height(self) -> int:
        """Height of a table row in pixels."""
        return self.px(ROW_HEIGHT)

    def colour(self, token: str) -> QColor:
        """The colour of a purpose, e.g. `colour("accent")`; AttributeError if there is none."""
        return QColor(str(getattr(self.tokens, token)))

    def set_scale(self, scale: int) -> None:
        """Set everything to `scale` per cent (one of SCALES) at once."""
        if scale not in SCALES:
            raise ValueError(f"no such scale: {scale}")
        if scale != self.scale:
            self.scale = scale
            self._apply()
            self.changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Set light, dark, high contrast, or what the system says, at once."""
        if mode is not self.mode:
            self.mode = mode
            self._apply()
            self.changed.emit()

    def icon(self, name: str, token: str = "text") -> QIcon:
        """Icon `name` of resources/icons, drawn sharp at any size in the colour in force.

        Raises FileNotFoundError for a name that is not in the set.
        """
        _svg(name)
        return QIcon(_Tinted(name, token))

    def pixmap(self, name: str, size: float, token: str = "text") -> QPixmap:
        """Icon `name` as a picture of `size` px at 100 %, for labels."""
        return self.icon(name, token).pixmap(
            QSize(self.px(size), self.px(size)), self._app.devicePixelRatio()
        )

    def _on_system_changed(self) -> None:
        if self.mode is Mode.AUTO:
            self._apply()
            self.changed.emit()

    def _choose(self) -> style.Tokens:
        hints = QGuiApplication.styleHints()
        wants_contrast = (
            hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        )
        if self.mode is Mode.CONTRAST or (self.mode is Mode.AUTO and wants_contrast):
            return style.high_contrast(self._system_palette)
        dark = self.mode is Mode.DARK or (
            self.mode is Mode.AUTO and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        return style.DARK if dark else style.LIGHT

    def _apply(self) -> None:
        self.tokens = self._choose()
        font = QFont([FAMILY, "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC"])
        font.setPixelSize(self.px(13))
        self._app.setPalette(style.palette(self.tokens))
        # before, because widgets that are there take the size from it as they are dressed anew;
        # and after, because a new style sheet gives lists, menus and tips the font of Windows again
        self._app.setFont(font)
        self._app.setStyleSheet(style.sheet(self.tokens, self.px, self._image_files()))
        self._app.setFont(font)

    def _image_files(self) -> dict[str, str]:
        """Small pictures for parts that a style sheet can only take from files."""
        files: dict[str, str] = {}
        for part, (name, token) in {
            "down": ("chevron-down", "muted"),
            "up": ("chevron-up", "muted"),
            "right": ("chevron-right", "muted"),
            "check": ("check", "on_accent"),
            "clear": ("circle-x", "muted"),
            "dash": ("minus", "on_accent"),
        }.items():
            colour = str(getattr(self.tokens, token))
            path = Path(self._images.name) / f"{name}-{colour[1:]}.svg"
            if not path.exists():
                path.write_bytes(_tint(name, colour))
            files[part] = path.as_posix()
        return files


_active: Theme | None = None


def install(app: QApplication, *, scale: int = 100, mode: Mode = Mode.AUTO) -> Theme:
    """Give the application its look and its Chinese words; the second call changes the first's."""
    global _active
    if _active is not None:
        _active.set_scale(scale)
        _active.set_mode(mode)
        return _active
    app.setStyle("Fusion")
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"NotoSansSC-{weight}.ttf")))
    _speak_chinese(app)
    _active = Theme(app, scale, mode)
    return _active


def active() -> Theme:
    """The look in force; RuntimeError before `install`."""
    if _active is None:
        raise RuntimeError("theme.install has not been called")
    return _active


def role(widget: QWidget, name: str) -> None:
    """Give a widget its role in the style sheet (card, title, primary, chip …)."""
    _set(widget, "role", name)


def state(widget: QWidget, name: str) -> None:
    """Give a widget its state in the style sheet: ok, warn, bad, gold or nothing."""
    _set(widget, "state", name)


def _set(widget: QWidget, which: str, name: str) -> None:
    if (widget.property(which) or "") == name:
        return
    widget.setProperty(which, name)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        # The style sheet is matched once; a changed property needs it matched again.
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _speak_chinese(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in ("qt_zh_CN", "qtbase_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, folder):
            QCoreApplication.installTranslator(translator)
    # Installed last, so asked first: the words Qt's own files leave in English.
    QCoreApplication.installTranslator(Words(app))


@lru_cache(maxsize=256)
def _svg(name: str) -> bytes:
    return resources.path("icons", f"{name}.svg").read_bytes()


def _tint(name: str, colour: str) -> bytes:
    return _svg(name).replace(b"currentColor", colour.encode())


@lru_cache(maxsize=1024)
def _draw(name: str, colour: str, width: int, height: int) -> QPixmap:
    """The icon at the left of a picture; a wider picture keeps a gap before the word."""
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_tint(name, colour))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return picture


class _Tinted(QIconEngine):
    """Draws an icon when it is shown, so that scale and theme need no second look at it."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        tokens = active().tokens
        if mode == QIcon.Mode.Disabled:
            return tokens.muted
        if state == QIcon.State.On and self._token == "text":
            return tokens.accent_text
        return str(getattr(tokens, self._token))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """The picture for `size` device-independent pixels, `scale` dots a pixel."""
        dots = size * scale
        if dots.isEmpty():
            return QPixmap()  # a button that has no room for its picture while it is laid out
        picture = QPixmap(_draw(self._name, self._colour(mode, state), dots.width(), dots.height()))
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._token)
