"""Party organizations as a tree, their committee terms (届) and the posts held in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling


class Organization(Travelling, Base):
    """A committee, general branch, branch or group (党委、党总支、党支部、党小组); roster.md §1."""

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("kind in ('committee','general','branch','group')", name="kind"),
        Index("ix_organization_parent_id_position", "parent_id", "position"),
    )

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    seal_name: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str] = mapped_column(default="")
    unit_nature: Mapped[str] = mapped_column(default="")
    unit_situation: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(default="")
    founding: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    dissolved_reason: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class Term(Travelling, Base):
    """One term (届) of an organization's committee, from election to re-election (换届)."""

    __tablename__ = "term"
    __owner__ = "organization_id"
    __table_args__ = (Index("ix_term_organization_id_since", "organization_id", "since"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    number: Mapped[int]
    since: Mapped[date]
    planned_until: Mapped[date]
    until: Mapped[date | None]
    basis: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class Tenure(Travelling, Base):
    """A post held by a person for a time (任职): 书记, 副书记, 委员, 党小组组长.

    `until` is the first day on which the post is no longer held. A holder outside the roster is
    named in `person_name`.
    """

    __tablename__ = "tenure"
    __owner__ = "organization_id"
    __table_args__ = (
        Index("ix_tenure_organization_id_since", "organization_id", "since"),
        Index("ix_tenure_member_id", "member_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    person_name: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(String(8))
    duty: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
