"""Objects of a PDF file: how values are spelled, and that nothing promised is left out."""

from __future__ import annotations

import io

import pytest

from djdesk.reports.kit.objects import Ref, Text, Value, Writer, spelled


def test_reserved_object_that_was_never_written_is_a_fault_of_the_program() -> None:
    writer = Writer(io.BytesIO())
    root, info = writer.put({}), writer.put({})
    writer.reserve()
    with pytest.raises(ValueError, match="object 3"):
        writer.close(root, info)


def test_values_are_spelled_as_the_format_wants() -> None:
    value: dict[str, Value] = {"A": [1, 2.5, 0.001, "/Name", Ref(7)], "T": Text("党\U0002cc56")}
    assert spelled(value) == "<</A [1 2.5 0.001 /Name 7 0 R] /T <FEFF515AD873DC56> >>"
