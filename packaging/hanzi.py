"""Makes resources/codes/hanzi_strokes.txt and hanzi_pinyin.txt anew; run by hand, seldom.

    npm pack cnchar-order && tar xzf cnchar-order-*.tgz
    python packaging/hanzi.py package/cnchar.order.min.js

Needs Node (its ICU knows the CLDR stroke collation) and pypinyin. Where it comes from:
- which strokes 6,939 characters are written with, in order: npm package cnchar-order (MIT);
- stroke count and radical order of all other characters: CLDR, `zh-u-co-stroke`;
- readings: pypinyin (MIT).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

CODES = Path(__file__).resolve().parent.parent / "resources" / "codes"

# U+FDD0 with a braille sign is CLDR's own index mark in front of the characters of n strokes.
NODE = """
const order = require(process.argv[1]);
const collator = new Intl.Collator('zh-u-co-stroke');
const ranges = [[0x3007, 0x3007], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0x20000, 0x2a6df],
  [0x2a700, 0x2ebe0], [0x2ebf0, 0x2ee5d], [0x30000, 0x323af]];
const all = [];
for (const [from, until] of ranges)
  for (let i = from; i <= until; i++) all.push(String.fromCodePoint(i));
const marks = [];
for (let n = 1; n <= 64; n++) marks.push('\\ufdd0' + String.fromCodePoint(0x2800 + n));
const sorted = [...all, ...marks].sort(collator.compare);
process.stdout.write(JSON.stringify({ sorted, marks, dict: order.dict }));
"""


def stroke_class(name: str) -> int:
    """横竖撇点折 as 1…5 (GF 3003: 提 is 横, 竖钩 is 竖, 捺 is 点, everything that turns is 折)."""
    plain = {"横": 1, "提": 1, "竖": 2, "竖钩": 2, "撇": 3, "点": 4, "点2": 4, "捺": 4}
    return plain.get(name, 5)


def stroke_lines(data: dict[str, object]) -> list[str]:
    """One line a stroke count: the count, a tab, all characters in stroke order."""
    dictionary = data["dict"]
    assert isinstance(dictionary, dict)
    names = {letter: row["name"] for letter, row in dictionary["strokeTable"].items()}
    known = {
        character: tuple(stroke_class(names[letter]) for letter in letters)
        for character, letters in dictionary["orders"].items()
    }
    marks = {mark: n for n, mark in enumerate(list(data["marks"]), 1)}  # type: ignore[call-overload]
    count = 0
    near: tuple[int, ...] = (9,)
    keyed: dict[int, list[tuple[tuple[int, ...], int, int, str]]] = defaultdict(list)
    for place, text in enumerate(list(data["sorted"])):  # type: ignore[call-overload]
        if text in marks:
            count, near = marks[text], (9,)
            continue
        strokes = known.get(text)
        if strokes is None:
            # CLDR sorts by count and radical: a character of unknown strokes takes its place
            # beside the nearest known one before it, which mostly begins with the same radical.
            keyed[count].append((near, 1, place, text))
        else:
            if len(strokes) == count:
                near = strokes
            keyed[len(strokes)].append((strokes, 0, place, text))
    return [
        f"{count}\t{''.join(row[3] for row in sorted(rows))}"
        for count, rows in sorted(keyed.items())
    ]


def pinyin_lines() -> list[str]:
    """One line a syllable with tone digit: the characters of which it is the first reading."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    found: dict[str, list[str]] = defaultdict(list)
    for code, readings in sorted(PINYIN_DICT.items()):
        syllable = convert(readings.split(",")[0], Style.TONE3, strict=False)
        syllable = syllable.replace("ü", "v").replace("ê", "e")
        if syllable.isascii() and syllable[:1].isalpha():
            found[syllable if syllable[-1].isdigit() else f"{syllable}5"].append(chr(code))
    return [f"{syllable}\t{''.join(chars)}" for syllable, chars in sorted(found.items())]


def main() -> None:
    """Write both files."""
    package = str(Path(sys.argv[1]).resolve())
    done = subprocess.run(["node", "-e", NODE, package], capture_output=True, check=True)
    for name, lines in (
        ("hanzi_strokes.txt", stroke_lines(json.loads(done.stdout))),
        ("hanzi_pinyin.txt", pinyin_lines()),
    ):
        text = "\n".join(lines) + "\n"
        (CODES / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
