"""Evidence: photographs upright and small, what cannot be read refused, sizes and gaps told."""

from __future__ import annotations

import contextlib
import io
import random
from datetime import date

import pytest
from PIL import Image

from djdesk.errors import StorageFault, UserError
from djdesk.models.books import BookKind
from djdesk.services import archive, meetings
from djdesk.services.archive import AttachedFile
from djdesk.services.books import create_book, open_book
from djdesk.services.desk import Desk, Role
from djdesk.services.meetings import evidence
from tests.conftest import BRANCH, CHEAP, PASSWORD, USER
from tests.full_disk import SmallDisk
from tests.services.meetings.people import put_meeting, statements

TURNED, PLACE = 0x0112, 0x8825


def drawn(
    width: int, height: int, how: str = "JPEG", *, turned: int = 0, mode: str = "RGB"
) -> bytes:
    """A picture whose upper left quarter is red (as it lies in the file), with notes in it."""
    blank: object = {"RGBA": (0, 0, 255, 0), "L": 200, "CMYK": (0, 0, 0, 0)}.get(mode, "white")
    picture = Image.new(mode, (width, height), blank)  # type: ignore[arg-type]
    red: object = {"RGBA": (255, 0, 0, 255), "L": 0, "CMYK": (0, 255, 255, 0)}.get(mode, "red")
    picture.paste(red, (0, 0, width // 2, height // 2))  # type: ignore[arg-type]
    notes = Image.Exif()
    if turned:
        notes[TURNED] = turned
        notes.get_ifd(PLACE)[1] = "N"
    out = io.BytesIO()
    picture.save(out, how, exif=notes) if turned else picture.save(out, how)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def files(desk: Desk, meeting_id: int) -> dict[str, AttachedFile]:
    with desk.store.read() as session:
        return {file.title: file for file in archive.attachments(session, "meeting", meeting_id)}


def is_red(picture: Image.Image, x: float, y: float) -> bool:
    colour = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
    assert isinstance(colour, tuple)
    return colour[0] > 200 and colour[1] < 80


def test_a_photograph_is_turned_upright_shrunk_and_forgets_its_place(desk: Desk) -> None:
    meeting = put_meeting(desk)
    # orientation 6: the telephone was turned, so the red corner belongs to the upper right
    content = drawn(3000, 2000, turned=6)
    key = meetings.add_evidence(desk, meeting, "现场.JPG", content)
    kept = opened(meetings.picture(desk, key))
    assert (kept.format, kept.size) == ("JPEG", (1067, 1600))
    assert is_red(kept, 0.75, 0.25)
    assert not is_red(kept, 0.25, 0.25)
    assert not kept.getexif()
    small = opened(meetings.thumbnail(desk, key))
    assert small.size == (160, 240)
    assert is_red(small, 0.75, 0.25)
    file = files(desk, meeting)["现场.jpg"]
    assert (file.purpose, file.media_type, file.original) == ("photo", "image/jpeg", "")
    assert file.size == len(meetings.picture(desk, key)) < len(content)


def test_the_original_is_kept_when_asked_for(desk: Desk) -> None:
    content = drawn(2000, 1000, turned=3)
    key = meetings.add_evidence(
        desk, put_meeting(desk), "a.jpg", content, purpose="signin", keep_original=True
    )
    assert evidence.picture(desk, key, original=True) == content
    assert opened(evidence.picture(desk, key)).size == (1600, 800)
    sizes = meetings.sizes(desk)
    assert (sizes.photos, sizes.videos, sizes.documents) == (1, 0, 0)
    assert sizes.size == len(evidence.picture(desk, key))
    assert sizes.originals > len(content)  # sealed, it is a little longer


def test_a_small_clean_photograph_stays_as_it_is(desk: Desk) -> None:
    content = drawn(800, 600)
    key = meetings.add_evidence(desk, put_meeting(desk), "a.jpeg", content)
    assert meetings.picture(desk, key) == content


@pytest.mark.parametrize(
    ("how", "mode", "name"),
    [
        ("PNG", "RGBA", "a.png"),
        ("WEBP", "RGB", "a.webp"),
        ("PNG", "L", "b.png"),
        ("JPEG", "CMYK", "c.jpg"),
        ("PNG", "1", "d.png"),
        ("PNG", "P", "e.png"),
    ],
)
def test_every_sort_of_picture_becomes_a_photograph(
    desk: Desk, how: str, mode: str, name: str
) -> None:
    if mode in ("1", "P"):
        out = io.BytesIO()
        opened(drawn(400, 300)).convert(mode).save(out, how)
        content = out.getvalue()
    else:
        content = drawn(400, 300, how, mode=mode)
    key = meetings.add_evidence(desk, put_meeting(desk), name, content)
    kept = opened(meetings.picture(desk, key))
    assert (kept.format, kept.size) == ("JPEG", (400, 300))
    corner = kept.convert("RGB").getpixel((390, 290))
    assert isinstance(corner, tuple)
    assert min(corner) > 190  # what was transparent is paper


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.heic", b"x" * 40, "HEIC"),
        ("a.jpg", b"\0\0\0\x18ftypheic" + b"x" * 40, "HEIC"),
        ("a.jpg", b"no picture at all", "无法读取"),
        ("a.jpg", drawn(900, 900)[:3000], "无法读取"),
        ("a.png", b"GIF89a" + b"\0" * 60, "无法读取"),
        ("空.jpg", b"", "空文件"),
        ("大.mp4", bytes(archive.LIMIT + 1), "超过 50 MB"),
    ],
)
def test_what_is_refused_leaves_nothing(desk: Desk, name: str, content: bytes, word: str) -> None:
    meeting = put_meeting(desk)
    with pytest.raises(UserError, match=word):
        meetings.add_evidence(desk, meeting, name, content)
    assert files(desk, meeting) == {}


def test_an_enormous_picture_is_refused_before_it_is_unpacked(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(UserError, match="8000 万像素"):
        meetings.add_evidence(desk, put_meeting(desk), "a.png", out.getvalue())


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("3月签到表.pdf", "signin"),
        ("表决票.pdf", "ballot"),
        ("手写记录.pdf", "record"),
        ("党课讲稿.docx", "handout"),
        ("片段.MP4", "video"),
        ("其他.xlsx", "other"),
        ("签到.jpg", "signin"),
        ("1.png", "photo"),
    ],
)
def test_the_name_tells_what_a_file_proves(name: str, purpose: str) -> None:
    assert evidence.purpose_of(name) == purpose


def test_videos_and_documents_are_kept_as_they_are(desk: Desk) -> None:
    meeting = put_meeting(desk)
    key = meetings.add_evidence(desk, meeting, "片段.mov", b"film")
    meetings.add_evidence(desk, meeting, "通知.pdf", b"%PDF-1.4")
    assert meetings.picture(desk, key) == b"film"
    assert meetings.thumbnail(desk, key) == b""
    sizes = meetings.sizes(desk)
    assert (sizes.photos, sizes.videos, sizes.documents, sizes.size) == (0, 1, 1, 12)


def test_one_photograph_of_two_meetings_lies_and_counts_once(desk: Desk) -> None:
    content = drawn(800, 600)
    one, two = put_meeting(desk), put_meeting(desk, "M4")
    for meeting in (one, two):
        meetings.add_evidence(desk, meeting, "a.jpg", content)
    assert len(desk.store.files.paths()) == 2  # the picture and its small picture
    assert meetings.sizes(desk).size == len(content)
    assert meetings.sizes(desk).photos == 2


def test_gaps_are_those_of_the_kind(desk: Desk) -> None:
    day, party = put_meeting(desk, "M5"), put_meeting(desk, "M1")
    both = [day, party]
    assert meetings.missing(desk, both) == {day: ("signin", "photo"), party: ("signin",)}
    meetings.add_evidence(desk, day, "现场.jpg", drawn(400, 300))
    assert meetings.missing(desk, [day]) == {day: ("signin",)}
    meetings.add_evidence(desk, day, "签到表.pdf", b"x")
    assert meetings.missing(desk, both) == {party: ("signin",)}
    with statements(desk) as seen:
        meetings.missing(desk, [day, party])
    assert len(seen) == 2


def test_a_locked_record_takes_evidence_but_lets_none_go(desk: Desk) -> None:
    meeting = put_meeting(desk, state="reviewed", reviewed_on=date(2026, 3, 25))
    key = meetings.add_evidence(desk, meeting, "签字页.pdf", b"x")
    with pytest.raises(UserError, match="更正"):
        meetings.remove_evidence(desk, key)
    meetings.describe_evidence(desk, key, title="签字页", purpose="record")
    assert files(desk, meeting)["签字页"].purpose == "record"
    viewer = Desk(desk.store, "看", Role.VIEWER, desk.today)
    with pytest.raises(UserError, match="权限"):
        meetings.add_evidence(viewer, meeting, "b.pdf", b"x")
    other = meetings.add_evidence(desk, put_meeting(desk, "M2"), "c.pdf", b"y")
    meetings.remove_evidence(desk, other)
    with pytest.raises(UserError, match="找不到"):
        meetings.picture(desk, other)


@pytest.mark.parametrize("size", [(400, 300), (3000, 2000)])
@pytest.mark.parametrize("where", ["comment", "xmp", "behind"])
def test_no_note_of_the_telephone_stays(where: str, size: tuple[int, int]) -> None:
    place = b"GPSLatitude 39,54N"
    out = io.BytesIO()
    notes = {where: place} if where != "behind" else {}
    Image.new("RGB", size, "white").save(out, "JPEG", **notes)
    content = out.getvalue() + (place if where == "behind" else b"")
    shrunk = evidence.shrink("a.jpg", content)
    assert shrunk is not None
    assert place in content
    assert place not in shrunk.content + shrunk.thumb


@pytest.mark.parametrize(
    ("turned", "x", "y"),
    [
        (1, 0, 0),
        (2, 1, 0),
        (3, 1, 1),
        (4, 0, 1),
        (5, 0, 0),
        (6, 1, 0),
        (7, 1, 1),
        (8, 0, 1),
    ],
)
def test_every_way_of_holding_the_camera(turned: int, x: int, y: int) -> None:
    shrunk = evidence.shrink("a.jpg", drawn(400, 200, turned=turned))
    assert shrunk is not None
    for kept in (opened(shrunk.content), opened(shrunk.thumb)):
        assert (kept.width > kept.height) is (turned < 5)
        assert is_red(kept, 0.25 + 0.5 * x, 0.25 + 0.5 * y)


def test_damaged_notes_do_not_cost_the_picture() -> None:
    content = drawn(400, 300, turned=6)
    broken = content.replace(b"Exif\0\0MM\0*", b"Exif\0\0M\xd0\0*").replace(
        b"Exif\0\0II*\0", b"Exif\0\0\xd0I*\0"
    )
    assert broken != content
    shrunk = evidence.shrink("a.jpg", broken)
    assert shrunk is not None
    assert opened(shrunk.content).size == (400, 300)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of damaged notes
@pytest.mark.parametrize("how", ["JPEG", "PNG", "WEBP"])
def test_any_damage_is_told_in_a_sentence(how: str) -> None:
    content = drawn(120, 90, how, turned=6)
    chance = random.Random(how)
    for _ in range(300):
        broken = bytearray(content)
        for _ in range(chance.choice((1, 3, 20))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(UserError):
            evidence.shrink(f"a.{how.lower()}", bytes(broken))


def test_nothing_is_kept_for_a_meeting_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(UserError, match="找不到这次会议"):
        meetings.add_evidence(desk, 99, "a.jpg", drawn(400, 300))
    assert desk.store.files.paths() == []


def test_a_full_disk_loses_nothing(small_disk: SmallDisk) -> None:
    folder = small_disk.folder / "book"
    create_book(
        folder, kind=BookKind.BRANCH, name=BRANCH, user_name=USER, password=PASSWORD, cost=CHEAP
    )
    with contextlib.closing(open_book(folder, PASSWORD)) as book:
        desk = Desk(book.store, USER, Role.SECRETARY, lambda: date(2026, 11, 20))
        meeting = put_meeting(desk)
        photo = drawn(1600, 1200, "PNG")
        content = photo + random.Random(1).randbytes(400_000)
        with small_disk.leaving(100_000), pytest.raises(StorageFault, match="磁盘已满"):
            meetings.add_evidence(desk, meeting, "a.jpg", photo, keep_original=True)
            meetings.add_evidence(desk, meeting, "a.pdf", content)
        assert "a.pdf" not in files(desk, meeting)
        key = meetings.add_evidence(desk, meeting, "a.pdf", content)
        assert meetings.picture(desk, key) == content
