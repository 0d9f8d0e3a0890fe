"""Next year's standards proposed from this year's: who changed class, who needs a new base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from djdesk.models.rules import codes
from djdesk.models.rules.days import age_on
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.months import month_of, say_month
from djdesk.models.rules.dues.quoting import Base, Quote, quote
from djdesk.models.rules.dues.standards import Standard, standard_in

MALE = "1"
WAGED, STUDENT, PENSION = "wage", "student", "pension"


@dataclass(frozen=True, slots=True)
class Post:
    """From `since` on the member had this work post (codes of work_post)."""

    since: date
    code: str


@dataclass(frozen=True, slots=True)
class Payer:
    """What is known of a member: `sex` as in the code table, work posts and standards by time,
    the day of graduation where it is known.
    """

    key: int
    sex: str
    birth_on: date | None
    posts: tuple[Post, ...]
    standards: tuple[Standard, ...]
    graduates_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A member's class seems out of date: `former` → `code` since month `since`, and why.

    `sure` is False where it only has to be asked (age of retirement).
    """

    former: str
    code: str
    since: date
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed standard of one member from January on.

    `needs_base` says that a new base has to be asked for; `quote` rests on the old one where there
    is one, else it is None. An empty `code` is an unknown class.
    `change` says why the class differs from last year's, None where it does not.
    """

    key: int
    code: str
    quote: Quote | None
    change: Change | None
    needs_base: bool


def class_for(post: str, day: date) -> str | None:
    """The class of dues that goes with a work post; None where the post says nothing."""
    rule = tables.classes_for_posts().rule_at(day)
    if rule is None or not post:
        return None
    fitting = [start for start in rule.value if post.startswith(start)]
    return rule.value[max(fitting, key=len)] if fitting else None


def class_change(payer: Payer, day: date) -> Change | None:
    """Whether the class fixed for a member no longer fits on `day` (R41); None if it does.

    The newest work post decides where it began after the standard, or where the standard still is
    that of the post before it: retired, graduated, out of work, at work again. Otherwise a member
    with a wage at the age of retirement and a student past graduation are asked about.
    """
    current = standard_in(payer.standards, month_of(day))
    if current is None:
        return None
    known = [post for post in payer.posts if post.since <= day]
    post = max(known, key=lambda post: post.since, default=None)
    if post is not None:
        code = class_for(post.code, day)
        former = class_for(_post_before(known, post), day)
        stale = current.code == former or month_of(post.since) >= current.since
        # who is paid by the year or lives on relief has the post of others: a post that means the
        # same class as the one before it says nothing
        if stale and code not in (None, current.code, former):
            name = codes.table("work_post").short(post.code)
            reason = f"{say_month(post.since)}起为{name}"
            return Change(current.code, str(code), month_of(post.since), reason, True)
    return _asked(payer, current, day)


def _post_before(known: Sequence[Post], last: Post) -> str:
    earlier = [post for post in known if post.since < last.since]
    return max(earlier, key=lambda post: post.since).code if earlier else ""


def _asked(payer: Payer, current: Standard, day: date) -> Change | None:
    graduation = payer.graduates_on
    if current.code == STUDENT and graduation is not None and graduation <= day:
        reason = f"{say_month(graduation)}毕业，请核对工作情况"
        return Change(STUDENT, WAGED, month_of(graduation), reason, False)
    rule = tables.retirement_asked().rule_at(day)
    if current.code != WAGED or payer.birth_on is None or rule is None:
        return None
    male, female = rule.value
    age = male if payer.sex == MALE else female
    if age_on(payer.birth_on, day) < age:
        return None
    reason = f"已满 {age} 周岁，请核对是否退休"
    return Change(WAGED, PENSION, month_of(day), reason, False)


def propose(payers: Iterable[Payer], year: int, *, unit_fen: int | None = None) -> list[Proposal]:
    """The standards of `year` as they would follow from those in force in December before.

    Unchanged classes keep base or fixed amount and are computed anew by January's rules; a new
    class by income needs a new base, and so do those whose base is the income of a month or a
    quarter. Members without a standard get the class of their post.
    """
    january, december = date(year, 1, 1), date(year - 1, 12, 31)
    return [_proposal(payer, january, december, unit_fen) for payer in payers]


def _proposal(payer: Payer, january: date, december: date, unit: int | None) -> Proposal:
    current = standard_in(payer.standards, month_of(december))
    change = class_change(payer, december)
    if current is None:
        last = max(payer.posts, key=lambda post: post.since, default=None)
        code = class_for(last.code, january) if last is not None else None
    else:
        code = change.code if change is not None and change.sure else current.code
    if code is None:
        return Proposal(payer.key, "", None, change, True)
    rule = tables.class_rule(code, january).value
    same = current is not None and current.code == code
    if rule.fixed:
        amount = current.fen if same and current and rule.allows(current.fen) else None
        return Proposal(payer.key, code, quote(code, january, amount_fen=amount), change, False)
    base = current.base_fen if same and current else None
    if base is None:
        return Proposal(payer.key, code, None, change, True)
    found = quote(code, january, Base(Fraction(base)), unit_fen=unit)
    return Proposal(payer.key, code, found, change, rule.renews)
