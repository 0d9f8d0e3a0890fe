"""What a measurement is, and how it is taken: warm-up, turns, the median of several runs."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

PEOPLE = 100_000
"""How many people the roster benchmarks are run on unless asked otherwise."""

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: what we cost, what the floor or peer costs, and the ratio allowed.

    `ours` and `floor` are in `unit` (seconds or MB). `limit` is the highest ratio that is accepted;
    0 means that the figure is shown and not judged. `against` names the floor.
    """

    name: str
    ours: float
    floor: float
    limit: float
    against: str
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """`ours` / `floor`; 0 where there is no floor to compare with."""
        return self.ours / self.floor if self.floor else 0.0

    @property
    def within(self) -> bool:
        """Whether the ratio is within its limit."""
        return self.limit == 0 or self.ratio <= self.limit


def seconds(work: Work) -> float:
    """The wall time of one run of `work`, with the garbage collector out of the way."""
    gc.collect()
    gc.disable()
    try:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin
    finally:
        gc.enable()


def median(work: Work, *, runs: int = 5, warm: int = 1) -> float:
    """The median wall time of `runs` runs in seconds, after `warm` runs that do not count."""
    for _ in range(warm):
        work()
    return statistics.median(seconds(work) for _ in range(runs))


def compare(
    name: str,
    ours: Work,
    floor: Work,
    *,
    limit: float,
    against: str,
    runs: int = 5,
    warm: int = 1,
    between: Work = lambda: None,
) -> Result:
    """Measure both by turns, so that a busy machine weighs on both alike; medians of `runs`.

    `between` is done before each run and not measured: waiting until all is quiet again.
    """
    for _ in range(warm):
        ours()
        between()
        floor()
    own: list[float] = []
    bare: list[float] = []
    for _ in range(runs):
        between()
        own.append(seconds(ours))
        between()
        bare.append(seconds(floor))
    return Result(name, statistics.median(own), statistics.median(bare), limit, against)


def memory_mb() -> float:
    """The memory this process holds now, in MB (resident set); 0 where it cannot be read."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0
