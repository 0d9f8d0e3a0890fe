"""Settings are kept once a name."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from djdesk.models.settings import Setting
from djdesk.models.store.store import Store


def test_a_name_stands_once(store: Store) -> None:
    with store.write("设置") as session:
        session.add(Setting(name="x", value="1"))
    with pytest.raises(IntegrityError), store.write("设置") as session:
        session.add(Setting(name="x", value="2"))
