"""Several things being typed at once, spoken of as one: unsaved, kept as a draft, put back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from djdesk.ui.kit.drafts import Typed


class Together(QObject):
    """The parts of one record under their names; a draft of it holds `name/key` of each part."""

    edited = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: dict[str, Typed] = {}
        self._dirty = False

    def add(self, name: str, part: Typed) -> None:
        """Watch one more part."""
        self._parts[name] = part
        part.edited.connect(self.edited)
        part.dirty_changed.connect(self._on_dirty)

    @property
    def dirty(self) -> bool:
        """Whether any part holds something unsaved."""
        return any(part.dirty for part in self._parts.values())

    def texts(self) -> dict[str, str]:
        """What stands in all parts."""
        return {
            f"{name}/{key}": text
            for name, part in self._parts.items()
            for key, text in part.texts().items()
        }

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Bring back a draft; parts it does not speak of stay as they are."""
        for name, part in self._parts.items():
            prefix = f"{name}/"
            own = {k[len(prefix) :]: text for k, text in texts.items() if k.startswith(prefix)}
            if own:
                part.put_back(own)

    def _on_dirty(self, _dirty: bool) -> None:
        dirty = self.dirty
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
