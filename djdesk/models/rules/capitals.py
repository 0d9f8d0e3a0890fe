"""Amounts in capitals (大写) as receipts and banks want them."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("亿", "万", "")
_MOST = 10 ** (4 * len(_SECTIONS)) * 100


def capitals(fen: int, *, whole: str = "整") -> str:
    """An amount in fen in capitals: 9810 → 玖拾捌元壹角, 1500 → 壹拾伍元整, 20 → 贰角.

    An amount that ends with yuan is closed with `whole` (整 or 正), one with jiao or fen is not.
    Follows the rules for filling in bank notes (正确填写票据和结算凭证的基本规定): several zeros
    are one 零; 元 is followed by 零 where its own place or that of jiao is empty. Raises ValueError
    for negative amounts and from 1,000,000,000,000 yuan on.
    """
    if not 0 <= fen < _MOST:
        raise ValueError(f"no amount for capitals: {fen} fen")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    text = f"{_whole_yuan(yuan)}元" if yuan or not rest else ""
    if not rest:
        return text + whole
    if text and (not jiao or yuan % 10 == 0):
        text += "零"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    if cents:
        text += f"{_DIGITS[cents]}分"
    return text


def _whole_yuan(yuan: int) -> str:
    if not yuan:
        return "零"
    text = ""
    for place, name in enumerate(_SECTIONS):
        section = yuan // 10 ** (4 * (len(_SECTIONS) - 1 - place)) % 10_000
        if not section:
            continue
        # a place that is empty before this section's first digit: one 零, whether the gap lies in
        # the section itself or took a whole section
        gap = section < 1000 or yuan // 10 ** (4 * (len(_SECTIONS) - place)) % 10_000 == 0
        text += ("零" if text and gap else "") + _section(section) + name
    return text


def _section(section: int) -> str:
    text, gap = "", False
    for digit, name in zip(f"{section:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[int(digit)] + name
        gap = False
    return text
