"""Key slots: passwords, users, the recovery code, and telling a wrong word from damage."""

from __future__ import annotations

import random
from pathlib import Path

import pyrage
import pytest

from djdesk.errors import StorageFault, UserError
from djdesk.models.store import keys as key_file
from djdesk.models.store.keys import Cost, Keys, WrongPassword, new_keys

CHEAP = Cost(iterations=1, memory=8, lanes=1)
PASSWORD = "车间支部2026年"


@pytest.fixture
def made() -> tuple[Keys, bytes, str]:
    return new_keys("uid-1", name="李静", role="secretary", password=PASSWORD, cost=CHEAP)


def test_password_and_code_open_the_same_key(made: tuple[Keys, bytes, str]) -> None:
    keys, key, code = made
    assert len(key) == 32
    assert keys.unlock(PASSWORD)[0] == key
    assert keys.unlock(code)[0] == key
    # as somebody types it from paper, with an input method on
    assert keys.unlock(code.lower().replace("-", " ").replace("0", "o"))[0] == key
    assert keys.unlock("车间支部２０２６年")[0] == key


def test_every_book_has_another_key() -> None:
    pair = [
        new_keys("u", name="李静", role="secretary", password=PASSWORD, cost=CHEAP)
        for _ in range(2)
    ]
    assert pair[0][1] != pair[1][1]
    assert pair[0][2] != pair[1][2]


def test_a_wrong_password_and_a_mistyped_code_are_told_apart(
    made: tuple[Keys, bytes, str],
) -> None:
    keys, _, code = made
    with pytest.raises(WrongPassword, match="密码不正确"):
        keys.unlock(PASSWORD + "x")
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    with pytest.raises(WrongPassword, match="恢复码不正确"):
        keys.unlock(wrong)


def test_users_are_added_changed_and_removed_under_the_same_key(
    made: tuple[Keys, bytes, str],
) -> None:
    keys, key, code = made
    keys = keys.with_user(key, " 王芳 ", "viewer", "另一个很好的密码")
    wang = keys.accounts(key)[1]
    assert (wang.name, wang.role) == ("王芳", "viewer")
    assert keys.unlock("另一个很好的密码") == (key, wang.slot)
    keys = keys.with_password(key, wang.slot, "第三个很好的密码")
    keys = keys.with_role(key, wang.slot, "organizer")
    assert keys.unlock("第三个很好的密码") == (key, wang.slot)
    assert keys.accounts(key)[1].role == "organizer"
    with pytest.raises(WrongPassword):
        keys.unlock("另一个很好的密码")
    keys = keys.without_user(key, wang.slot)
    assert [a.name for a in keys.accounts(key)] == ["李静"]
    with pytest.raises(WrongPassword):
        keys.unlock("第三个很好的密码")
    assert keys.unlock(PASSWORD)[0] == keys.unlock(code)[0] == key


def test_two_users_cannot_share_a_password_or_a_name(made: tuple[Keys, bytes, str]) -> None:
    keys, key, _ = made
    with pytest.raises(UserError, match="不能使用"):
        keys.with_user(key, "王芳", "viewer", PASSWORD)
    with pytest.raises(UserError, match="已有名为"):
        keys.with_user(key, "李静", "viewer", "另一个很好的密码")
    with pytest.raises(UserError, match="不能为空"):
        keys.with_user(key, "  ", "viewer", "另一个很好的密码")


@pytest.mark.parametrize("password", ["1234567", "12345678", "aaaaaaaa", "1212121212", ""])
def test_weak_passwords_are_refused(made: tuple[Keys, bytes, str], password: str) -> None:
    keys, key, _ = made
    with pytest.raises(UserError, match="密码"):
        keys.with_user(key, "王芳", "viewer", password)


def test_a_new_code_voids_the_old_one(made: tuple[Keys, bytes, str]) -> None:
    keys, key, old = made
    keys, new = keys.with_recovery(key)
    assert keys.unlock(new)[0] == key
    with pytest.raises(WrongPassword):
        keys.unlock(old)


def test_the_superior_opens_with_its_own_key(made: tuple[Keys, bytes, str]) -> None:
    keys, key, _ = made
    theirs, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    keys = keys.with_superior(key, str(theirs.to_public()))
    opened, slot = keys.unlock(str(theirs))
    assert (opened, keys.kind_of(slot)) == (key, "superior")
    with pytest.raises(WrongPassword):
        keys.unlock(str(other))
    with pytest.raises(UserError, match="公钥"):
        keys.with_superior(key, "age1nonsense")


def test_slots_cannot_be_moved_to_another_book(made: tuple[Keys, bytes, str]) -> None:
    keys, _, _ = made
    moved = Keys("uid-2", keys.cost, keys.salt, keys.slots, keys.people)
    with pytest.raises(WrongPassword):
        moved.unlock(PASSWORD)


# -- the file --------------------------------------------------------------------------------------


def test_what_is_written_is_read_and_names_nobody(
    made: tuple[Keys, bytes, str], tmp_path: Path
) -> None:
    keys, _, _ = made
    key_file.save(tmp_path, keys)
    assert key_file.load(tmp_path) == keys
    text = (tmp_path / "keys.json").read_text("utf-8")
    assert "李静" not in text
    assert "secretary" not in text


def test_a_hundred_flipped_bytes_are_noticed_and_healed(
    made: tuple[Keys, bytes, str], tmp_path: Path
) -> None:
    keys, _, _ = made
    key_file.save(tmp_path, keys)
    path = tmp_path / "keys.json"
    whole = path.read_bytes()
    chance = random.Random(2026)
    for _ in range(100):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= chance.randrange(1, 256)
        path.write_bytes(broken)
        notes: list[str] = []
        assert key_file.load(tmp_path, note=notes.append) == keys
        assert len(notes) == 1
        assert path.read_bytes() == whole


def test_damage_of_both_copies_is_no_wrong_password(
    made: tuple[Keys, bytes, str], tmp_path: Path
) -> None:
    keys, _, _ = made
    key_file.save(tmp_path, keys)
    paths = [tmp_path / "keys.json", tmp_path / "keys.json.bak"]
    for path in paths:
        broken = bytearray(path.read_bytes())
        broken[-40] ^= 1
        path.write_bytes(broken)
    with pytest.raises(StorageFault) as caught:
        key_file.load(tmp_path)
    assert caught.value.kind == "damaged"
    for path in paths:
        path.unlink()
    with pytest.raises(StorageFault) as caught:
        key_file.load(tmp_path)
    assert caught.value.kind == "missing"


def test_a_kill_between_the_two_copies_leaves_the_new_one(
    made: tuple[Keys, bytes, str], tmp_path: Path
) -> None:
    keys, key, _ = made
    key_file.save(tmp_path, keys)
    newer = keys.with_user(key, "王芳", "viewer", "另一个很好的密码")
    (tmp_path / "keys.json").write_bytes(key_file.dump(newer))
    assert key_file.load(tmp_path) == newer
    (tmp_path / "keys.json").unlink()
    assert key_file.load(tmp_path) == newer


def test_a_newer_format_is_refused(made: tuple[Keys, bytes, str]) -> None:
    import hashlib

    text = key_file.dump(made[0]).partition(b"\n")[2].replace(b'"format": 1', b'"format": 2')
    content = hashlib.sha256(text[:-1]).hexdigest().encode() + b"\n" + text
    with pytest.raises(UserError, match="新"):
        key_file.parse(content)
