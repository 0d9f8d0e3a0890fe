"""Keeps the collector of cycles away from work that makes millions of cells and not one cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it nothing is searched for cycles; also a decorator.

    Every few hundred new objects the collector walks through those it knows: with 50,000 rows in
    memory a tenth of an import's time goes there, and there is nothing to find.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
