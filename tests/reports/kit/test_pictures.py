"""Pictures for paper: photographs as they are, upright; drawings on white."""

from __future__ import annotations

import io

from PIL import Image

from djdesk.reports.kit.pictures import encode, extent


def saved(picture: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def test_photograph_goes_in_untouched() -> None:
    data = saved(Image.new("RGB", (30, 40), "gray"), "JPEG")
    found = encode(data)
    assert found is not None
    assert (found.width, found.height, found.filter) == (30, 40, "DCTDecode")
    assert found.content is data


def test_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = encode(saved(Image.new("RGB", (40, 30), "gray"), "JPEG", exif=exif))
    assert found is not None
    assert (found.width, found.height, found.filter) == (30, 40, "DCTDecode")


def test_drawing_is_kept_without_loss_on_white() -> None:
    found = encode(saved(Image.new("RGBA", (2, 2), (0, 0, 0, 0)), "PNG"))
    assert found is not None
    assert found.filter == "FlateDecode"
    assert Image.frombytes("RGB", (2, 2), _plain(found.content)).getpixel((0, 0)) == (255, 255, 255)


def test_what_is_no_picture_is_none() -> None:
    assert encode(b"") is None
    assert encode(b"\xff\xd8\xff\xe0 and nothing more") is None


def test_photograph_much_finer_than_paper_is_made_smaller_in_its_proportions() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    noise = Image.effect_noise((1600, 1200), 90)
    data = saved(noise, "JPEG", exif=exif)
    found = encode(data, (300, 400))
    assert found is not None
    assert (found.width, found.height) == (300, 400)
    assert len(found.content) < len(data) / 5
    nearly = encode(data, (1100, 1500))
    assert nearly is not None
    assert (nearly.width, nearly.height) == (1200, 1600)
    assert extent(data) == (1200, 1600)


def test_size_of_a_photograph_cut_short_is_none() -> None:
    data = saved(Image.effect_noise((800, 600), 90), "JPEG")
    assert extent(data) == (800, 600)
    assert extent(data[: len(data) // 2]) is None
    assert encode(data[: len(data) // 2]) is None


def _plain(content: bytes) -> bytes:
    import zlib

    return zlib.decompress(content)
