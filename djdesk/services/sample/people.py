"""Synthetic people in any number for benchmarks and trials; nobody real, the same for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from djdesk.models.rules.days import add_months
from djdesk.services.listing import Value

Person = dict[str, Value]

REGION = "999999"
"""A region code that does not exist (roster.md §3): no number made here can be a real person's."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# The common surnames, about in their order of frequency, and some compound ones.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟", "皇甫", "令狐", "长孙")
_MEN = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙林建国志文海清德兴振东永成光福"
_WOMEN = "芳娜敏静丽艳娟霞秀兰英玲桂红梅燕雪洁琳慧颖倩婷莹欣雅丹萍蓉君佳怡思雨晓文淑珍月华"

_ETHNIC = (("01", 90), ("11", 3), ("03", 3), ("08", 2), ("15", 1), ("02", 1))
_EDUCATION = (
    ("21", 34),
    ("31", 30),
    ("41", 8),
    ("47", 4),
    ("61", 14),
    ("71", 4),
    ("14", 5),
    ("11", 1),
)
_POSTS = (("W1", 45), ("W3", 20), ("W4", 15), ("W8", 18), ("W7", 2))
PLACES = (
    "江苏南通",
    "山东潍坊",
    "河南信阳",
    "湖北黄冈",
    "四川绵阳",
    "河北保定",
    "浙江台州",
    "安徽六安",
)
_JOBS = ("钳工", "车工", "焊工", "电工", "班长", "技术员", "工程师", "质检员", "调度员", "库管员")


def id_number(born: date, sequence: int) -> str:
    """A citizen number of region 999999 with its check digit (GB 11643); `sequence` is 0–999.

    An odd sequence is a man's, an even one a woman's.
    """
    first = f"{REGION}{born:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def phone(number: int) -> str:
    """A mobile number of the reserved style 138 0000 xxxx; repeats after 10,000."""
    return f"1380000{number % 10_000:04d}"


def name(chance: random.Random, sex: str) -> str:
    """A name of two or three characters, now and then with a compound surname."""
    surname = (
        chance.choice(_COMPOUND)
        if chance.random() < 0.01
        else _SURNAMES[int(len(_SURNAMES) * chance.random() ** 1.8)]
    )
    pool = _MEN if sex == "1" else _WOMEN
    given = chance.choice(pool)
    if chance.random() < 0.7:
        given += chance.choice(pool)
    return surname + given


def people(count: int, *, seed: int = 0, day: date = date(2026, 11, 20)) -> Iterator[Person]:
    """`count` people as the values of `Member` and the opening `Standing`; unique ID numbers.

    Every dict has the same keys: columns of `Member`, then `person_class` and `work_post` of the
    standing. All are at least 18 on joining, and everything has happened before `day`.
    """
    chance = random.Random(seed)
    taken: set[str] = set()
    for number in range(count):
        sex = "1" if chance.random() < 0.69 else "2"
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))
        card = _free_number(chance, born, sex, taken)
        earliest = max(born.replace(day=1, year=born.year + 19), date(1977, 9, 1))
        span = max(1, (day - earliest).days - 40)
        joined = earliest + timedelta(days=int(span * chance.random() ** 1.5))
        full = add_months(joined, 12)
        probationary = full > day
        work_start = min(born.replace(day=1, year=born.year + chance.randint(18, 24)), day)
        yield {
            "name": name(chance, sex),
            "sex": sex,
            "id_number": card,
            "ethnic": _weighted(chance, _ETHNIC),
            "birth_on": born,
            "native_place": chance.choice(PLACES),
            "education": _weighted(chance, _EDUCATION),
            "joined_on": joined,
            "full_on": None if probationary else full,
            "work_start_on": work_start,
            "workplace": "某某厂机修车间",
            "job_title": chance.choice(_JOBS),
            "phone": phone(number),
            "address": f"某某市某某区工人路{1 + number % 300}号",
            "person_class": "probationary" if probationary else "full",
            "work_post": "W8" if (day - born).days > 60 * 366 else _weighted(chance, _POSTS),
        }


def _a_year_later(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def _free_number(chance: random.Random, born: date, sex: str, taken: set[str]) -> str:
    parity = 1 if sex == "1" else 0
    while True:
        card = id_number(born, 2 * chance.randrange(500) + parity)
        if card not in taken:
            taken.add(card)
            return card


def _weighted(chance: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    position = chance.random() * sum(weight for _, weight in choices)
    for value, weight in choices:
        position -= weight
        if position < 0:
            return value
    return choices[-1][0]
