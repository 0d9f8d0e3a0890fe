"""Copied paragraphs are found whatever their punctuation; stock phrases are no copies."""

from __future__ import annotations

import random
from datetime import date

from djdesk.models.rules.meetings.similarity import (
    Index,
    alike,
    fingerprint,
    limits,
    paragraphs,
)

MARCH = (
    "会议学习了关于安全生产的通知，对三号车间二月份发现的七处隐患逐一通报，"
    "要求各班组在月底前整改完毕并由安全员复查签字，复查结果下次会议通报。"
)
APRIL = (
    "围绕春季检修的人员安排，与会党员建议把党员责任区与检修片区对应起来，"
    "由老党员带新职工，每天收工前点评一次，问题当天解决，不能解决的报支部协调。"
)


def test_paragraphs_are_the_typed_lines() -> None:
    assert paragraphs("  一\n\n二 \r\n   \n三") == ["一", "二", "三"]
    assert paragraphs("") == []


def test_a_copy_is_found_and_named() -> None:
    (found,) = alike(f"{APRIL}\n{MARCH}", [("2026-03", MARCH), ("2026-02", "别的内容" * 20)])
    assert (found.key, found.paragraph, found.share) == ("2026-03", MARCH, 100)


def test_punctuation_width_and_blanks_hide_nothing() -> None:
    dressed = MARCH.replace("，", ", ").replace("。", " 。 ").replace("三", "　三")
    (found,) = alike(dressed, [(1, MARCH)])
    assert found.share == 100


def test_a_copy_with_a_few_words_changed_is_found() -> None:
    changed = MARCH.replace("二月份", "三月份").replace("七处", "五处")
    (found,) = alike(changed, [(1, MARCH)], 60)
    assert 60 <= found.share < 100
    assert alike(changed, [(1, MARCH)], 100) == ()


def test_a_copy_inside_a_longer_paragraph_of_old_counts_by_the_new_one() -> None:
    (found,) = alike(MARCH, [(1, APRIL + MARCH + APRIL)], 95)
    assert found.share >= 95


def test_what_is_different_is_not_alike() -> None:
    assert alike(APRIL, [(1, MARCH)]) == ()
    assert alike("", [(1, MARCH)]) == ()
    assert alike(MARCH, []) == ()


def test_short_lines_and_stock_phrases_never_count() -> None:
    short = "听取支部委员会的工作报告，讨论决定有关事项。"
    assert alike(short, [(1, short)]) == ()
    stock = "。".join(limits(date(2026, 1, 1)).stock) + "。" + "讨论有关事项。"
    assert len(stock) > 80
    assert alike(stock, [(1, stock)]) == ()


def test_of_several_the_most_like_is_named_and_of_equals_the_first() -> None:
    changed = MARCH.replace("月底前", "三天内").replace("安全员", "班长")
    index = Index([("changed", changed), ("first", MARCH), ("second", MARCH)])
    (found,) = index.alike(MARCH)
    assert found.key == "first"


def test_records_can_be_added_one_after_the_other() -> None:
    index: Index[int] = Index()
    assert index.alike(MARCH) == ()
    index.add(7, MARCH)
    (found,) = index.alike(MARCH)
    assert found.key == 7


def test_every_plain_copy_among_many_is_found() -> None:
    rng = random.Random(20261120)
    signs = [chr(code) for code in range(0x4E00, 0x5200)]
    texts = ["".join(rng.choices(signs, k=rng.randint(40, 120))) for _ in range(600)]
    index = Index(enumerate(texts))
    for key, text in enumerate(texts):
        assert [(found.key, found.share) for found in index.alike(text)] == [(key, 100)]
    assert index.alike("".join(rng.choices(signs, k=100))) == ()


def test_fingerprint_is_the_same_everywhere() -> None:
    assert fingerprint("一二三四五六七，八") == fingerprint("一二三四五六七八")
    assert len(fingerprint("一二三四五六七八九")) == 2
    assert fingerprint("一二三四五六七") == frozenset()
    assert fingerprint("abcdefgh") == frozenset({3700583096})
