"""Qt's own words in Chinese where its translation files leave them in English."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

# English text as Qt asks for it, "&" and all, whatever class asks.
WORDS = {
    "&Look in:": "位置(&L)：",
    "Look in:": "位置：",
    "Files of &type:": "文件类型(&T)：",
    "Files of type:": "文件类型：",
    "File &name:": "文件名(&N)：",
    "&File name:": "文件名(&N)：",
    "Folder": "文件夹",
    "File Folder": "文件夹",
    "Drive": "磁盘",
    "%1 File": "%1 文件",
    "Discard": "不保存",
    "&Discard": "不保存(&D)",
    "Don't Save": "不保存",
    "Close without Saving": "不保存",
    "Input Methods": "输入法",
    "Select IM": "选择输入法",
    "Insert Unicode control character": "插入控制字符",
    "Undo": "撤销",
    "&Undo": "撤销(&U)",
    "Redo": "重做",
    "&Redo": "重做(&R)",
    "Cu&t": "剪切(&T)",
    "&Copy": "复制(&C)",
    "&Paste": "粘贴(&P)",
    "Delete": "删除",
    "Select All": "全选",
}


class Words(QTranslator):
    """A translator that is asked first; what it does not know goes on to Qt's own files."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        # Only None (a null text) lets Qt ask the next translator; "" would be shown as it is.
        return WORDS.get(sourceText)

    def isEmpty(self) -> bool:
        return False
