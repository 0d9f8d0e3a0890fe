"""The words of tables and columns: everything the history may show has one, in Chinese."""

from __future__ import annotations

import re

import pytest

from djdesk.exchange.words import SILENT, TABLES, row_label, shown, table_title, word_of
from djdesk.models.rules.codes import table as code_table
from djdesk.models.schema import metadata
from djdesk.models.store.history import UNRECORDED
from djdesk.services import settings

RECORDED = sorted(set(metadata.tables) - UNRECORDED - {"draft"})
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("table", RECORDED)
def test_every_column_has_a_word_or_is_silent(table: str) -> None:
    assert CHINESE.match(TABLES[table])
    for column in (each.name for each in metadata.tables[table].c):
        if column in SILENT or f"{table}.{column}" in SILENT:
            assert word_of(table, column) is None
            continue
        word = word_of(table, column)
        assert word is not None, f"{table}.{column} has no word"
        assert CHINESE.search(word.title)
        if word.codes:
            assert code_table(word.codes).entries
        if word.table:
            assert word.table in TABLES


def test_secrets_are_never_shown() -> None:
    for table, column in (
        ("seal_keys", "sign_secret"),
        ("seal_keys", "age_secret"),
        ("superior", "secret"),
        ("invitation", "secret"),
        ("book", "files_identity"),
    ):
        assert shown(table, column, "abc") == ""


@pytest.mark.parametrize(
    ("table", "column", "value", "text"),
    [
        ("member", "sex", "2", "女"),
        ("member", "birth_on", "1985-03-12", "1985.03.12"),
        ("member", "phone", "13800000001", "13800000001"),
        ("member", "photo", "ab" * 32, "（文件）"),
        ("member", "phone", "", ""),
        ("member", "name_pinyin", "zhang", ""),
        ("member", "uid", "x", ""),
        ("member", "no_longer_there", "x", ""),
        ("gone", "name", "x", ""),
        ("standing", "whole", True, "是"),
        ("standing", "whole", False, "否"),
        ("hardship", "aid_fen", 123456, "1,234.56"),
        ("setting", "value", "true", "是"),
        ("setting", "value", '"D:\\\\备份"', "D:\\备份"),
        ("meeting", "start_at", 870, "14:30"),
        ("assessment_line", "month", "2026-03-01", "2026.03"),
        ("assessment_line", "points", -5, "-0.5"),
        ("assessment_line", "source", "attendance:01a1fa44", ""),
        ("assessment_opinion", "given_at", "2026-04-01T09:30:00", "2026-04-01 09:30"),
        ("assessment_rubric", "content", '{"code":"own"}', "（全文）"),
        ("assessment_month", "content", '{"lines":[]}', "（全文）"),
        ("assessment_month", "content", "", ""),
        ("meeting_revision", "content", "{}", "（全文）"),
        ("superior", "joined_at", "2026-11-20T09:05:00+08:00", "2026-11-20 09:05"),
    ],
)
def test_values_come_as_people_read_them(table: str, column: str, value: object, text: str) -> None:
    assert shown(table, column, value) == text


def test_a_reference_is_known_by_name() -> None:
    names = {("organization", 3): "第一党小组"}
    assert shown("standing", "group_id", 3, names) == "第一党小组"
    assert shown("standing", "group_id", 4, names) == ""


def test_a_known_month_has_no_day_and_private_values_are_masked() -> None:
    assert shown("member", "joined_on", "2010-07-01", month_only=True) == "2010.07"
    assert shown("member", "phone", "13800000001", masked=True) == "138****0001"
    assert shown("member", "name", "张小明", masked=True) == "张小明"


def test_unknown_tables_and_settings_have_general_words() -> None:
    assert table_title("gone") == "其他记录"
    assert row_label("member", "张小明") == "张小明"
    assert row_label("setting", "backup.daily") == settings.DAILY_BACKUP.title
    assert row_label("setting", "gone") == "设置"
