"""Makes the stored book of the first schema: `python -m tests.models.migrations.first_book`.

Run only until the first release, whenever revision 0001 was written anew; afterwards the stored
book stays as it is for ever, so that every later program proves that it can still open it.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from djdesk.models.archive import Attachment
from djdesk.models.organization import Organization, Tenure, Term
from djdesk.models.roster import Absence, Hardship, Kin, Member, Reward, Standing
from djdesk.models.store.book import OpenBook, open_book
from djdesk.models.store.check import table_counts
from djdesk.models.store.history import step_of
from djdesk.models.store.undo import undo
from djdesk.services.books import BookKind, create_book
from tests.conftest import BRANCH, CHEAP, PASSWORD, USER

FOLDER = Path(__file__).parents[2] / "data" / "books" / "0001"
PEOPLE = (
    ("张小明", "1", date(1985, 3, 1), "full", "in"),
    ("欧阳芳", "2", date(1992, 12, 31), "probationary", "in"),
    ("买买提·艾力", "1", date(1970, 2, 28), "full", "left"),
    ("\U0002c7c1某", "2", date(1958, 10, 1), "full", "in"),
)
LETTER = "入党志愿书".encode() * 40


def make(folder: Path) -> None:
    """Make the book in `folder` (new) with something in every table of the two first areas."""
    create_book(
        folder, kind=BookKind.BRANCH, name=BRANCH, user_name=USER, password=PASSWORD, cost=CHEAP
    )
    book = open_book(folder, PASSWORD)
    try:
        _fill(book)
        with book.store.read() as session:
            expected = {
                "counts": table_counts(session.connection()),
                "people": [
                    [m.name, m.sex, m.id_number, str(m.birth_on), m.phone, m.uid]
                    for m in session.query(Member).order_by(Member.id)
                ],
                "standings": [
                    [s.member_id, str(s.since), s.state, s.person_class]
                    for s in session.query(Standing).order_by(Standing.id)
                ],
            }
    finally:
        book.close()
    (folder / "book.lock").unlink()
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _fill(book: OpenBook) -> None:
    store, home = book.store, book.store.book.home_organization_id
    with store.write("登记党小组") as session:
        group = Organization(kind="group", name="第一党小组", parent_id=home)
        session.add(group)
        session.flush()
        group_id = group.id
    for number, (name, sex, birth, person_class, state) in enumerate(PEOPLE):
        with store.write(f"登记党员：{name}") as session:
            member = Member(
                name=name,
                sex=sex,
                birth_on=birth,
                id_number=id_number(birth, number * 2 + int(sex)),
                phone=f"1380000{number:04d}",
                photo=store.files.put(b"photo" * (number + 1)),
                month_only="joined_on",
                joined_on=date(2015, 7, 1),
            )
            session.add(member)
            session.flush()
            common = {"member_id": member.id, "since": date(2016, 7, 1)}
            session.add_all(
                [
                    Standing(
                        **common,
                        state=state,
                        person_class=person_class,
                        branch_id=home,
                        group_id=group_id,
                    ),
                    Kin(member_id=member.id, relation="配偶", name="某某"),
                    Absence(**common, kind="mobile", destination="外地"),
                    Hardship(**common, kind="疾病", aid_fen=50_000),
                    Reward(
                        member_id=member.id,
                        kind="reward",
                        title="优秀共产党员",
                        given_on=date(2021, 7, 1),
                    ),
                    Attachment(
                        owner="member",
                        owner_id=member.id,
                        title="入党志愿书.txt",
                        digest=store.files.put(LETTER),
                        added_at=datetime(2026, 11, 20, tzinfo=UTC),
                    ),
                ]
            )
    with store.write("换届") as session:
        term = Term(
            organization_id=home, number=3, since=date(2024, 5, 1), planned_until=date(2027, 5, 1)
        )
        session.add(term)
        session.flush()
        session.add(
            Tenure(
                organization_id=home, term_id=term.id, member_id=1, post="书记", since=term.since
            )
        )
    with store.write("修改电话") as session:
        session.get_one(Member, 2).phone = "13800009999"
        step = step_of(session)
    undo(store, step)


def id_number(birth: date, order: int) -> str:
    """A citizen number of nobody: region 999999, the check sign of GB 11643."""
    body = f"999999{birth:%Y%m%d}{order:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    make(FOLDER)
