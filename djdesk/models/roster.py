"""Members, their dated standing in the Party, and the sub-records kept with each of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling


class Member(Travelling, Base):
    """A Party member as a person (党员): the fields of roster.md §1 that belong to the person.

    Where and in which state the member belongs is dated and stands in `Standing`. Nobody is ever
    deleted; a wrong entry is withdrawn (`withdrawn_on`). `month_only` lists, blank-separated, the
    date fields of which only the month is known (stored as its first day).
    """

    __tablename__ = "member"
    __table_args__ = (
        # The number first: its index finds people by number too.
        UniqueConstraint("id_number", "origin"),
        CheckConstraint("sex in ('1','2')", name="sex"),
        # Every list asks for those not withdrawn: such an index gives the order by itself.
        Index("ix_member_withdrawn_on_name_pinyin", "withdrawn_on", "name_pinyin"),
        Index("ix_member_withdrawn_on_name_strokes", "withdrawn_on", "name_strokes"),
        Index("ix_member_withdrawn_on_birth_on", "withdrawn_on", "birth_on"),
        Index("ix_member_withdrawn_on_joined_on", "withdrawn_on", "joined_on"),
        Index("ix_member_name_birth_on", "name", "birth_on"),
    )

    name: Mapped[str] = mapped_column(String(50))
    former_name: Mapped[str] = mapped_column(String(50), default="")
    name_pinyin: Mapped[str] = mapped_column(default="")
    name_initials: Mapped[str] = mapped_column(default="")
    name_strokes: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(String(1))
    id_number: Mapped[str | None] = mapped_column(String(18))
    id_missing_reason: Mapped[str] = mapped_column(default="")
    ethnic: Mapped[str] = mapped_column(String(2), default="")
    birth_on: Mapped[date | None]
    file_birth_on: Mapped[date | None]
    native_place: Mapped[str] = mapped_column(default="")
    household: Mapped[str] = mapped_column(default="")
    education: Mapped[str] = mapped_column(String(2), default="")
    education_mode: Mapped[str] = mapped_column(default="")
    degree: Mapped[str] = mapped_column(String(3), default="")
    school: Mapped[str] = mapped_column(default="")
    major: Mapped[str] = mapped_column(default="")
    marital: Mapped[str] = mapped_column(String(2), default="")
    joined_on: Mapped[date | None]
    full_on: Mapped[date | None]
    joined_branch: Mapped[str] = mapped_column(default="")
    sponsors: Mapped[str] = mapped_column(default="")
    work_start_on: Mapped[date | None]
    workplace: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str] = mapped_column(default="")
    tech_title: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    health: Mapped[str] = mapped_column(default="")
    photo: Mapped[str] = mapped_column(String(64), default="")
    remark: Mapped[str] = mapped_column(default="")
    month_only: Mapped[str] = mapped_column(default="")
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Standing(Travelling, Base):
    """Where a member belonged and in which class and state, from `since` to before `until`.

    The rows of one member touch but never overlap; the last one is open (`until` empty). `way` is
    the movement that opened the row (roster.md §4: A1…C1; G group, P post, T branch within the
    book, empty for the opening entry), `whole` says that a whole organization moved (整建制);
    `reason` and `basis` (document number) go with it. A row whose state is `left` closes the
    membership; the way says how. A row that another event of the same day follows has no length.
    """

    __tablename__ = "standing"
    __owner__ = "member_id"
    __table_args__ = (
        CheckConstraint("state in ('in','suspended','left')", name="state"),
        CheckConstraint("person_class in ('full','probationary')", name="person_class"),
        CheckConstraint("until is null or until >= since", name="period"),
        # Whether somebody belongs on a day is told by this index alone.
        Index("ix_standing_member_id_since_until_state", "member_id", "since", "until", "state"),
        Index("ix_standing_branch_id_since", "branch_id", "since"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="in")
    person_class: Mapped[str] = mapped_column(String(12))
    branch_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    work_post: Mapped[str] = mapped_column(String(4), default="")
    way: Mapped[str] = mapped_column(String(2), default="")
    whole: Mapped[bool] = mapped_column(default=False)
    counterpart: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")


class Absence(Travelling, Base):
    """A time in which a member is mobile (流动党员) or lost to contact (失联党员); roster.md §4."""

    __tablename__ = "absence"
    __owner__ = "member_id"
    __table_args__ = (
        CheckConstraint("kind in ('mobile','lost')", name="kind"),
        Index("ix_absence_member_id_since", "member_id", "since"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(6))
    since: Mapped[date]
    until: Mapped[date | None]
    destination: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class Reward(Travelling, Base):
    """A reward or discipline entered from its document (奖惩); `kind` is reward or discipline."""

    __tablename__ = "reward"
    __owner__ = "member_id"
    __table_args__ = (
        CheckConstraint("kind in ('reward','discipline')", name="kind"),
        Index("ix_reward_member_id_given_on", "member_id", "given_on"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str]
    given_on: Mapped[date]
    until: Mapped[date | None]
    given_by: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class Hardship(Travelling, Base):
    """A hardship (困难情况) and the help given, in fen."""

    __tablename__ = "hardship"
    __owner__ = "member_id"
    __table_args__ = (Index("ix_hardship_member_id_since", "member_id", "since"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    detail: Mapped[str] = mapped_column(default="")
    aid_fen: Mapped[int] = mapped_column(default=0)


class Kin(Travelling, Base):
    """A family member (家庭主要成员); `political` is a GB/T 4762 code."""

    __tablename__ = "kin"
    __owner__ = "member_id"
    __table_args__ = (Index("ix_kin_member_id", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    relation: Mapped[str]
    name: Mapped[str]
    birth_on: Mapped[date | None]
    political: Mapped[str] = mapped_column(String(2), default="")
    workplace: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
