"""Trend, ranking and distribution: every number worked by hand beside the call."""

from __future__ import annotations

from datetime import date

from djdesk.models.rules.assessment.rubric import Rubric
from djdesk.services import assessment
from djdesk.services.assessment import Subject
from djdesk.services.desk import Desk
from tests.services.assessment.books import item, put_line, put_month, put_rubric, rubric_of
from tests.services.assessment.years import HUNDRED, Stored, put_results, put_unit, put_year
from tests.services.conftest import Branch

JAN, FEB, MAR, NOV = (date(2026, number, 1) for number in (1, 2, 3, 11))


def member(branch: Branch, name: str) -> Subject:
    return Subject("member", branch.home, branch[name])


def test_a_trend_stands_beside_the_mean_of_all(desk: Desk, branch: Branch) -> None:
    one, two, three = branch["王强"], branch["周敏"], branch["孙立"]
    rubric = put_year(desk, {1: {one: 900, two: 800, three: 700}, 3: {one: 950, two: 651}})
    asked = [member(branch, "王强"), member(branch, "孙立"), Subject("group", branch.first)]
    extra = put_month(desk, rubric, FEB, "published")
    put_unit(desk, extra, "group", branch.first, 880)
    put_unit(desk, extra, "group", branch.second, 771)
    found = assessment.trend(desk, asked, date(2026, 1, 15), MAR)
    assert found.months == (JAN, FEB, MAR)
    assert found.states == ("sealed", "published", "sealed")
    assert [(each.name, each.points) for each in found.series] == [
        ("王强", (900, None, 950)),
        ("孙立", (700, None, None)),
        ("第一党小组", (None, 880, None)),
    ]
    assert [(each.name, each.points) for each in found.means] == [
        ("党员平均", (800, None, 801)),  # 1601 / 2 = 800.5, half up
        ("党小组平均", (None, 826, None)),  # 1651 / 2 = 825.5, half up
    ]
    assert found.changed == ()


def test_a_trend_tells_where_another_rubric_begins(desk: Desk, branch: Branch) -> None:
    one = branch["王强"]
    put_year(desk, {1: {one: 900}})
    other = Rubric("other", "新办法", "month", HUNDRED.tables)
    month = put_month(desk, put_rubric(desk, other, since=FEB), FEB, "sealed")
    put_results(desk, month, "member", branch.home, {one: 800})
    found = assessment.trend(desk, [member(branch, "王强")], JAN, MAR)
    assert found.changed == (FEB,)
    assert found.yearly == (False, False, False)
    assert assessment.trend(desk, [], JAN, FEB).series == ()


def told(ranking: assessment.Ranking) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(row.name, row.score, row.rank, row.change) for row in ranking.rows]


def test_a_month_is_ranked_and_compared_with_the_one_before(desk: Desk, branch: Branch) -> None:
    put_year(
        desk,
        {
            1: {branch["李静"]: 990, branch["王强"]: 950, branch["周敏"]: 950, branch["孙立"]: 900},
            2: {
                branch["孙立"]: Stored(980, "优秀"),
                branch["李静"]: 960,
                branch["周敏"]: 960,
                branch["郑华"]: Stored(500, "不合格", "yellow"),
            },
        },
    )
    found = assessment.ranking(desk, date(2026, 2, 20), "member")
    assert (found.month, found.before, found.state) == (FEB, JAN, "sealed")
    # January: 李静 1, 王强 and 周敏 2, 孙立 4
    assert told(found) == [
        ("孙立", 980, 1, 3),
        ("李静", 960, 2, -1),
        ("周敏", 960, 2, 0),
        ("郑华", 500, 4, None),
    ]
    assert [row.score_change for row in found.rows] == [80, -30, 10, None]
    assert (found.rows[3].grade, found.rows[3].warning) == ("不合格", "yellow")
    first = assessment.ranking(desk, JAN, "member")
    assert (first.before, [row.change for row in first.rows]) == (None, [None] * 4)


def test_a_year_is_ranked_by_means_and_compared_with_itself_a_month_ago(
    desk: Desk, branch: Branch
) -> None:
    one, two, three = branch["王强"], branch["周敏"], branch["孙立"]
    put_year(
        desk,
        {
            1: {one: 900, two: 800},
            2: {one: 900, two: 900, three: 870},
            3: {one: 600, two: 1000},
        },
    )
    found = assessment.ranking(desk, 2026, "member")
    assert (found.month, found.before) == (MAR, FEB)
    # two: 2700/3; three: 870 alone; one: 2400/3. In February: one 900, three 870, two 850
    assert told(found) == [("周敏", 900, 1, 2), ("孙立", 870, 2, 0), ("王强", 800, 3, -2)]
    assert [row.counted for row in found.rows] == [3, 1, 3]
    assert [row.grade for row in found.rows] == ["优秀", "合格", "合格"]
    assert assessment.ranking(desk, 2025, "member").rows == ()


def test_a_running_month_counts_in_no_yearly_rank(desk: Desk, branch: Branch) -> None:
    one, two = branch["王强"], branch["周敏"]
    rubric = put_year(desk, {9: {one: 900, two: 800}, 10: {one: 700, two: 900}})
    put_month(desk, rubric, NOV)
    put_line(desk, two, "X", -900)
    found = assessment.ranking(desk, 2026, "member")
    assert (found.month, found.before) == (date(2026, 10, 1), date(2026, 9, 1))
    assert told(found) == [("周敏", 850, 1, 1), ("王强", 800, 2, -1)]


def test_totals_of_another_year_are_not_compared(desk: Desk, branch: Branch) -> None:
    one = branch["王强"]
    yearly = rubric_of({"member": (item("A", "", 10),)}, cycle="year")
    rubric = put_rubric(desk, yearly)
    for month, points in ((date(2025, 12, 1), 900), (JAN, 610), (FEB, 640)):
        key = put_month(desk, rubric, month, "sealed")
        put_results(desk, key, "member", branch.home, {one: points})
    assert assessment.ranking(desk, JAN, "member").rows[0].score_change is None
    assert assessment.ranking(desk, FEB, "member").rows[0].score_change == 30
    assert assessment.ranking(desk, 2026, "member").rows[0].score == 640


def test_an_open_month_is_ranked_by_its_lines(desk: Desk, branch: Branch) -> None:
    rubric = put_rubric(desk, HUNDRED)
    put_month(desk, rubric, NOV)
    put_line(desk, branch["王强"], "X", -50)
    put_line(desk, branch["周敏"], "X", -20)
    found = assessment.ranking(desk, NOV, "member")
    assert (found.state, len(found.rows)) == ("open", 8)
    assert [row.rank for row in found.rows] == [1] * 6 + [7, 8]
    assert [(row.name, row.score) for row in found.rows[-2:]] == [("周敏", 980), ("王强", 950)]
    (only,) = assessment.ranking(desk, NOV, "branch").rows
    # members 1000*6 + 950 + 980: first group (1000*3+950)/4 = 987.5 -> 0.6*1000+0.4*987.5 = 995
    # second (1000*3+980)/4 = 995 -> 998; branch 0.5*1000 + 0.5*(995+998)/2 = 998.25
    assert only.score == 998


def test_a_month_spreads_over_the_grades(desk: Desk, branch: Branch) -> None:
    put_year(
        desk,
        {
            1: {
                branch["李静"]: 990,
                branch["王强"]: 900,
                branch["周敏"]: 899,
                branch["孙立"]: 700,
                branch["郑华"]: 0,
                branch["钱进"]: -10,
            }
        },
    )
    found = assessment.distribution(desk, JAN, "member")
    assert [(band.title, band.count, band.share) for band in found.bands] == [
        ("优秀", 2, 333),
        ("合格", 2, 333),
        ("不合格", 1, 167),
        ("不到最低等次", 1, 167),
    ]
    assert found.bands[0].names == ("王强", "李静")
    assert found.bands[2].subjects == (member(branch, "郑华"),)
    assert (found.scored, found.unscored) == (6, 0)
    # (990+900+899+700+0-10)/6 = 579.83; the middle of 700 and 899 is 799.5
    assert (found.mean, found.median, found.best, found.lowest) == (580, 800, 990, -10)
    empty = assessment.distribution(desk, FEB, "member")
    assert (empty.bands, empty.mean, empty.state) == ((), None, "none")


def test_without_grades_bands_are_ten_points_wide(desk: Desk, branch: Branch) -> None:
    rubric = put_rubric(desk, rubric_of({"member": (item("X", "", -1),)}))
    put_month(desk, rubric, NOV)
    put_line(desk, branch["王强"], "X", -151)
    put_line(desk, branch["周敏"], "X", -100)
    found = assessment.distribution(desk, NOV, "member")
    assert [(band.title, band.count) for band in found.bands] == [
        ("100—109.9 分", 6),
        ("90—99.9 分", 1),
        ("80—89.9 分", 1),
    ]
