"""That dues were made public (公示): at least once a year, taken down with what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from djdesk.errors import Problem
from djdesk.models.dues import Publication
from djdesk.services.desk import Desk
from djdesk.services.dues import fields as forms
from djdesk.services.dues import rows as table
from djdesk.services.dues.rows import AREA, Values
from djdesk.services.listing import Value


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication as values by the keys of its form; quarter 0 is the whole year."""

    id: int
    values: dict[str, Value]

    @property
    def title(self) -> str:
        """2026年党费收缴情况, 2026年第1季度党费收缴情况."""
        quarter = self.values["quarter"]
        part = f"第{quarter}季度" if quarter else ""
        return f"{self.values['year']}年{part}党费收缴情况"


def publications(desk: Desk, year: int | None = None) -> tuple[PublicationRow, ...]:
    """All publications (of a year), the newest first."""
    wanted = select(Publication).order_by(Publication.published_on.desc(), Publication.id.desc())
    if year is not None:
        wanted = wanted.where(Publication.year == year)
    with desk.store.read() as session:
        return tuple(
            PublicationRow(row.id, table.held(row, forms.PUBLICATION_FIELDS))
            for row in session.scalars(wanted)
        )


def publish(desk: Desk, values: Values) -> int:
    """Enter that dues of a year or quarter were made public; returns the key."""
    desk.require(AREA)
    with desk.store.write("登记党费公示", area=AREA) as session:
        given = table.completed(forms.PUBLICATION_FIELDS, values)
        given["quarter"] = given.get("quarter") or 0
        table.refuse(_problems(given, desk.today()))
        row = Publication(organization_id=desk.store.book.home_organization_id, **given)
        session.add(row)
        session.flush()
        return row.id


def take_down(desk: Desk, publication_id: int, *, on: date, objections: str = "") -> None:
    """Enter when a publication was taken down, and what was objected and done about it."""
    desk.require(AREA)
    with desk.store.write("撤下党费公示", area=AREA) as session:
        row = table.own_row(session, Publication, publication_id)
        if on < row.published_on or on > desk.today():
            told = Problem(
                "撤下日期不对。", "应在公示之日到今天之间。", "removed_on", value=f"{on}"
            )
            table.refuse([told])
        row.removed_on = on
        row.objections = objections.strip() or row.objections


def _problems(given: Values, today: date) -> list[Problem]:
    problems = table.check_form(forms.PUBLICATION_FIELDS, given, today)
    year, quarter = given.get("year"), given.get("quarter") or 0
    published = given.get("published_on")
    if not isinstance(quarter, int) or not 0 <= quarter <= 4:
        problems.append(Problem("季度填 1 到 4，全年不填。", "请核对季度。", "quarter"))
    elif isinstance(year, int) and isinstance(published, date):
        begin = date(year, max(1, quarter * 3 - 2), 1)
        if published < begin:
            problems.append(Problem("公示日期早于所公示的时间。", "请核对年度。", "year"))
    return problems
