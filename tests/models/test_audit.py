"""The tables of the history refuse to be altered; see also store/test_history.py."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from djdesk.models.audit import AuditChange, AuditStep
from djdesk.models.store.store import Store
from tests.models.store.people import bring_in


@pytest.mark.parametrize("table", [AuditStep.__tablename__, AuditChange.__tablename__])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id=id", "DELETE FROM {}"])
def test_history_is_append_only(store: Store, table: str, statement: str) -> None:
    bring_in(store)
    with pytest.raises(DBAPIError, match="append-only"), store.write("x") as session:
        session.connection().exec_driver_sql(statement.format(table))
