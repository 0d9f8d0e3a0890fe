"""A program that works in a book until it is killed: `python -m tests.models.store.entry BOOK PW`.

For every line on its input it starts a copy of itself that opens the book, writes, backs up and
undoes at random, and confirms each change on the output only after the service returned. When the
copy has died it says "over".
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from sqlalchemy import func, select

from djdesk.models.audit import AuditStep
from djdesk.models.base import Base
from djdesk.models.roster import Member
from djdesk.models.store.backup import make_backup
from djdesk.models.store.book import open_book
from djdesk.models.store.rows import mapper_of, read_rows
from djdesk.models.store.store import Notice, Store
from djdesk.models.store.undo import undo
from tests.models.store.people import bring_in, enter


def signature(store: Store) -> str:
    """A digest of every row of every area, without the history."""
    digest = hashlib.sha256()
    with store.read() as session:
        for name in sorted(Base.metadata.tables):
            if not name.startswith("audit"):
                table = Base.metadata.tables[name]
                ids = session.execute(select(table.c.id).order_by(table.c.id)).scalars().all()
                rows = read_rows(session, mapper_of(name), list(ids))
                digest.update(repr(sorted(rows.items())).encode())
    return digest.hexdigest()


def work(folder: Path, password: str) -> NoReturn:
    """Change the book at random for ever, confirming each change."""
    book = open_book(folder, password)
    chance = random.Random()
    confirmed: list[Notice] = []
    book.store.listen(confirmed.append)
    while True:
        one_change(book.store, chance)
        if confirmed:
            step = confirmed.pop().step
            os.write(1, json.dumps({"step": step}).encode() + b"\n")
            now = signature(book.store)
            os.write(1, json.dumps({"step": step, "signature": now}).encode() + b"\n")


def one_change(store: Store, chance: random.Random) -> None:
    """One of the things that users do."""
    with store.read() as session:
        members = session.execute(select(Member.id)).scalars().all()
        newest = session.execute(select(func.max(AuditStep.id))).scalar_one()
    deed = chance.randrange(10)
    if deed < 4 or not members:
        with store.write("登记党员") as session:
            member_id = enter(session, f"某{chance.randrange(10**6)}")
            session.get_one(Member, member_id).photo = store.files.put(os.urandom(3000))
    elif deed < 7:
        with store.write("修改电话") as session:
            member = session.get_one(Member, chance.choice(members))
            member.phone = f"1380000{chance.randrange(10**4):04d}"
    elif deed == 7 and len(members) < 300:
        bring_in(store, [f"某{n}" for n in range(30)])
    elif deed == 8 and newest > 1:
        undo(store, newest)
    else:
        make_backup(store, "manual")


def main() -> None:
    """Start a working copy for every line of input."""
    folder, password = Path(sys.argv[1]), sys.argv[2]
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(folder, password)
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(1)
        os.write(1, f"{pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"\nover\n")


if __name__ == "__main__":
    main()
