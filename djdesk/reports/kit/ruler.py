"""The ruler page (标尺页): printed once, it tells by how much a printer shifts what it prints."""

from __future__ import annotations

import io

from djdesk.reports.kit import fonts
from djdesk.reports.kit.content import Paper
from djdesk.reports.kit.document import Document
from djdesk.reports.kit.fonts import Faces, Role
from djdesk.reports.kit.setting import Font, Setting
from djdesk.reports.kit.sheet import MM, Sheet

CROSS = 30.0
"""Millimetres from the left and upper edge of the sheet at which the cross should stand."""

ARM = 12.0
LONG = 60.0
"""Half an arm of the cross, and the length of the rulers through it, in millimetres."""

SAID = (
    "套打标尺页",
    f"1. 用尺量：十字竖线到纸的左边多少毫米？应为 {CROSS:.0f} 毫米。",
    f"2. 再量：十字横线到纸的上边多少毫米？应为 {CROSS:.0f} 毫米。",
    "3. 把两个数填进“套打校准”窗口，保存。",
    "4. 打印时请选“实际大小”，不要缩放；放纸方向要和套打时一样。",
)


def shift(measured_x: float, measured_y: float) -> tuple[float, float]:
    """The offsets (right, down; millimetres) that undo a shift, from where the cross came out."""
    return round(CROSS - measured_x, 1), round(CROSS - measured_y, 1)


def ruler(paper: Paper, *, faces: Faces | None = None) -> bytes:
    """The ruler page for sheets of this size and direction as a PDF; offsets are not applied."""
    setting = Setting(faces or fonts.installed())
    font = setting.font(Role.BODY)
    wide, high = (length * MM for length in paper.extent)
    sheet = Sheet()
    x, y = CROSS * MM, high - CROSS * MM
    arm = ARM * MM
    sheet.rules(((x - arm, y, x + LONG * MM, y), (x, y + arm, x, y - LONG * MM)), 0.4)
    _ticks(sheet, font, x, y)
    for place, line in enumerate(SAID):
        size = 16 if place == 0 else 11
        sheet.text(font, size, x + 8 * MM, y - (18 + 9 * place) * MM, line)
    out = io.BytesIO()
    document = Document(out, SAID[0])
    document.add_page(sheet, wide, high)
    document.add_fonts(setting.subsets)
    document.close()
    return out.getvalue()


def _ticks(sheet: Sheet, font: Font, x: float, y: float) -> None:
    """Millimetres on both arms, as a check that the printer keeps the size (50 mm are 50 mm)."""
    lines = []
    for number in range(1, int(LONG) + 1):
        tick = (4 if number % 10 == 0 else 2.5 if number % 5 == 0 else 1.5) * MM
        along = number * MM
        lines += [(x + along, y, x + along, y + tick), (x, y - along, x - tick, y - along)]
        if number % 10 == 0:
            sheet.aligned(font, 7, x + along - 10, 20, y + tick + 5, str(number), "center")
            sheet.aligned(font, 7, x - tick - 22, 20, y - along, str(number), "right")
    sheet.rules(lines, 0.3)
