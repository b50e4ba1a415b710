"""The map of who takes part in a framework."""

from __future__ import annotations

import datetime as dt

import plotly.graph_objects as go

from policies.charts import theme
from policies.charts.country_map import Words
from policies.charts.participation_map import LOOKS, participation_map
from policies.rows import CountryStateRow

LABELS = {code: code.upper() for code in LOOKS}
PERU = CountryStateRow("PER", "Peru", "/countries/peru/", -9.2, -75.0, ((1999, "begun"), (2003, "takes-part")))
CHAD = CountryStateRow("TCD", "Chad", "/countries/chad/", 15.4, 18.7, ((1999, "no-part"),))
WORDS = Words(title="Who takes part", sentence="{n} of {countries} are parties, {as_of}.")


def chart_on(day: dt.date):  # type: ignore[no-untyped-def]
    return participation_map(
        [PERU, CHAD],
        {year: dt.date(year, 12, 31) for year in range(1999, 2016)} | {day.year: day},
        day,
        LABELS,
        WORDS,
        f"as of {day}",
    )


def test_words_count_those_that_take_part() -> None:
    assert chart_on(dt.date(2015, 2, 9)).sentence == "1 of 2 are parties, as of 2015-02-09."
    assert chart_on(dt.date(2000, 12, 31)).sentence == "0 of 2 are parties, as of 2000-12-31."


def test_only_states_that_occur_are_in_the_legend() -> None:
    legend = chart_on(dt.date(2015, 2, 9)).legend
    assert [(item.label, item.count) for item in legend] == [("TAKES-PART", 1), ("BEGUN", 0), ("NO-PART", 1)]


def test_it_is_valid_for_plotly_and_steps_through_the_years() -> None:
    chart = chart_on(dt.date(2015, 2, 9))
    figure = theme.resolve(chart.figure, theme.LIGHT)
    figure["layout"] = {name: value for name, value in figure["layout"].items() if name != "meta"}
    go.Figure(figure)
    assert chart.steps is not None
    assert chart.steps["asOf"] == {"2015": "2015-02-09"}
    assert chart.steps["countries"]["PER"] == [[1999, "in-development"], [2003, "in-force"]]
    assert [cells[1] for cells in chart.table.rows] == ["NO-PART", "TAKES-PART"]


def test_every_state_has_a_look_of_the_status_map() -> None:
    assert set(LOOKS.values()) == set(theme.STATES)
