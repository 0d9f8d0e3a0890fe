"""A synthetic branch with rows in every table that travels, and ways to look at what arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from djdesk.exchange import joining, merging, report
from djdesk.exchange.areas import SHAPES
from djdesk.models.archive import Attachment
from djdesk.models.assessment import (
    Contact,
    Correction,
    MonthBook,
    Objection,
    Opinion,
    Pairing,
    PointLine,
    Reopening,
    Result,
    Rubric,
    ScoringClass,
    Settlement,
)
from djdesk.models.books import BookKind
from djdesk.models.dues import (
    Account,
    BaseItem,
    Entry,
    Excuse,
    LargeGift,
    Payment,
    PaymentPart,
    Publication,
    Receipt,
    Reduction,
    Remittance,
    SealedPeriod,
    Standard,
    Use,
)
from djdesk.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    OwnKind,
    Plan,
    Problem,
    Resolution,
    Review,
    Revision,
    Speech,
    Talk,
)
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.roster import Absence, Hardship, Kin, Member, Reward, Standing
from djdesk.models.rules import identity
from djdesk.services import transport
from djdesk.services.desk import Desk
from djdesk.services.shapes import Wires

NAMES = ("张小明", "王芳", "欧阳建国", "李建军", "赵敏", "𬱖雪", "买买提·艾力", "钱多多")
PHOTO = b"\x89PNG not really a picture, but bytes all the same"
SCAN = "立功受奖证书扫描件".encode() * 50


class MakeBook(Protocol):
    """Makes another book and opens it."""

    def __call__(self, name: str, kind: BookKind = BookKind.BRANCH) -> Desk:
        """The desk of its secretary."""


def id_number(serial: int) -> str:
    """A number of the region that does not exist, with its check digit."""
    seventeen = f"999999{1960 + serial % 40}0101{serial % 1000:03d}"
    return seventeen + identity.check_sign(seventeen)


def home_of(desk: Desk) -> int:
    """The key of the home organization."""
    return desk.store.book.home_organization_id


def add_member(desk: Desk, name: str, serial: int, **values: object) -> int:
    """One member with an opening standing; the key."""
    with desk.store.write(f"登记党员：{name}") as session:
        member = Member(
            name=name,
            sex=str(1 + serial % 2),
            id_number=id_number(serial),
            birth_on=date(1960 + serial % 40, 1, 1),
            phone=f"1380000{serial:04d}",
            **values,
        )
        session.add(member)
        session.flush()
        session.add(
            Standing(
                member_id=member.id,
                since=date(2010, 7, 1),
                person_class="full",
                branch_id=home_of(desk),
            )
        )
        return member.id


def fill(desk: Desk) -> None:
    """Rows in every table that travels, attachments included."""
    members = [add_member(desk, name, n) for n, name in enumerate(NAMES)]
    photo, scan = desk.store.files.put(PHOTO), desk.store.files.put(SCAN)
    with desk.store.write("登记其他资料") as session:
        group = Organization(parent_id=home_of(desk), kind="group", name="第一党小组")
        term = Term(
            organization_id=home_of(desk),
            number=3,
            since=date(2024, 5, 1),
            planned_until=date(2027, 5, 1),
        )
        session.add_all([group, term])
        session.flush()
        session.get_one(Member, members[0]).photo = photo
        session.scalars(select(Standing)).first().group_id = group.id  # type: ignore[union-attr]
        session.add_all(
            [
                Tenure(
                    organization_id=home_of(desk),
                    term_id=term.id,
                    member_id=members[0],
                    post="01",
                    since=date(2024, 5, 1),
                ),
                Absence(
                    member_id=members[1],
                    kind="mobile",
                    since=date(2026, 1, 1),
                    destination="外地务工",
                ),
                Reward(
                    member_id=members[2],
                    kind="reward",
                    title="优秀共产党员",
                    given_on=date(2025, 7, 1),
                ),
                Hardship(member_id=members[3], kind="疾病", since=date(2025, 1, 1), aid_fen=100050),
                Kin(member_id=members[4], relation="配偶", name="孙小红", phone="13800009999"),
                Attachment(
                    owner="member",
                    owner_id=members[2],
                    title="证书.pdf",
                    size=len(SCAN),
                    digest=scan,
                    added_at=datetime.fromisoformat("2026-11-01T09:30:00"),
                ),
            ]
        )
        session.get_one(Organization, home_of(desk)).contact_name = "周联系"
    hold_meeting(desk, members)
    collect_dues(desk, members)
    assess_month(desk, members)


def collect_dues(desk: Desk, members: list[int]) -> None:
    """A row in every table of the dues, a reversed payment among them."""
    home, month, of = home_of(desk), date(2026, 3, 1), {"member_id": members[0]}
    with desk.store.write("登记党费") as session:
        standard = Standard(since=date(2026, 1, 1), code="wage", base_fen=450000, fen=4500, **of)
        payment = Payment(paid_on=date(2026, 3, 5), fen=4500, **of)
        entry = Entry(
            organization_id=home,
            booked_on=date(2026, 4, 3),
            kind="remitted",
            summary="上缴",
            outgo=9,
        )
        session.add_all([standard, payment, entry])
        session.flush()
        reversal = Payment(paid_on=date(2026, 3, 6), fen=-4500, reverses_id=payment.id, **of)
        session.add(reversal)
        session.flush()
        of_payment = {"payment_id": payment.id, **of}
        kept = '{"grid":{"rows":[{"cells":[["2026-03-01",9,0]]}],"received":0}}'
        of_period = {"organization_id": home, "first": date(2026, 1, 1), "last": month}
        session.add_all(
            [
                BaseItem(standard_id=standard.id, position=1, sign=1, name="岗位工资", fen=450000),
                Reduction(since=month, until=month, to_fen=500, **of),
                Account(paid_to=date(2025, 12, 1), **of),
                Excuse(since=month, reason="住院", **of),
                PaymentPart(kind="regular", month=month, fen=4500, **of_payment),
                PaymentPart(kind="regular", month=month, fen=-4500, payment_id=reversal.id, **of),
                Receipt(
                    year=2026,
                    number=1,
                    payment_id=payment.id,
                    payer=NAMES[0],
                    fen=4500,
                    issued_on=date(2026, 3, 5),
                ),
                LargeGift(fen=100000, given_on=month, **of_payment),
                Remittance(
                    members=8,
                    due=9,
                    collected=9,
                    large=0,
                    share_bp=10000,
                    up=9,
                    kept=0,
                    handed_on=date(2026, 4, 3),
                    entry_id=entry.id,
                    **of_period,
                ),
                Use(
                    organization_id=home,
                    use="training",
                    purpose="培训",
                    budget=5000,
                    applied_on=month,
                ),
                SealedPeriod(sealed_on=date(2026, 4, 5), due=9, paid=0, content=kept, **of_period),
                Publication(organization_id=home, year=2025, published_on=month),
            ]
        )


def assess_month(desk: Desk, members: list[int]) -> None:
    """A row in every table of the assessment, a reversed line among them."""
    home, month = home_of(desk), date(2026, 3, 1)
    of = {"level": "member", "organization_id": home, "member_id": members[0]}
    with desk.store.write("登记积分") as session:
        rubric = Rubric(code="own", name="支部积分办法", since=date(2026, 1, 1), content="{}")
        session.add(rubric)
        session.flush()
        book = MonthBook(organization_id=home, month=month, state="open", rubric_id=rubric.id)
        line = {"month": month, "rubric_id": rubric.id, "item": "A6", "entered_on": month, **of}
        booked = PointLine(happened_on=date(2026, 3, 5), points=20, reason="义务植树", **line)
        correction = Correction(opened_on=month, problem="参加活动少", **of)
        session.add_all([book, booked, correction])
        session.flush()
        pair = Pairing(
            kind="member",
            organization_id=home,
            helper_id=members[0],
            helper=NAMES[0],
            partner="某群众",
            partner_kind="mass",
            correction_id=correction.id,
            since=month,
        )
        session.add(pair)
        session.flush()
        at = {"month_id": book.id}
        session.add_all(
            [
                ScoringClass(member_id=members[1], since=month, kind="special"),
                PointLine(happened_on=month, points=-20, reverses_id=booked.id, **line),
                Opinion(
                    month=month,
                    stage="group",
                    points=600,
                    given_by=NAMES[1],
                    given_at=datetime.fromisoformat("2026-04-01T09:30:00"),
                    **of,
                ),
                Result(base=600, plus=0, minus=0, own=600, score=600, grade="基本合格", **at, **of),
                Reopening(revision=1, was="confirmed", reason="漏记", reopened_on=month, **at),
                Objection(raised_on=month, raised_by=NAMES[2], text="植树未计分", **at),
                Contact(pairing_id=pair.id, held_on=month, content="走访"),
                Settlement(year=2026, kind="reward", title="通报表扬", **of),
            ]
        )


def hold_meeting(desk: Desk, members: list[int]) -> int:
    """A locked record with a row in every table of the area; the key of the meeting."""
    home = home_of(desk)
    with desk.store.write("登记会议") as session:
        meeting = Meeting(
            organization_id=home,
            kind="M1",
            state="reviewed",
            year=2026,
            number=1,
            held_on=date(2026, 3, 6),
            start_at=870,
            end_at=960,
            place="二楼会议室",
            chair_id=members[0],
            chair=NAMES[0],
            recorder=NAMES[1],
            content="讨论第一季度工作。",
            reviewed_on=date(2026, 3, 8),
            revision=2,
        )
        session.add(meeting)
        session.flush()
        of = {"meeting_id": meeting.id}
        session.add_all(
            [
                AgendaItem(position=1, title="第一季度工作", **of),
                Speech(position=1, speaker=NAMES[1], member_id=members[1], text="同意。", **of),
                Resolution(position=1, text="同意接收。", method="secret", yes=6, **of),
                Attendance(member_id=members[0], name=NAMES[0], status="present", **of),
                Attendance(name="某来宾", status="guest", **of),
                Revision(revision=1, replaced_on=date(2026, 3, 9), content="{}", **of),
                Problem(position=1, problem="学习不够系统", member_id=members[3], **of),
                Review(result="passed", reviewed_on=date(2026, 3, 12), **of),
                OwnKind(code="X1", name="读书会", since=date(2026, 1, 1)),
                Plan(organization_id=home, year=2026, quarter=1, filed_on=date(2026, 1, 4)),
                Talk(
                    organization_id=home,
                    talker_id=members[0],
                    talker=NAMES[0],
                    partner=NAMES[5],
                    held_on=date(2026, 2, 1),
                ),
            ]
        )
        return meeting.id


@dataclass
class Pair:
    """A branch that joined a committee, and the stick between them."""

    branch: Desk
    committee: Desk
    stick: Path
    joined: joining.Joined
    packages: list[Path] = field(default_factory=list)

    def export(self, *, all_files: bool = False) -> Path:
        """The next package of the branch."""
        done = report.export(self.branch, self.stick, all_files=all_files)
        self.packages.append(done.path)
        return done.path

    def merge(self, path: Path, **options: object) -> merging.Merged:
        """Take a package over, without a backup."""
        return merging.merge(self.committee, path, backup=False, **options)  # type: ignore[arg-type]

    def carry(self) -> merging.Merged:
        """Export and merge."""
        return self.merge(self.export())


def joined(branch: Desk, committee: Desk, stick: Path) -> Pair:
    """Let `branch` join `committee` by an invitation carried on `stick`."""
    stick.mkdir(exist_ok=True)
    invited = joining.invite(committee, stick, branch_name=branch.store.book.name, code="J07")
    return Pair(branch, committee, stick, joining.join(branch, invited.path))


def sent(desk: Desk) -> Mapping[str, Mapping[str, Wires]]:
    """What a branch reports, by table and uid."""
    with desk.store.read() as session:
        parts, _ = report.collect(session, desk)
    return parts


def arrived(committee: Desk, branch: Desk) -> Mapping[str, Mapping[str, Wires]]:
    """What the committee has of a branch, by table and uid; without the branch's own row."""
    uid = branch.store.book.uid
    with committee.store.read() as session:
        home = session.scalars(
            select(Organization).where(Organization.name == branch.store.book.name)
        ).one()
        rows = transport.snapshot(session, SHAPES, (uid,), (uid, home.id))
    found = {table: {u: row.values for u, row in part.items()} for table, part in rows.items()}
    found["organization"].pop(uid, None)
    return found


def expected(branch: Desk) -> Mapping[str, Mapping[str, Wires]]:
    """What should have arrived of `branch`."""
    parts = {table: dict(part) for table, part in sent(branch).items()}
    parts["organization"].pop(branch.store.book.uid)
    return parts
