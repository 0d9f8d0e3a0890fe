"""Runs a reader of compiled code in a process of its own, which a damaged file may take down."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Died(Exception):
    """The process ended without an answer."""


def run_apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `work` returns, worked out in a new process; about a quarter of a second.

    `work` is a function at the top of a module, arguments and result can be pickled. What it
    raises is raised here; `Died` if it took its process down, which no `except` could catch.
    """
    # spawned, not forked: a copy of a program with threads and an open book is not safe
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=_be_quiet) as process:
        try:
            return process.submit(work, *args, **kwargs).result()
        except BrokenProcessPool as error:
            raise Died from error


def _be_quiet() -> None:
    """The last words of compiled code are of no use to the person at the screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
