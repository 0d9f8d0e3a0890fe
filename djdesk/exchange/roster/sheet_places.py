"""Which branch and which group of the book a row of a spreadsheet belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from djdesk.exchange.roster.sheet_cells import Say
from djdesk.exchange.roster.sheet_context import branch_named, caption_branch
from djdesk.exchange.roster.sheet_people import People
from djdesk.exchange.roster.sheet_units import branch_key, group_key
from djdesk.models.books import BookKind
from djdesk.services.roster.intake import Unit


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A branch or group that the import will found; `key` is negative until then.

    `parent` is the id of an organization or the key of another new one.
    """

    key: int
    kind: str
    name: str
    parent: int


class Places:
    """Finds branches and groups by the words of spreadsheets, and plans those that are missing."""

    def __init__(self, units: Sequence[Unit], home: int, kind: BookKind) -> None:
        self.home = home
        self.in_branch = kind is BookKind.BRANCH
        self.new: list[NewUnit] = []
        self._units = {unit.id: unit for unit in units}
        self._branches = {
            branch_key(name): unit for unit in units for name in unit.names if unit.kind != "group"
        }
        self._groups = {
            (unit.parent_id or 0, group_key(name)): unit.id
            for unit in units
            for name in unit.names
            if unit.kind == "group"
        }

    def settle(self, people: People) -> tuple[list[int], list[int | None]]:
        """For each row of a table its branch and its group; 0 where the branch is not known."""
        texts = people.column("branch")
        default = self._default(people)
        # full names first, so that a new branch is founded under its full name
        written = dict.fromkeys(text for text in texts if text is not None)
        different = sorted(written, key=len, reverse=True)
        known: dict[str | None, int | Say] = {
            None: default,
            **{text: self._branch(text, alone=len(different) == 1) for text in different},
        }
        branches: list[int] = []
        for place, text in enumerate(texts):
            found = known[text]
            if isinstance(found, Say):
                if place not in people.rejected:
                    people.say(place, "branch", found, value=text or "")
                branches.append(0)
            else:
                branches.append(found)
        pairs = list(zip(branches, people.column("group"), strict=True))
        found_groups = {
            (branch, text): self._group(branch, text) if text and branch else None
            for branch, text in dict.fromkeys(pairs)
        }
        return branches, [found_groups[pair] for pair in pairs]

    def name(self, unit: int | None) -> str:
        """The name of an organization, new ones included."""
        if not unit:
            return ""
        if unit < 0:
            return next(new.name for new in self.new if new.key == unit)
        return self._units[unit].names[0]

    def received(self, unit: int) -> bool:
        """Whether a branch reports for itself, so that its rows are not ours to change."""
        return unit in self._units and self._units[unit].received

    def _default(self, people: People) -> int | Say:
        """Where rows belong that name no branch: by the title, the sheet, or the only branch."""
        if self.in_branch:
            self._compare_title(people)
            return self.home
        named = caption_branch(people)
        sheet = branch_named(people.table.grid.name)
        for name in filter(None, (named[0] if named else None, sheet)):
            found = self._branch(name, alone=True)
            if not isinstance(found, Say):
                return found
        branches = [unit for unit in self._units.values() if unit.kind == "branch"]
        if len(branches) == 1:
            return branches[0].id
        return Say(
            "不知道属于哪个党支部。",
            "请在表中加一列“所在党支部”，或在标题、工作表名称里写明党支部。",
        )

    def _compare_title(self, people: People) -> None:
        named = caption_branch(people)
        if named is None or not people.count or self._is_home(named[0]):
            return
        people.note(
            named[1],
            f"表上写的是“{named[0]}”，与本账套“{self.name(self.home)}”不同，仍导入本支部。",
            "请看是否选错了文件。",
            value=named[0],
        )

    def _is_home(self, text: str) -> bool:
        found = self._find(text)
        return found is not None and found.id == self.home

    def _find(self, text: str) -> Unit | None:
        """The branch meant: the same words, or the only one that ends or begins alike."""
        key = branch_key(text)
        if key in self._branches:
            return self._branches[key]
        if len(key) < 4:
            return None
        near = {
            unit.id: unit
            for other, unit in self._branches.items()
            if len(other) >= 4 and (other.endswith(key) or key.endswith(other))
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def _branch(self, text: str, *, alone: bool) -> int | Say:
        found = self._find(text)
        if self.in_branch:
            if alone or (found is not None and found.id == self.home):
                return self.home
            return Say(
                f"所在党支部是“{text}”，不是本支部。",
                "支部账套只登记本支部的党员：请删去这一行，或改正支部名称。",
            )
        if found is not None:
            if found.received:
                return Say(
                    f"“{found.names[0]}”的党员由该支部用数据包上报，不能从表格导入。",
                    "请由该支部导入后重新上报。",
                )
            return found.id
        return self._found("branch", text, self.home, branch_key(text))

    def _found(self, kind: str, name: str, parent: int, key: str) -> int:
        unit = NewUnit(-1 - len(self.new), kind, name, parent)
        self.new.append(unit)
        if kind == "group":
            self._groups[parent, key] = unit.key
        else:
            self._branches[key] = Unit(unit.key, parent, kind, (name,), False)
        return unit.key

    def _group(self, branch: int, text: str) -> int:
        key = group_key(text)
        found = self._groups.get((branch, key))
        return found if found is not None else self._found("group", text, branch, key)

    def used(self, wanted: Iterable[int | None]) -> tuple[NewUnit, ...]:
        """The new organizations that are really needed for the rows that are taken over."""
        needed = {unit for unit in wanted if unit is not None and unit < 0}
        needed |= {new.parent for new in self.new if new.key in needed and new.parent < 0}
        return tuple(new for new in self.new if new.key in needed)
