"""Meetings and other organisation life (三会一课、谈心谈话), from plan to locked record."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from djdesk.models.base import Base, Travelling


class OwnKind(Travelling, Base):
    """A kind of meeting that the branch added to those of the rules (meetings.md §2, M10).

    `attends` is all, group, committee or chosen; `period` month, quarter, half, year or empty, with
    `times` in it. `votes` says that resolutions are put to the vote, `makeup` that an absence asks
    for 补课. `ledger` is the short word of its ledger numbers, `basis` the paper it rests on.
    `agenda` is the template, one item a line.
    """

    __tablename__ = "meeting_kind"
    __table_args__ = (UniqueConstraint("origin", "code"),)

    code: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(30))
    attends: Mapped[str] = mapped_column(String(10), default="all")
    period: Mapped[str] = mapped_column(String(8), default="")
    times: Mapped[int] = mapped_column(default=1)
    votes: Mapped[bool] = mapped_column(default=False)
    makeup: Mapped[bool] = mapped_column(default=False)
    ledger: Mapped[str] = mapped_column(String(10), default="")
    basis: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]


class Meeting(Travelling, Base):
    """One meeting as one kind (会议); a sitting recorded as two kinds is two rows of one `sitting`.

    `organization_id` is the branch, for 党小组会 the group. `number` is the running number of the
    kind in the year (第×次), 0 until it is held. Times are minutes since midnight, `hours` tenths
    of 学时. The four counts are those of the roll as it was confirmed. A record is locked once the
    secretary has reviewed it (`reviewed_on`); what is corrected later raises `revision`, and the
    old text stays in `Revision`.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(
            "state in ('planned','notified','held','recorded','reviewed','cancelled')", name="state"
        ),
        Index("ix_meeting_organization_id_kind_held_on", "organization_id", "kind", "held_on"),
        Index("ix_meeting_held_on", "held_on"),
        Index("ix_meeting_sitting", "sitting"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[str] = mapped_column(String(4))
    state: Mapped[str] = mapped_column(String(10), default="planned")
    sitting: Mapped[str] = mapped_column(String(36), default="")
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date]
    start_at: Mapped[int | None]
    end_at: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    chair: Mapped[str] = mapped_column(default="")
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    recorder: Mapped[str] = mapped_column(default="")
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    speaker: Mapped[str] = mapped_column(default="")
    notified_on: Mapped[date | None]
    notice: Mapped[str] = mapped_column(default="")
    study: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    dues_note: Mapped[str] = mapped_column(default="")
    hours: Mapped[int] = mapped_column(default=0)
    should: Mapped[int | None]
    present: Mapped[int | None]
    voters: Mapped[int | None]
    voters_present: Mapped[int | None]
    written_on: Mapped[date | None]
    chair_signed: Mapped[bool] = mapped_column(default=False)
    recorder_signed: Mapped[bool] = mapped_column(default=False)
    reviewed_on: Mapped[date | None]
    reviewed_by: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    cancel_reason: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class AgendaItem(Travelling, Base):
    """An item of the agenda (议题), in its order; `document` is the number of what is studied."""

    __tablename__ = "agenda_item"
    __owner__ = "meeting_id"
    __table_args__ = (Index("ix_agenda_item_meeting_id_position", "meeting_id", "position"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")


class Speech(Travelling, Base):
    """What one speaker said (发言要点); `member_id` is empty for guests."""

    __tablename__ = "speech"
    __owner__ = "meeting_id"
    __table_args__ = (Index("ix_speech_meeting_id_position", "meeting_id", "position"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    speaker: Mapped[str]
    text: Mapped[str] = mapped_column(default="")


class Resolution(Travelling, Base):
    """A resolution (决议) with its vote and who carries it out by when (落实责任).

    `method` is empty without a vote, else hands, secret or roll; `quorum` the rule it was counted
    by (general, strict, admission). `passed` is as computed and confirmed, `basis` the working and
    the rule with its date, so that the paper prints unchanged later.
    """

    __tablename__ = "resolution"
    __owner__ = "meeting_id"
    __table_args__ = (
        CheckConstraint("method in ('','hands','secret','roll')", name="method"),
        Index("ix_resolution_meeting_id_position", "meeting_id", "position"),
        Index("ix_resolution_due_on", "due_on"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    text: Mapped[str]
    method: Mapped[str] = mapped_column(String(6), default="")
    quorum: Mapped[str] = mapped_column(String(10), default="")
    should: Mapped[int | None]
    present: Mapped[int | None]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    written_yes: Mapped[int] = mapped_column(default=0)
    written_no: Mapped[int] = mapped_column(default=0)
    passed: Mapped[bool | None]
    basis: Mapped[str] = mapped_column(default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(default="")


class Attendance(Travelling, Base):
    """Whether one person came (签到); a member of the roll, or with status guest a 列席人员.

    `status` is a code of `attendance_status`; `name` and `post` are kept for guests and as they
    stood that day for members. `voter` says that the person had a vote. An absence from a kind that
    asks for 补课 is a debt until `makeup_on` is filled; `makeup_hours` are tenths of 学时.
    """

    __tablename__ = "attendance"
    __owner__ = "meeting_id"
    __table_args__ = (
        UniqueConstraint("meeting_id", "member_id"),
        Index("ix_attendance_member_id_status", "member_id", "status"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int] = mapped_column(default=0)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(50))
    post: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(10))
    voter: Mapped[bool] = mapped_column(default=False)
    arrived_at: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str] = mapped_column(default="")
    makeup_on: Mapped[date | None]
    makeup_way: Mapped[str] = mapped_column(default="")
    makeup_hours: Mapped[int] = mapped_column(default=0)


class Revision(Travelling, Base):
    """The text of a locked record before it was corrected: JSON of the whole record (更正前)."""

    __tablename__ = "meeting_revision"
    __owner__ = "meeting_id"
    __table_args__ = (UniqueConstraint("meeting_id", "revision"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    revision: Mapped[int]
    replaced_on: Mapped[date]
    replaced_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    content: Mapped[str]


class Review(Travelling, Base):
    """The superior's answer to a filed record (备案审查): passed, or returned with reasons.

    Written by the committee, whose uid is the origin in the branch's book; a branch whose superior
    answers on paper enters it by hand. `revision` is that of the record that was seen.
    """

    __tablename__ = "meeting_review"
    __owner__ = "meeting_id"
    __table_args__ = (
        CheckConstraint("result in ('passed','returned')", name="result"),
        Index("ix_meeting_review_meeting_id", "meeting_id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    revision: Mapped[int] = mapped_column(default=1)
    result: Mapped[str] = mapped_column(String(8))
    reasons: Mapped[str] = mapped_column(default="")
    reviewer: Mapped[str] = mapped_column(default="")
    reviewed_on: Mapped[date]


class Plan(Travelling, Base):
    """That a quarter's plan was filed with the superior (计划报备); quarter 0 is the year's."""

    __tablename__ = "meeting_plan"
    __table_args__ = (UniqueConstraint("organization_id", "year", "quarter"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    year: Mapped[int]
    quarter: Mapped[int]
    filed_on: Mapped[date]
    filed_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class Problem(Travelling, Base):
    """A line of the problem list (问题清单) of an M6; `member_id` empty: the committee's."""

    __tablename__ = "meeting_problem"
    __owner__ = "meeting_id"
    __table_args__ = (
        Index("ix_meeting_problem_meeting_id_position", "meeting_id", "position"),
        Index("ix_meeting_problem_due_on", "due_on"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    category: Mapped[str] = mapped_column(default="")
    problem: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(default="")


class Talk(Travelling, Base):
    """A heart-to-heart talk of two (谈心谈话, F25); `occasion` is a code of `talk_occasion`.

    `number` runs in the year, `revision` counts how often the record was written; both stand on
    every page of its paper.
    """

    __tablename__ = "talk"
    __table_args__ = (
        Index("ix_talk_organization_id_held_on", "organization_id", "held_on"),
        Index("ix_talk_talker_id", "talker_id"),
        Index("ix_talk_partner_id", "partner_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    number: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    talker_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    talker: Mapped[str]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    partner: Mapped[str]
    held_on: Mapped[date]
    start_at: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    occasion: Mapped[str] = mapped_column(String(10), default="")
    topic: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    opinions: Mapped[str] = mapped_column(default="")
    handling: Mapped[str] = mapped_column(default="")
    talker_signed: Mapped[bool] = mapped_column(default=False)
    partner_signed: Mapped[bool] = mapped_column(default=False)
