"""One table of a roster, its columns understood and laid side by side for checking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from djdesk.errors import Severity
from djdesk.exchange.roster import sheet_cells as cells
from djdesk.exchange.roster import sheet_identity
from djdesk.exchange.roster.sheet_cells import Column, Meaning, Say, understand
from djdesk.exchange.roster.sheet_dates import Dates, Doubt, Read, read_date, read_dates
from djdesk.exchange.roster.sheet_faults import Fault
from djdesk.exchange.roster.sheet_pieces import dates_in, put_together, school_and_major
from djdesk.exchange.sheet.formats import decimals, months
from djdesk.exchange.sheet.grid import Cell, Spreadsheet, shown
from djdesk.exchange.sheet.headers import HeaderColumn
from djdesk.exchange.sheet.tables import Table
from djdesk.exchange.sheet.vocabulary import IGNORED, Vocabulary

DATES = (
    "birth_on", "file_birth_on", "joined_on", "full_on", "work_start_on",
    "entered_on", "mobile_since", "lost_since", "post_since",
)  # fmt: skip
FORMATTED = ("xlsx", "xls")
"""Kinds of files that tell how their cells are shown."""

JOINED_BY = {"sponsors": "、", "phone": "、", "remark": "；", "workplace": "", "address": "、"}
APART = re.compile(r"[\s、,，/;；]+")
Reader = Callable[[Cell], Meaning]


class People:
    """The rows of one table: a list for each field, one entry for each person.

    `values` holds texts and codes, `days` dates; `months` the places of dates of which only the
    month is known, `doubts` those with more to say. `faults` grows while the rows are checked.
    """

    def __init__(
        self, number: int, table: Table, words: Vocabulary, today: date, source: Spreadsheet
    ) -> None:
        self.number = number
        self.table = table
        self.words = words
        self.today = today
        self.count = len(table.rows)
        self.values: dict[str, list[str | None]] = {}
        self.days: dict[str, list[date | None]] = {}
        self.months: dict[str, set[int]] = {}
        self.doubts: dict[str, dict[int, Read]] = {}
        self.left: dict[int, tuple[str, str]] = {}
        self.faults: list[Fault] = []
        self.rejected: set[int] = set()
        self._columns: dict[str, HeaderColumn] = {}
        self._source = source
        self._hints: list[tuple[int, str, str, str]] = []
        self._second: dict[int, str] = {}
        self._raw: dict[str, list[Cell]] = {}
        self._mark: tuple[int, frozenset[int]] = (0, frozenset())
        for column in table.header.columns:
            if column.key and column.key != IGNORED:
                self._columns.setdefault(column.key, column)
        raw = table.columns() if table.rows else [[] for _ in range(self._width())]
        for column in table.header.columns:
            if column.key and column.key != IGNORED and not column.part:
                self._take(column, column.key, raw[column.index])
        for key in dict.fromkeys(c.key for c in table.header.columns if c.key and c.part):
            if key not in self.values and key not in self.days:
                parts = [c for c in table.header.columns if c.key == key and c.part]
                self._take(parts[0], key, put_together(parts, raw))
        self._compose()

    # -- what is said about a row --------------------------------------------------------------

    def row(self, place: int) -> int:
        """The number the spreadsheet shows for a person's row."""
        return self.table.rows[place] + 1

    def title(self, field: str) -> str:
        """The header of the column that told `field`, or the word of the form without one."""
        source = SOURCES.get(field, ())
        for key in (field, *source):
            if key in self._columns:
                return self._columns[key].title
        return self.words.titles.get(field, "")

    def written(self, place: int, field: str) -> str:
        """The cell of `field` as it stands in the spreadsheet; empty without such a column."""
        for key in (field, *SOURCES.get(field, ())):
            if key in self._columns:
                index = self._columns[key].index
                return shown(self.table.raw(place, index)).strip()
        return ""

    def raw(self, field: str) -> Sequence[Cell]:
        """The cells of `field` as they were read; empty texts without such a column."""
        return self._raw.get(field) or [""] * self.count

    def say(
        self,
        place: int,
        field: str,
        say: Say,
        *,
        value: str | None = None,
        column: HeaderColumn | None = None,
    ) -> None:
        """Note a fault or warning of a person; a fault rejects the row.

        It speaks of `column` where several tell the field, else of the first that does.
        """
        if value is None:
            value = (
                self.written(place, field)
                if column is None
                else shown(self.table.raw(place, column.index)).strip()
            )
        self.faults.append(
            Fault(
                self.table.grid.name,
                self.row(place),
                self.title(field) if column is None else column.title,
                value,
                say.reason,
                say.remedy,
                say.severity,
                field,
                self.number,
                place,
            )
        )
        if say.severity is Severity.ERROR:
            self.rejected.add(place)

    def warn(self, place: int, field: str, reason: str, remedy: str) -> None:
        """Note a warning of a person."""
        self.say(place, field, Say(reason, remedy, Severity.WARN))

    def note(
        self, row: int, reason: str, remedy: str, *, column: str = "", value: str = ""
    ) -> None:
        """Note a warning that concerns no single person; `row` as the spreadsheet shows it."""
        sheet = self.table.grid.name
        warning = Fault(sheet, row, column, value, reason, remedy, Severity.WARN)
        self.faults.append(replace(warning, table=self.number))

    def mark(self) -> None:
        """Remember what was said so far, for `reset`."""
        self._mark = (len(self.faults), frozenset(self.rejected))

    def reset(self) -> None:
        """Forget what was said after `mark`, so that another plan can be made of the same rows."""
        del self.faults[self._mark[0] :]
        self.rejected = set(self._mark[1])

    def has(self, field: str) -> bool:
        """Whether the table has a column for `field`."""
        return field in self._columns

    def column(self, field: str) -> list[str | None]:
        """The values of `field`, a list to be written into; all empty if it has no column."""
        values = self.values.get(field)
        if values is None:
            values = self.values[field] = [None] * self.count
        return values

    def dates(self, field: str) -> list[date | None]:
        """The dates of `field`, as `column`."""
        days = self.days.get(field)
        if days is None:
            days = self.days[field] = [None] * self.count
        return days

    # -- understanding ---------------------------------------------------------------------------

    def _width(self) -> int:
        return 1 + max(column.index for column in self.table.header.columns)

    def _take(self, column: HeaderColumn, key: str, raw: list[Cell]) -> None:
        self._raw.setdefault(key, raw)
        if key == "joined_on":
            raw = self._take_second_dates(raw)
        if key in DATES:
            self._take_dates(key, self._read_dates(raw, column.index))
        elif key == "name":
            self._lay(column, key, sheet_identity.name_column(raw))
        elif key == "id_number":
            self._lay(column, key, sheet_identity.id_column(raw, self.today))
        elif key == "joined_full":
            self._take_joined_full(raw)
        else:
            reader = READERS.get(key, cells.text)
            if key in TITLED:
                reader = partial(TITLED[key], title=column.path[-1])
            self._lay(column, key, understand(raw, reader))

    def _read_dates(self, raw: list[Cell], index: int) -> Dates:
        dates = read_dates(raw, number_texts=self._source.format == "csv")
        places = [place for place, read in dates.odd.items() if read.doubt is Doubt.JAN_OR_OCT]
        if places and self._source.format in FORMATTED:
            # shown with two decimals 1985.1 reads 1985.10: whoever typed it saw October
            cells_of = {(self.table.rows[place], index): place for place in places}
            shown_as = decimals(self._source.path, self.table.grid.name, cells_of)
            for cell, digits in shown_as.items():
                day = dates.days[cells_of[cell]]
                if digits == 2 and day is not None:
                    dates.days[cells_of[cell]] = day.replace(month=10)
                    del dates.odd[cells_of[cell]]
        if self._source.format in FORMATTED:
            self._add_months_shown(dates, raw, index)
        return dates

    def _add_months_shown(self, dates: Dates, raw: list[Cell], index: int) -> None:
        """Firsts of a month that the workbook shows without a day were typed without one."""
        firsts = {
            (self.table.rows[place], index): place
            for place, day in enumerate(dates.days)
            if day is not None
            and day.day == 1
            and not isinstance(raw[place], str)
            and place not in dates.months
        }
        if firsts:
            shown_so = months(self._source.path, self.table.grid.name, firsts)
            dates.months.update(firsts[cell] for cell in shown_so)

    def _take_dates(self, key: str, dates: Dates) -> None:
        self.days[key] = dates.days
        self.months[key] = dates.months
        self.doubts[key] = dates.odd

    def _take_second_dates(self, raw: list[Cell]) -> list[Cell]:
        """Cells of 入党时间 that tell 转正时间 as well; returns the column without the second."""
        result = raw.copy()
        for place, cell in enumerate(raw):
            if isinstance(cell, str) and len(cell) > 11:
                found = dates_in(cell)
                if len(found) == 2 and found[0] != found[1]:
                    result[place], self._second[place] = found
        return result

    def _add_second_dates(self) -> None:
        """转正时间 written behind 入党时间 counts where its own column is empty or missing."""
        if not self._second:
            return
        days = self.dates("full_on")
        for place, cell in self._second.items():
            read = read_date(cell)
            if days[place] is None and read.day is not None:
                days[place] = read.day
                if read.month_only:
                    self.months.setdefault("full_on", set()).add(place)

    def _take_joined_full(self, raw: list[Cell]) -> None:
        """入党时间 and 转正时间 in one cell, the earlier first."""
        joined: list[Cell] = []
        full: list[Cell] = []
        for cell in raw:
            found = dates_in(cell) if isinstance(cell, str) else []
            joined.append(found[0] if found else cell)
            full.append(found[1] if len(found) > 1 else "")
        for key, part in (("joined_on", joined), ("full_on", full)):
            if key not in self._columns:
                self._take_dates(key, read_dates(part, number_texts=self._source.format == "csv"))

    def _lay(self, header: HeaderColumn, key: str, column: Column) -> None:
        old = self.values.get(key)
        if old is None:
            self.values[key] = column.values
        elif key == "person_class":
            # 政治面貌 says 党员 of everybody, 党员类别 says more
            self.values[key] = [
                "probationary" if "probationary" in pair else pair[0] or pair[1]
                for pair in zip(old, column.values, strict=True)
            ]
        else:
            sign = JOINED_BY.get(key, "、")
            self.values[key] = [
                a if not b or a == b else b if not a else a + sign + b
                for a, b in zip(old, column.values, strict=True)
            ]
        for place, meaning in column.odd.items():
            if meaning.say is not None:
                self.say(place, key, meaning.say, column=header)
            self._hints += [(place, key, field, value) for field, value in meaning.hints]

    def _hint(self, place: int, source: str, field: str, value: str) -> None:
        if field == "left":
            self.left[place] = (source, value)
        elif field == "place":
            # 上海 in the column 是否流动 says where to
            target = self.column(f"{source}_to" if source == "mobile" else "remark")
            target[place] = target[place] or value
        elif field in ("mobile", "lost"):
            self.column(field)[place] = "1"
            if field == "mobile" and not re.search(r"流动|^1$", value):
                target = self.column("mobile_to")
                target[place] = target[place] or value
        else:
            target = self.column(field)
            target[place] = target[place] or value

    def _compose(self) -> None:
        """Spread columns that hold two things over the two fields; let cells hint at others."""
        self._add_second_dates()
        self._move("education_degree", "education")
        self._graded_education()
        if "sex_ethnic" in self.values:
            self._split_sex_ethnic()
        if "school_major" in self.values:
            self._split("school_major", "school", "major", school_and_major)
        # what a column says itself goes before what others say by the way
        for place, source, field, value in self._hints:
            self._hint(place, source, field, value)

    def _move(self, source: str, target: str) -> None:
        if source in self.values:
            old = self.values.get(target)
            new = self.values.pop(source)
            self.values[target] = (
                new if old is None else [a or b for a, b in zip(old, new, strict=True)]
            )

    def _graded_education(self) -> None:
        """Of full-time and in-service education the higher one counts, with its school."""
        modes = [k for k in ("fulltime", "parttime") if f"{k}_education" in self.values]
        if not modes:
            return
        best, mode, school = (
            self.column(k) for k in ("education", "education_mode", "school_major")
        )
        for place in range(self.count):
            told = [
                (code, kind)
                for kind in modes
                if (code := self.values[f"{kind}_education"][place]) is not None
            ]
            if not told:
                continue
            code, kind = min(told, key=lambda pair: pair[0])
            if best[place] is None:
                best[place] = code
                mode[place] = mode[place] or ("1" if kind == "fulltime" else "2")
            schools = self.values.get(f"{kind}_school")
            if schools is not None and school[place] is None:
                school[place] = schools[place]
        for kind in modes:
            del self.values[f"{kind}_education"]

    def _split_sex_ethnic(self) -> None:
        sexes, ethnics = self.column("sex"), self.column("ethnic")
        for place, word in enumerate(self.values.pop("sex_ethnic")):
            for part in filter(None, APART.split(word or "")):
                sex, ethnic = cells.sex(part), cells.code(part, "ethnic")
                if sex.value:
                    sexes[place] = sexes[place] or sex.value
                elif ethnic.value:
                    ethnics[place] = ethnics[place] or ethnic.value
                elif ethnic.say:
                    self.say(place, "sex_ethnic", ethnic.say)

    def _split(
        self, source: str, first: str, second: str, apart: Callable[[str], tuple[str, str]]
    ) -> None:
        firsts, seconds = self.column(first), self.column(second)
        known: dict[str, tuple[str, str]] = {}
        for place, word in enumerate(self.values[source]):
            if word:
                if word not in known:
                    known[word] = apart(word)
                a, b = known[word]
                firsts[place] = firsts[place] or a
                seconds[place] = seconds[place] or b or None


SOURCES: dict[str, tuple[str, ...]] = {
    "education": ("education_degree", "parttime_education", "fulltime_education"),
    "degree": ("education_degree",),
    "sex": ("sex_ethnic",),
    "ethnic": ("sex_ethnic",),
    "school": ("school_major",),
    "major": ("school_major",),
    "joined_on": ("joined_full",),
    "full_on": ("joined_full",),
    "mobile": ("absence",),
    "lost": ("absence",),
}
"""Columns that may tell a field beside its own, in the order in which they are asked."""

READERS: dict[str, Reader] = {
    "sex": cells.sex,
    "ethnic": partial(cells.code, table="ethnic"),
    "education": cells.education,
    "education_degree": cells.education,
    "fulltime_education": cells.education,
    "parttime_education": cells.education,
    "degree": partial(cells.WARN_CODE, table="degree"),
    "education_mode": partial(cells.WARN_CODE, table="education_mode"),
    "marital": partial(cells.WARN_CODE, table="marital"),
    "work_post": cells.work_post,
    "phone": cells.phone,
    "party_post": cells.posts,
    "group": cells.group,
    "mobile": cells.flag,
    "lost": cells.flag,
    "absence": cells.absence,
}
TITLED: dict[str, Callable[..., Meaning]] = {
    "person_class": cells.person_class,
    "state": cells.state,
}
"""Readers for which the header matters: 是否预备党员 with 是 says the contrary of 是否正式."""


def joined_keys(tables: Iterable[People]) -> set[str]:
    """All fields that any of the tables tells."""
    return {key for people in tables for key in (*people.values, *people.days)}
