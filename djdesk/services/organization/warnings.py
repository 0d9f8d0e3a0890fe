"""What deserves the attention of an organization's committee: size, term, vacancy (R95–R100)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from djdesk.errors import Problem, Severity
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.rules import codes
from djdesk.models.rules import organization as rules
from djdesk.services.desk import Desk
from djdesk.services.organization.tree import tree

SECRETARY = "11"


def warnings(desk: Desk, organization_id: int, day: date | None = None) -> list[Problem]:
    """Warnings of one organization as of `day` (default: today), each with its clause."""
    on = day or desk.today()
    node = next((each for each in tree(desk, on) if each.id == organization_id), None)
    if node is None or node.kind == "group":
        return []
    with desk.store.read() as session:
        posts = seated(session, organization_id, on)
        term = session.scalar(
            select(Term)
            .where(Term.organization_id == organization_id, Term.since <= on)
            .where(or_(Term.until.is_(None), Term.until > on))
            .order_by(Term.since.desc())
        )
        planned = term.planned_until if term is not None else None
    found: list[Problem] = []
    if node.kind == "branch":
        found += rules.check_branch(node.full, node.members, len(posts), on)
    found += rules.check_term(planned, on)
    if SECRETARY not in posts.values() and node.members:
        found.append(
            Problem(
                "没有登记书记。",
                "书记空缺的，应及时补选或由上级指派；请不要填写他人代替。",
                severity=Severity.WARN,
            )
        )
    return found


def seated(session: Session, organization_id: int, day: date) -> dict[str, str]:
    """Who sits on the committee on `day`: holder → highest post."""
    committee = {*codes.table("party_post").in_group("office")}
    committee |= {*codes.table("party_post").in_group("committee")}
    rows = session.execute(
        select(Tenure.member_id, Tenure.person_name, Tenure.post)
        .join(Organization, Organization.id == Tenure.organization_id)
        .where(Tenure.organization_id == organization_id, Tenure.post.in_(committee))
        .where(Tenure.since <= day, or_(Tenure.until.is_(None), Tenure.until > day))
        .order_by(Tenure.post.desc())
    )
    return {f"{member or ''}{name}": post for member, name, post in rows}
