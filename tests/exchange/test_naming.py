"""File names that tell people what it is and that every stick accepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from djdesk.exchange import naming
from djdesk.exchange.package import unsafe


def test_names_as_people_read_them() -> None:
    assert naming.package_name("机修车间支部", "2026-11", 7) == "机修车间支部-2026-11-第0007号.djx"
    digest = "86bed3a7" * 8
    assert (
        naming.receipt_name("机修车间支部", "2026-11", 7, digest)
        == "机修车间支部-2026-11-第0007号-回执-86be.djr"
    )
    assert naming.invite_name("机修车间支部") == "机修车间支部-邀请.djinvite"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("一/二\\三:四", "一_二_三_四"),
        ('a*b?c"d<e>f|g', "a_b_c_d_e_f_g"),
        ("  支部\t名\n称  ", "支部_名_称"),
        ("支部...", "支部"),
        ("..", "支部"),
        ("", "支部"),
        ("con", "支部_con"),
        ("NUL", "支部_NUL"),
    ],
)
def test_what_fat_forbids_is_replaced(name: str, plain: str) -> None:
    assert naming.plain(name) == plain
    assert unsafe(naming.package_name(name, "2026-11", 1)) == ""


def test_long_names_fit_every_file_system() -> None:
    name = naming.receipt_name("中共" + "某" * 300 + "支部委员会", "2026-11", 9999, "ab" * 32)
    assert len(name.encode()) < 255


def test_taken_names_are_not_used(tmp_path: Path) -> None:
    assert naming.free_path(tmp_path, "包.djx").name == "包.djx"
    (tmp_path / "包.djx").touch()
    (tmp_path / "包 (2).djx").touch()
    assert naming.free_path(tmp_path, "包.djx").name == "包 (3).djx"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("机修车间支部", "中共某某厂机修车间支部委员会", True),
        ("中国共产党某某厂机修车间支部委员会", "中共 某某厂 机修车间支部", True),
        ("铸造车间支部", "中共某某厂机修车间支部委员会", False),
    ],
)
def test_names_written_otherwise(left: str, right: str, same: bool) -> None:
    assert naming.alike(left, right) is naming.alike(right, left) is same
