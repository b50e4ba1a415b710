from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from policies.charts.timeline import country_timeline, policy_timeline
from policies.dates import HonestDate
from policies.rows import Interval, Lane
from tests.charts.lanes import TODAY, drawn, mark, policy, project, treaty


def test_the_table_has_the_rows_given() -> None:
    table = drawn(country_timeline([treaty(), policy()], TODAY)).table
    link, treaty_link = (
        ("National Migration Policy", "/policies/per-2017/"),
        ("Refugee Convention", "/frameworks/csr51/"),
    )
    assert table.headers == ("Date", "What", "Title", "Record")
    assert table.rows == (
        ("September 2015", "Drafting started", "El Peruano", link),
        ("2015–2017", "Period", "In development", link),
        ("2017–", "Period", "In force since 27 April 2017", link),
        ("27 April 2017", "Published", "El Peruano", link),
        ("2021", "Evaluation", "El Peruano", link),
        ("21 December 1964", "Acceded", "El Peruano", treaty_link),
        ("December 2018", "Published", "El Peruano", treaty_link),
    )


def test_the_legend_has_what_is_drawn() -> None:
    chart = drawn(country_timeline([policy(), project()], TODAY))
    assert [item.css_class for item in chart.legend] == [
        "status-in-development",
        "status-in-force",
        "lane-project",
        "event-preparation",
        "event-adoption",
        "event-follow-through",
        "event-span",
    ]
    assert all(ElementTree.fromstring(item.swatch).get("class") == "swatch" for item in chart.legend)


def test_files_have_dates_as_they_are_stored() -> None:
    year, month = HonestDate(2017), HonestDate(2015, 9)
    lane = Lane(
        "policy",
        "P",
        "/p/",
        (
            Interval(month.earliest, dt.date(2016, 12, 31), "in-development", "", month, year),
            Interval(year.earliest, None, "in-force", "", year),
            Interval(dt.date(2018, 1, 1), dt.date(2018, 12, 31), "project", "", HonestDate(2018)),
            Interval(dt.date(2019, 1, 1), dt.date(2019, 6, 30), "project", ""),
        ),
        (mark("2015-09", "preparation"), mark("2021")),
    )
    chart = drawn(policy_timeline([lane], TODAY))
    assert chart.records is not None
    assert [row[0] for row in chart.records.rows] == [
        "2015-09",
        "2015-09/2017",
        "2017/..",
        "2018/",
        "2019-01-01/2019-06-30",
        "2021",
    ]
    assert [row[1:-1] for row in chart.records.rows] == [row[1:] for row in chart.table.rows]
    assert chart.records.keys == ("date", "what", "title", "record", "source_url")


def test_the_legend_names_hatched_bars_only_where_there_are_some() -> None:
    unsure = Lane("policy", "P", "/p/", (Interval(dt.date(2017, 1, 1), None, "in-force", "", HonestDate(2017)),))
    assert [item.css_class for item in drawn(policy_timeline([unsure], TODAY)).legend] == [
        "status-in-force",
        "interval-unsure",
    ]
    exact = Lane("policy", "P", "/p/", (Interval(dt.date(2017, 1, 1), None, "in-force", "", HonestDate(2017, 1, 1)),))
    assert [item.css_class for item in drawn(policy_timeline([exact], TODAY)).legend] == ["status-in-force"]
