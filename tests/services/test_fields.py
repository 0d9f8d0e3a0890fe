"""Fields of forms."""

from __future__ import annotations

import pytest

from djdesk.services.fields import Field, field
from djdesk.services.listing import Kind

FIELDS = (Field("name", "姓名", Kind.PERSON, required=True), Field("sex", "性别", Kind.CODE, "sex"))


def test_a_field_is_found_by_its_key() -> None:
    assert field(FIELDS, "sex").codes == "sex"
    with pytest.raises(KeyError):
        field(FIELDS, "age")
