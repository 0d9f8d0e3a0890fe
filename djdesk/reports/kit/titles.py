"""Breaking the title of an official paper into lines: by meaning, the longer line above."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

from djdesk.reports.kit.setting import NOT_FIRST, NOT_LAST

MOST_LINES = 4
NEVER = 1000.0
WORDS = re.compile(
    "党支部|支部委员会|委员会|党小组|党总支|支部|党员大会|党员|党委|党费|党课|党日|主题党日|三会一课"
    "|民主评议|组织生活会|组织生活|谈心谈话|发展对象|发展党员|积极分子|入党|预备党员|转正|换届选举|换届"
    "|选举|候选人|大会|会议|纪要|通知|报告|请示|批复|决议|决定|公示|名单|证明|函|意见|方案|计划|总结"
    "|工作|活动|学习|教育|开展|召开|进行|做好|加强|同意|接收|批准|委员|书记|年度|季度|上半年|下半年"
    "|收缴|使用|管理|情况|结果|关于|有关|问题|事项|整改|考核|积分|台账|先锋|优秀"
    r"|[0-9A-Za-z〇.]+年?|《[^《》]{1,16}》|“[^“”]{1,16}”|〔[^〔〕]*〕"
)
"""What a line break must not tear apart."""

LIGHT_FIRST = frozenset("的了等地得")
"""Characters with which no line of a title should begin."""


def broken(title: str, most: int) -> list[str]:
    """The lines of a title of at most `most` full-width characters each.

    Breaks that were given are kept. Otherwise words stay whole, 「关于」 may begin a line, and the
    lines form an inverted trapezoid (forms.md §4). A title too long for four lines is left alone.
    """
    if "\n" in title:
        return [line.strip() for line in title.split("\n")]
    long = _length(title)
    least = -(-long // most)
    if least <= 1 or least > MOST_LINES:
        return [title]
    places = [n for n in range(2, len(title) - 1) if _cost(title, n) < NEVER]
    best: tuple[float, tuple[int, ...]] = (NEVER, ())
    for lines in (least, least + 1):
        if lines > MOST_LINES or (lines > least and best[0] < NEVER):
            break
        for cuts in combinations(places, lines - 1):
            cost = _shape(title, cuts, most) + sum(_cost(title, cut) for cut in cuts)
            best = min(best, (cost, cuts))
    cuts = (0, *best[1], len(title))
    return [title[a:b] for a, b in pairwise(cuts)]


def _length(text: str) -> int:
    """Full-width characters that `text` takes, rounded up."""
    halves = sum(1 if char.isascii() else 2 for char in text)
    return -(-halves // 2)


def _cost(title: str, cut: int) -> float:
    """What it costs to break before character `cut`."""
    before, after = title[cut - 1], title[cut]
    if after in NOT_FIRST or before in NOT_LAST or after in LIGHT_FIRST:
        return NEVER
    if before in "和与及" or any(word.start() < cut < word.end() for word in WORDS.finditer(title)):
        return NEVER
    cost = 6.0
    if title.startswith("关于", cut):
        cost = 0.0
    elif before in "、的，" or after == "《":
        cost = 3.0
    elif any(cut in (word.start(), word.end()) for word in WORDS.finditer(title)):
        cost = 4.0
    return cost


def _shape(title: str, cuts: tuple[int, ...], most: int) -> float:
    """What it costs that lines are too long, uneven, or longer below than above."""
    lengths = [_length(title[a:b]) for a, b in pairwise((0, *cuts, len(title)))]
    if max(lengths) > most:
        return NEVER
    longer_below = sum(max(0, below - above) for above, below in pairwise(lengths))
    return longer_below * 1.5 + (max(lengths) - min(lengths)) * 0.5
