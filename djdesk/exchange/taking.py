"""The rows of a dispatch taken into a branch's book: which count, which stay as they are, the news.

A row the branch cannot take is refused by itself, in words, and the rest is taken: an answer to a
record must not wait because a rubric beside it is wrong. The branch's next report says what was
refused, so that the committee does not believe it has arrived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from djdesk.errors import Problem, Severity
from djdesk.exchange import meetings
from djdesk.exchange.down import DOWN, DOWN_SHAPES, Down
from djdesk.exchange.faults import Fault
from djdesk.exchange.rows import Part, Words
from djdesk.services import transport
from djdesk.services.shapes import Shape, Wire, Wires
from djdesk.services.transport import Changes, Stored

_SPOKEN_OF = (meetings.MEETING,)


@dataclass(slots=True)
class Outcome:
    """What a dispatch did: rows by what became of them, and the news in words.

    `strays` counts rows for records that this book does not have (any more).
    """

    new: int = 0
    changed: int = 0
    removed: int = 0
    strays: int = 0
    lines: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


def take(
    session: Session, origin: str, home: tuple[str, int], parts: Mapping[str, Part]
) -> Outcome:
    """Replace the committee's rows (`origin`) by those of a dispatch.

    `home` is this branch as the committee knows it: the uid there, the local key here. No record
    of this book points to them: putting a rubric in force writes a row of the branch's own.
    """
    here = transport.snapshot(session, DOWN_SHAPES, (origin,), home)
    known = {table: {uid: row.id for uid, row in stored.items()} for table, stored in here.items()}
    known["organization"] = {home[0]: home[1]}
    told = transport.snapshot(session, _SPOKEN_OF, ("",))
    layers = {
        table: {uid: row.values for uid, row in stored.items()}
        for table, stored in {**here, **told}.items()
    }
    words = Words((*_SPOKEN_OF, *DOWN_SHAPES), parts, layers)
    done = Outcome()
    changes: dict[str, Changes] = {}
    for down in DOWN:
        if down.table not in parts:
            continue  # written by an older program, which did not know this yet
        part, missing = _rooted(session, down.shape, parts[down.table], known)
        done.strays += missing
        stored = here[down.table]
        good = _good(down, part, words, done.refused)
        changes[down.table] = _changes(down, good, stored, words, done.lines)
        gone = stored.keys() - part.keys()
        for uid in sorted(gone, key=lambda u: stored[u].id):
            changes[down.table].removed.append(stored[uid].id)
            done.lines.append(f"上级已撤回：{_called(down, uid, words)}")
    transport.replace_rows(session, DOWN_SHAPES, changes, origin=origin, known=known)
    done.new = sum(len(each.added) for each in changes.values())
    done.changed = sum(len(each.changed) for each in changes.values())
    done.removed = sum(len(each.removed) for each in changes.values())
    return done


def _good(down: Down, part: Part, words: Words, refused: list[Problem]) -> Part:
    """The rows the branch finds nothing wrong with; what is wrong with the others is noted.

    Of two rows with the same values of `down.distinct` the first counts.
    """
    good: Part = {}
    names: dict[tuple[Wire, ...], str] = {}
    for uid, wires in part.items():
        problems: list[Problem] = []
        if not down.goes(wires):
            problems.append(Problem("不是上级可以下发的内容。"))
        elif down.distinct and names.setdefault(_name(down, wires), uid) != uid:
            problems.append(Problem("与另一份编号相同。", "请上级另存为新的版次再下发。"))
        else:
            problems += down.check(wires)
        if problems:
            refused += _faults(_called(down, uid, words), down.shape, problems)
        else:
            good[uid] = wires
    return good


def _changes(
    down: Down,
    good: Part,
    stored: Mapping[str, Stored],
    words: Words,
    lines: list[str],
) -> Changes:
    """What is new or has changed, each with its line of news."""
    changes = Changes()
    for uid, wires in good.items():
        if uid not in stored:
            changes.added.append((uid, wires))
        elif all(stored[uid].values.get(key) == value for key, value in wires.items()):
            continue
        else:
            changes.changed.append((stored[uid].id, wires))
        lines.append(down.tell(words, uid, wires))
    return changes


def _rooted(
    session: Session, shape: Shape, part: Part, known: dict[str, dict[str, int]]
) -> tuple[Part, int]:
    """The rows of `part` all of whose references lead to rows here, and how many do not.

    `known` learns the local ids of the rows pointed to.
    """
    kept = dict(part)
    for reference in shape.references:
        wanted = {str(w[reference.key]) for w in part.values() if w.get(reference.key)}
        ids = known.setdefault(reference.table, {})
        ids.update(transport.ids_of(session, reference.table, wanted - set(ids)))
        for uid, wires in part.items():
            target = wires.get(reference.key)
            if target is not None and str(target) not in ids:
                kept.pop(uid, None)
    return kept, len(part) - len(kept)


def _name(down: Down, wires: Wires) -> tuple[Wire, ...]:
    return tuple(wires[column] for column in down.distinct)


def _called(down: Down, uid: str, words: Words) -> str:
    return f"{down.shape.title}“{words.label(down.table, uid)}”"


def _faults(called: str, shape: Shape, problems: Sequence[Problem]) -> list[Problem]:
    """What is wrong with one row: its first reason, with the number of the others."""
    more = f"等 {len(problems)} 处" if len(problems) > 1 else ""
    text = f"{called}没有接收：{problems[0].text.rstrip('。')}{more}。"
    remedy = problems[0].remedy or "请上级核对改正后重新下发。"
    return [Fault(text, remedy, severity=Severity.WARN, code="content", where=shape.title)]
