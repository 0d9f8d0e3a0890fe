"""The recovery code and what can go wrong when it is typed."""

from __future__ import annotations

import pytest

from djdesk.models.store import recovery


def test_codes_are_eight_groups_of_four_and_differ() -> None:
    codes = {recovery.generate() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 8
        assert recovery.parse(code) == "".join(groups)


def test_every_single_wrong_sign_is_noticed() -> None:
    signs = recovery.parse(recovery.generate())
    for place in range(len(signs)):
        for sign in recovery.ALPHABET:
            if sign != signs[place]:
                assert recovery.parse(signs[:place] + sign + signs[place + 1 :]) == ""


def test_every_swapped_neighbour_is_noticed() -> None:
    signs = recovery.parse(recovery.generate())
    for place in range(len(signs) - 1):
        a, b = signs[place], signs[place + 1]
        if a != b:
            assert recovery.parse(signs[:place] + b + a + signs[place + 2 :]) == ""


@pytest.mark.parametrize("text", ["", "abcd", "密码不是恢复码", "U" * 31])
def test_other_texts_are_no_codes(text: str) -> None:
    assert recovery.parse(text) == ""


def test_a_code_that_lacks_a_sign_still_looks_like_one() -> None:
    code = recovery.generate()
    assert recovery.looks_like(code[:-1])
    assert not recovery.looks_like("一个普通的密码")
