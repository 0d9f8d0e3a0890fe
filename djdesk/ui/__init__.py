"""The window: Qt lives here and nowhere else."""

from __future__ import annotations

import ctypes
import sys


def keep_singletons() -> None:
    """Keep None, True and False alive below Python 3.12, whatever Qt's bindings do to them.

    PySide6 6.12.0 is built for interpreters in which these three are never counted: each call of a
    Qt method without a result gives one reference to None too many away, and after some ten
    thousand calls Python 3.11 ends with "deallocating None". From Python 3.12 on they live for ever
    by themselves; here they are given a count that no session can use up, which does no harm with
    bindings that count rightly.
    """
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12):
        return
    for singleton in (None, True, False):
        # The count is the first word of every object (PEP 683 changed that in 3.12 only).
        count = ctypes.c_ssize_t.from_address(id(singleton))
        if count.value < _FOR_EVER // 2:
            count.value += _FOR_EVER


_FOR_EVER = sys.maxsize // 4

keep_singletons()
