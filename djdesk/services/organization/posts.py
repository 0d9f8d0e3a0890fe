"""Terms of a committee (届) and the posts held in an organization (任职) as dated rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Refused, UserError
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.roster import Member, Standing
from djdesk.models.rules import codes
from djdesk.services.desk import Desk
from djdesk.services.organization.tree import AREA, descendants, own


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term: `until` is empty while it runs, `planned_until` is when it should end."""

    id: int
    number: int
    since: date
    planned_until: date
    until: date | None
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post and who holds it; `until` is the first day on which it is no longer held."""

    id: int
    organization_id: int
    term_id: int | None
    member_id: int | None
    person: str
    post: str
    duty: str
    since: date
    until: date | None
    reason: str
    basis: str


def candidates(desk: Desk, organization_id: int) -> tuple[tuple[int, str, str], ...]:
    """Members who belong to the organization or below it today, as (id, name, group or branch)."""
    today = desk.today()
    place = func.coalesce(Standing.group_id, Standing.branch_id)
    with desk.store.read() as session:
        below = descendants(session, organization_id)
        rows = session.execute(
            select(Member.id, Member.name, Organization.name)
            .join(Standing, Standing.member_id == Member.id)
            .join(Organization, Organization.id == place)
            .where(Standing.branch_id.in_(below) | Standing.group_id.in_(below))
            .where(Standing.state == "in", Standing.since <= today)
            .where(or_(Standing.until.is_(None), Standing.until > today))
            .where(Member.withdrawn_on.is_(None))
            .order_by(Member.name_pinyin, Member.id)
        )
        return tuple((row[0], row[1], row[2]) for row in rows)


def terms(desk: Desk, organization_id: int) -> tuple[TermRow, ...]:
    """All terms of an organization, the newest first."""
    with desk.store.read() as session:
        rows = session.scalars(
            select(Term)
            .where(Term.organization_id == organization_id)
            .order_by(Term.since.desc(), Term.id.desc())
        )
        return tuple(
            TermRow(
                row.id,
                row.number,
                row.since,
                row.planned_until,
                row.until,
                row.basis,
                row.reason,
            )
            for row in rows
        )


def posts(desk: Desk, organization_id: int, day: date | None = None) -> tuple[Post, ...]:
    """The posts of an organization in the order of offices; as of `day`, or all ever held."""
    statement = (
        select(Tenure, Member.name)
        .outerjoin(Member, Member.id == Tenure.member_id)
        .where(Tenure.organization_id == organization_id)
        .order_by(Tenure.post, Member.name_strokes, Tenure.id)
    )
    if day is not None:
        statement = statement.where(
            Tenure.since <= day, or_(Tenure.until.is_(None), Tenure.until > day)
        )
    else:
        statement = statement.order_by(None).order_by(Tenure.since.desc(), Tenure.post, Tenure.id)
    with desk.store.read() as session:
        return tuple(
            Post(
                id=row.id,
                organization_id=row.organization_id,
                term_id=row.term_id,
                member_id=row.member_id,
                person=name or row.person_name,
                post=row.post,
                duty=row.duty,
                since=row.since,
                until=row.until,
                reason=row.reason,
                basis=row.basis,
            )
            for row, name in session.execute(statement)
        )


def open_term(
    desk: Desk,
    organization_id: int,
    *,
    number: int,
    since: date,
    planned_until: date,
    basis: str = "",
    reason: str = "",
) -> int:
    """Begin term `number`; the running one ends on the same day, posts are entered by hand."""
    desk.require(AREA)
    if planned_until <= since:
        raise Refused([Problem("届满日期应晚于起始日期。", "请核对。", field="planned_until")])
    with desk.store.write(f"登记第{number}届", reason=reason) as session:
        own(session, organization_id)
        for row in session.scalars(select(Term).where(Term.organization_id == organization_id)):
            if row.number == number:
                raise Refused(
                    [Problem(f"第{number}届已经登记过。", "请核对届次。", field="number")]
                )
            if row.until is None:
                if row.since >= since:
                    raise Refused(
                        [Problem("起始日期应晚于上一届。", "请核对日期。", field="since")]
                    )
                row.until = since
        row = Term(
            organization_id=organization_id,
            number=number,
            since=since,
            planned_until=planned_until,
            basis=basis.strip(),
            reason=reason.strip(),
        )
        session.add(row)
        session.flush()
        return row.id


def close_term(desk: Desk, term_id: int, *, until: date, reason: str) -> None:
    """End a running term on `until` without opening the next one."""
    desk.require(AREA)
    with desk.store.write("本届任期结束", reason=reason) as session:
        row = session.get(Term, term_id)
        if row is None:
            raise UserError("找不到这一届的记录。", "请刷新后重试。")
        own(session, row.organization_id)
        if until < row.since:
            raise Refused([Problem("结束日期早于起始日期。", "请核对。", field="until")])
        row.until, row.reason = until, reason.strip()


def hold_post(
    desk: Desk,
    organization_id: int,
    *,
    post: str,
    since: date,
    member_id: int | None = None,
    person_name: str = "",
    duty: str = "",
    term_id: int | None = None,
    reason: str = "",
    basis: str = "",
) -> int:
    """Record that a member (or a named person outside the roster) takes up `post` on `since`."""
    desk.require(AREA)
    with desk.store.write("登记任职", reason=reason) as session:
        own(session, organization_id)
        problems: list[Problem] = []
        if post not in codes.table("party_post").by_code:
            problems.append(Problem("请选择党内职务。", field="post", value=post))
        if member_id is None and not person_name.strip():
            problems.append(Problem("请选择或填写任职人员。", field="member_id"))
        if member_id is not None and session.get(Member, member_id) is None:
            problems.append(Problem("花名册里没有这名党员。", "请重新选择。", field="member_id"))
        same = session.scalar(
            select(Tenure.id).where(
                Tenure.organization_id == organization_id,
                Tenure.post == post,
                Tenure.member_id == member_id,
                Tenure.person_name == ("" if member_id is not None else person_name.strip()),
                or_(Tenure.until.is_(None), Tenure.until > since),
            )
        )
        if same is not None:
            problems.append(Problem("此人已经担任这一职务。", "请先登记免职。", field="member_id"))
        if problems:
            raise Refused(problems)
        row = Tenure(
            organization_id=organization_id,
            term_id=term_id,
            member_id=member_id,
            person_name="" if member_id is not None else person_name.strip(),
            post=post,
            duty=duty.strip(),
            since=since,
            reason=reason.strip(),
            basis=basis.strip(),
        )
        session.add(row)
        session.flush()
        return row.id


def end_post(desk: Desk, tenure_id: int, *, until: date, reason: str) -> None:
    """Record that a post is no longer held from `until` on."""
    desk.require(AREA)
    with desk.store.write("登记免职", reason=reason) as session:
        row = _tenure(session, tenure_id)
        if until < row.since:
            raise Refused([Problem("免职日期早于任职日期。", "请核对日期。", field="until")])
        row.until = until
        row.reason = reason.strip() or row.reason


def change_post(desk: Desk, tenure_id: int, *, duty: str, since: date, basis: str) -> None:
    """Correct the duty, the first day or the document of a post that was entered wrongly."""
    desk.require(AREA)
    with desk.store.write("更正任职记录") as session:
        row = _tenure(session, tenure_id)
        if row.until is not None and since > row.until:
            raise Refused([Problem("任职日期晚于免职日期。", "请核对日期。", field="since")])
        row.duty, row.since, row.basis = duty.strip(), since, basis.strip()


def _tenure(session: Session, tenure_id: int) -> Tenure:
    row = session.get(Tenure, tenure_id)
    if row is None:
        raise UserError("找不到这条任职记录。", "它可能已被撤销，请刷新后重试。")
    own(session, row.organization_id)
    return row
