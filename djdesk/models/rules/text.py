"""Folds typed text to one form, so that full-width signs and stray spaces never decide a match."""

from __future__ import annotations

import re
import unicodedata

# Zero-width signs and byte-order marks come along when text is copied from web pages and chats.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANK = re.compile(r"\s+")
_SIGNS = re.compile(r"[\s\-_/\\|,，.。、;；:：()（）\[\]【】<>《》\"'“”‘’·・•]+")
_HALF = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}


def halve(text: str) -> str:
    """Turn full-width letters, digits and signs into ASCII; Chinese characters stay as written."""
    return text if text.isascii() else text.translate(_HALF)


def tidy(text: str) -> str:
    """Drop invisible signs, trim the ends and make every inner run of blanks one blank."""
    if text.isascii():
        return " ".join(text.split())
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()


def compact(text: str) -> str:
    """Half-width text without any blanks, for numbers and dates."""
    return "".join(halve(_INVISIBLE.sub("", text)).split())


def fold(text: str) -> str:
    """The form in which words are compared: compatibility forms unified, lower case, no signs."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).casefold()
