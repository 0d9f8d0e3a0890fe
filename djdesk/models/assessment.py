"""Assessment (积分、三级考核): rubrics, points booked, months, opinions, and the loop that closes.

Points are integer tenths, months the date of their first day. Nothing booked is changed or deleted:
what was wrong is taken back by a line that names it. What is assessed (the subject) is a member, a
group or the branch: `level` says which, `organization_id` is the group or the branch itself, and
for a member the branch.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling

_LEVEL = "level in ('member','group','branch')"


class Rubric(Travelling, Base):
    """A rubric (考核方案) in force from month `since` on; `content` is the JSON of all its tables.

    `state` is draft, effective or retired. One that came from the committee has its uid as
    `origin`; it counts only once the branch's program has checked it. `revision` counts the changes
    of one `code`; `based_on` is the uid of what it was copied from.
    """

    __tablename__ = "assessment_rubric"
    __table_args__ = (
        CheckConstraint("state in ('draft','effective','retired')", name="state"),
        UniqueConstraint("origin", "code", "revision"),
    )

    code: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    since: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    based_on: Mapped[str] = mapped_column(String(36), default="")
    decided_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date | None]
    remark: Mapped[str] = mapped_column(default="")


class ScoringClass(Travelling, Base):
    """By which table of the rubric a member is scored (积分类别), from month to month.

    `kind` is a code of `assessment_class`; exempt (不计分) leaves the months out. A member without
    a row is ordinary.
    """

    __tablename__ = "assessment_class"
    __owner__ = "member_id"
    __table_args__ = (UniqueConstraint("member_id", "since"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")


class PointLine(Travelling, Base):
    """One line of the points ledger (积分登记): `points` tenths for `item` of the rubric, signed.

    `feed` names the ledger it follows from (a code of `assessment_feed`, empty: entered by hand)
    and `source` the record there (`table:uid`, several joined by blanks). `quantity` is the count,
    the permille of a ratio, or empty; `step` the chosen grade. A line counts unless its `state` is
    pending or refused; one that takes another back names it in `reverses_id`.
    """

    __tablename__ = "assessment_line"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint("state in ('pending','valid','refused')", name="state"),
        UniqueConstraint("reverses_id"),
        # the second index covers what the matrix of a month shows and its scores are made from
        Index("ix_assessment_line_member_id_month", "member_id", "month"),
        Index(
            "ix_assessment_line_month_sums",
            "month",
            "level",
            "organization_id",
            "member_id",
            "item",
            "state",
            "points",
            "quantity",
            "feed",
            "reverses_id",
        ),
    )

    level: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    month: Mapped[date]
    happened_on: Mapped[date]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("assessment_rubric.id"))
    item: Mapped[str] = mapped_column(String(12))
    quantity: Mapped[int | None]
    step: Mapped[str] = mapped_column(String(12), default="")
    points: Mapped[int]
    feed: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(8), default="valid")
    entered_by: Mapped[str] = mapped_column(default="")
    entered_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_line.id"))


class Opinion(Travelling, Base):
    """What one level says of a subject's month (自评、小组评、支部评、上级评).

    `change` tenths are added to the score with `reason`; opinions stand side by side and the last
    one of a level replaces the one before it. The superior's on a branch is written in the
    committee's book and has its uid as origin in the branch's.
    """

    __tablename__ = "assessment_opinion"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint("stage in ('self','group','branch','superior')", name="stage"),
        Index(
            "ix_assessment_opinion_organization_id_month", "organization_id", "month", "member_id"
        ),
    )

    level: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    month: Mapped[date]
    stage: Mapped[str] = mapped_column(String(8))
    points: Mapped[int | None]
    change: Mapped[int] = mapped_column(default=0)
    opinion: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    given_by: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]


class MonthBook(Travelling, Base):
    """The month of a branch's assessment: open → scored → confirmed → published → sealed.

    `content` is the JSON of everything as confirmed (scores, lines of explanation, opinions), so
    that the papers print unchanged. The dates of 公示 are both inclusive.
    """

    __tablename__ = "assessment_month"
    __table_args__ = (
        CheckConstraint(
            "state in ('open','scored','confirmed','published','sealed')", name="state"
        ),
        UniqueConstraint("organization_id", "month"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    month: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    rubric_id: Mapped[int] = mapped_column(ForeignKey("assessment_rubric.id"))
    scored_on: Mapped[date | None]
    scored_by: Mapped[str] = mapped_column(default="")
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    published_on: Mapped[date | None]
    published_until: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    sealed_on: Mapped[date | None]
    sealed_by: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    content: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class Result(Travelling, Base):
    """The score of one subject in a confirmed month, all in tenths; `basis` is the working as text.

    `own` = `base` + `plus` - `minus` + `change` is what its own table gives, after caps and floors;
    `score` is it after the roll-up of the level below (for members the same). `grade` is a word of
    the rubric, `warning` a code of `assessment_warning`.
    """

    __tablename__ = "assessment_result"
    __owner__ = "month_id"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        Index("ix_assessment_result_month_id", "month_id"),
        Index("ix_assessment_result_member_id", "member_id"),
    )

    month_id: Mapped[int] = mapped_column(ForeignKey("assessment_month.id"))
    level: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(10), default="")
    base: Mapped[int]
    plus: Mapped[int]
    minus: Mapped[int]
    change: Mapped[int] = mapped_column(default=0)
    own: Mapped[int]
    score: Mapped[int]
    rank: Mapped[int | None]
    grade: Mapped[str] = mapped_column(default="")
    warning: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")


class Reopening(Travelling, Base):
    """That a confirmed month was opened again (重新开账): why, and what it said before."""

    __tablename__ = "assessment_reopening"
    __owner__ = "month_id"
    __table_args__ = (Index("ix_assessment_reopening_month_id", "month_id"),)

    month_id: Mapped[int] = mapped_column(ForeignKey("assessment_month.id"))
    revision: Mapped[int]
    was: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]
    reopened_on: Mapped[date]
    reopened_by: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")


class Objection(Travelling, Base):
    """An objection raised while a month was posted (异议) and its answer."""

    __tablename__ = "assessment_objection"
    __owner__ = "month_id"
    __table_args__ = (Index("ix_assessment_objection_month_id", "month_id"),)

    month_id: Mapped[int] = mapped_column(ForeignKey("assessment_month.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    raised_on: Mapped[date]
    raised_by: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    answered_by: Mapped[str] = mapped_column(default="")


class Correction(Travelling, Base):
    """A correction (整改): problem, measure, who, by when, and the re-check (复核).

    `warning` is the code it was opened for, empty when opened by hand. It is closed by a re-check
    that passed; one that did not leaves it open with a new date.
    """

    __tablename__ = "assessment_correction"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint("recheck in ('','passed','failed')", name="recheck"),
        Index("ix_assessment_correction_organization_id_due_on", "organization_id", "due_on"),
        Index("ix_assessment_correction_member_id", "member_id"),
    )

    number: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    month: Mapped[date | None]
    warning: Mapped[str] = mapped_column(String(8), default="")
    opened_on: Mapped[date]
    problem: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(default="")
    recheck: Mapped[str] = mapped_column(String(6), default="")
    rechecked_on: Mapped[date | None]
    rechecked_by: Mapped[str] = mapped_column(default="")
    recheck_note: Mapped[str] = mapped_column(default="")
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"))
    remark: Mapped[str] = mapped_column(default="")


class Pairing(Travelling, Base):
    """A pair (支部结对子, 党员一帮一): who helps whom, from when, and by what it ends.

    `kind` is branch or member. A helper or partner outside the roster has a name only;
    `partner_kind` is a code of `pairing_partner`. `condition` is a code of `pairing_condition` with
    its words in `goal`.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("kind in ('branch','member')", name="kind"),
        Index("ix_pairing_organization_id_since", "organization_id", "since"),
        Index("ix_pairing_helper_id", "helper_id"),
        Index("ix_pairing_partner_id", "partner_id"),
    )

    number: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    helper: Mapped[str]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    partner: Mapped[str]
    partner_kind: Mapped[str] = mapped_column(String(10), default="")
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_correction.id"))
    reason: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(String(10), default="")
    goal: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class Contact(Travelling, Base):
    """One contact of a pair (帮扶记录, 联合活动); `solved` is the practical problem solved."""

    __tablename__ = "pairing_contact"
    __owner__ = "pairing_id"
    __table_args__ = (Index("ix_pairing_contact_pairing_id_held_on", "pairing_id", "held_on"),)

    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"))
    held_on: Mapped[date]
    form: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    solved: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(default="")


class Settlement(Travelling, Base):
    """What followed from a result (奖惩兑现): reward or penalty with amount and approval, in fen.

    The program registers what was decided; it proposes nothing about membership or discipline.
    """

    __tablename__ = "assessment_settlement"
    __table_args__ = (
        CheckConstraint(_LEVEL, name="level"),
        CheckConstraint("kind in ('reward','penalty')", name="kind"),
        Index("ix_assessment_settlement_organization_id_year", "organization_id", "year"),
    )

    number: Mapped[int] = mapped_column(default=0)
    year: Mapped[int]
    period: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(String(6))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    fen: Mapped[int] = mapped_column(default=0)
    decided_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")
    settled_on: Mapped[date | None]
    received_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
