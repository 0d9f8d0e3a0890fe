"""Every area that travels in packages; a new area adds its shapes to `AREAS` and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from djdesk.exchange import archive, assessment, dues, meetings, organization
from djdesk.exchange.roster import package as roster
from djdesk.services.shapes import Shape

AREAS: tuple[tuple[str, tuple[Shape, ...]], ...] = (
    ("organization", organization.SHAPES),
    ("roster", roster.SHAPES),
    ("meetings", meetings.SHAPES),
    ("dues", dues.SHAPES),
    ("assessment", assessment.SHAPES),
    ("archive", archive.SHAPES),
)


def in_order(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """`shapes` so that each comes after those it points to; rows that belong to any table last.

    ValueError when tables point to each other in a circle.
    """
    waiting = list(shapes)
    done: list[Shape] = []
    while waiting:
        ready = [shape for shape in waiting if _free(shape, waiting)]
        if not ready:
            names = sorted(shape.table for shape in waiting)
            raise ValueError(f"tables point to each other: {names}")
        done += ready
        waiting = [shape for shape in waiting if shape not in ready]
    return tuple(done)


def _free(shape: Shape, waiting: list[Shape]) -> bool:
    if shape.owner:
        return all(other.owner for other in waiting)
    pending = {other.table for other in waiting} - {shape.table}
    return all(reference.table not in pending for reference in shape.references)


SHAPES = in_order(shape for _, shapes in AREAS for shape in shapes)
