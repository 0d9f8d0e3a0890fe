"""Notices of the store arrive in the window's thread, and stop when the bus is closed."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from djdesk.models.settings import Setting
from djdesk.models.store.store import Notice
from djdesk.services.desk import Desk
from djdesk.ui.kit.bus import Bus


def write(desk: Desk, name: str) -> None:
    with desk.store.write(f"写{name}") as session:
        session.add(Setting(name=name, value="1"))


def test_a_change_in_another_thread_is_heard_in_this_one(desk: Desk, qtbot: QtBot) -> None:
    bus = Bus(desk.store)
    heard: list[tuple[Notice, int]] = []
    bus.changed.connect(lambda notice: heard.append((notice, threading.get_ident())))
    worker = threading.Thread(target=write, args=(desk, "a"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(heard))
    notice, thread = heard[0]
    assert notice.title == "写a"
    assert notice.tables == {"setting"}
    assert thread == threading.get_ident()
    assert bus.last == notice
    bus.close()
    write(desk, "b")
    qtbot.wait(1)
    assert len(heard) == 1


def test_looking_again_is_heard_and_is_no_step(desk: Desk) -> None:
    bus = Bus(desk.store)
    heard: list[Notice] = []
    bus.changed.connect(heard.append)
    write(desk, "a")
    last = bus.last
    bus.look_again()
    assert [notice.title for notice in heard] == ["写a", ""]
    assert bus.last == last
    bus.close()
