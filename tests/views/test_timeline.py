"""The timeline across countries as a page: the same policies as the list, marks or bins, and its files."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.models import Policy, PolicyEvent
from policies.views.world_timeline import step_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def fill() -> None:
    """Peru: two policies with four events, one of them undated. Kenya: one policy with two. Ecuador: one undated."""
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    law, plan = make.PolicyFactory(country=peru, title="Law"), make.PolicyFactory(country=peru, instrument="strategy")
    kenyan = make.PolicyFactory(country=kenya, title="=1+1")
    make.PolicyFactory(country=make.CountryFactory(ecuador=True))
    for policy, kind, date in (
        (law, "adopted", "1985-06"),
        (law, "amended", "2013"),
        (plan, "adopted", "2017-04-27"),
        (plan, "review", None),
        (kenyan, "drafting-started", "2009"),
        (kenyan, "adopted", "2011-01-01"),
    ):
        make.EventFactory(policy=policy, type=kind, date=date)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def many(events: int, policies: int = 1) -> None:
    """So many events of Peru in 2010, shared out to policies."""
    country, source = make.CountryFactory(), make.SourceFactory()
    made = [make.PolicyFactory(country=country) for __ in range(policies)]
    PolicyEvent.objects.bulk_create(
        PolicyEvent(policy=made[n % policies], type="adopted", date="2010", title=f"Event {n}", source=source)
        for n in range(events)
    )
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def chart(client: Client, query: str = "") -> Any:
    return client.get(f"/timeline/{query}").context["chart"]


def lanes(client: Client, query: str = "") -> list[str]:
    view = client.get(f"/timeline/{query}").context["view"]
    return [place.label for place in view.page]


def marks(drawn: Any) -> int:
    return sum(len(trace["x"]) for trace in drawn.figure["data"] if trace["type"] == "scatter")


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_lane_for_each_country_with_its_events(client: Client) -> None:
    fill()
    assert lanes(client) == ["Ecuador", "Kenya", "Peru"]
    drawn = chart(client)
    assert drawn.sentence.startswith("4 dated events in a selection of 4 policies of 3 countries and areas, 1990–")
    assert marks(drawn) == 4
    assert drawn.notes == (
        "Not drawn: 1 event before 1990; 1 event without a date; 1 policy without a dated beginning.",
    )
    assert chart(client, "?decade=all").sentence.startswith(
        "5 dated events in a selection of 4 policies of 3 countries and areas, 1985–"
    )


def test_lanes_by_region(client: Client) -> None:
    fill()
    make.PolicyFactory(country=make.MadeUpCountryFactory(region="", sub_region="", intermediate_region=""))
    view = client.get("/timeline/?by=region&event=adoption&decade=2010s&region=mars").context["view"]
    named = [(place.heading, place.label, place.url) for place in view.page]
    assert named[:2] == [
        ("Africa", "Eastern Africa", "/timeline/?region=eastern-africa&event=adoption&decade=2010"),
        ("Americas", "South America", "/timeline/?region=south-america&event=adoption&decade=2010"),
    ]
    assert (named[2][0], named[2][2]) == ("In no region of the United Nations", "")
    assert lanes(client, named[1][2].removeprefix("/timeline/")) == ["Ecuador", "Peru"]


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("?event=adoption", 2),
        ("?event=adopted&event=force", 3),
        ("?event=follow-through", 0),
        ("?decade=2010s", 3),
        ("?from=2012", 2),
        ("?to=2009", 2),
        ("?from=2013&to=2013", 1),
        ("?country=KEN", 2),
        ("?as_of=2013", 3),
        ("?as_of=2012-12-31", 2),
        ("?instrument=strategy&decade=all", 1),
    ],
)
def test_choices_narrow_the_events_the_file_and_the_table_alike(client: Client, query: str, events: int) -> None:
    fill()
    response = client.get(f"/timeline/{query}")
    drawn = response.context["chart"]
    assert drawn.sentence.startswith(f"{events} dated event")
    assert marks(drawn) == events == len(rows_of(client, f"/timeline.csv{query}"))
    of_table = [row for row in drawn.table.rows if row[1] != "In force"]
    assert len(of_table) == events
    assert len(rows_of(client, f"/charts/timeline.csv{query}")) == len(drawn.table.rows)


@pytest.mark.parametrize("query", ["", "?country=PER&as_of=2000", "?instrument=strategy", "?status=in-force", "?q=law"])
def test_the_policies_are_those_of_the_list(client: Client, query: str) -> None:
    fill()
    listed = {policy.slug for policy in client.get(f"/policies/{query}").context["filters"].qs}
    view = client.get(f"/timeline/{query}").context["view"]
    assert {policy.slug for policy in Policy.objects.filter(pk__in=view.policies.keys)} == listed
    assert sum(tally.policies for tally in view.found) == len(listed)
    separator = "&" if query else "?"
    named = {row["policy"] for row in rows_of(client, f"/timeline.csv{query}{separator}decade=all")}
    assert named <= listed


def test_a_day_of_the_past_shows_nothing_that_came_later(client: Client) -> None:
    fill()
    response = client.get("/timeline/?as_of=2012")
    page, drawn = response.content.decode(), response.context["chart"]
    assert "As of 31 December 2012." in page and "Show today" in page
    assert drawn.figure["layout"]["xaxis"]["range"][1] == "2012-12-31"
    assert "2017" not in str(drawn.table.rows) and "2013" not in str(drawn.table.rows)


def test_four_hundred_events_are_drawn_and_one_more_is_counted(client: Client) -> None:
    many(400)
    drawn = chart(client)
    assert marks(drawn) == 400 and lanes(client) == ["Peru"]
    assert "counted" not in drawn.sentence
    policy = Policy.objects.get()
    make.EventFactory(policy=policy, date="2012-02", type="amended")
    drawn = chart(client)
    assert "More than 400 would be drawn one by one, so they are counted" in drawn.sentence
    assert drawn.sentence.startswith("401 dated events in a selection of 1 policy of 1 country or area, 2010–")
    assert marks(drawn) == 0 and lanes(client) == ["South America"]
    assert [row[1:] for row in drawn.table.rows][:3] == [
        ("2010", "400", "0", "400", "1"),
        ("2011", "0", "0", "0", "1"),
        ("2012", "0", "1", "1", "1"),
    ]
    assert len(rows_of(client, "/timeline.csv")) == 401
    assert lanes(client, "?by=country") == ["Peru"] and marks(chart(client, "?by=country")) == 0
    assert marks(chart(client, "?event=amended")) == 1  # narrowed, it is drawn again


def test_more_than_four_hundred_policies_are_counted_too(client: Client) -> None:
    many(401, policies=401)
    make.EventFactory(policy=Policy.objects.first(), type="review", date="2011")
    drawn = chart(client, "?event=review")
    assert marks(drawn) == 0 and "so they are counted" in drawn.sentence
    assert drawn.sentence.startswith("1 dated event (only: Review) in a selection of 401 policies")


def test_many_years_are_counted_by_several(client: Client) -> None:
    many(401)
    make.EventFactory(policy=Policy.objects.get(), date="1931-05", type="other")
    drawn = chart(client, "?decade=all")
    assert drawn.table.rows[0][1:] == ("1930–1934", "0", "1", "1", "0")
    assert "the events of each 5 years" in drawn.sentence and ", 1930–" in drawn.sentence


@pytest.mark.parametrize(
    ("lanes", "years", "events", "step"),
    [
        (22, (1990, 2034), 566, 1),
        (22, (1990, 2026), 50_000, 5),
        (13, (1990, 2034), 50_000, 5),
        (4, (1990, 2034), 50_000, 1),
        (40, (1990, 2026), 50_000, 10),
        (1, (1990, 2035), 50_000, 5),
        (40, (1850, 2034), 400, 5),
        (40, (1850, 2034), 50_000, 10),
        (40, (1800, 2199), 1, 10),
    ],
)
def test_columns_are_of_so_many_years_that_they_can_be_read(
    lanes: int, years: tuple[int, int], events: int, step: int
) -> None:
    assert step_of(lanes, years, events) == step


def test_bins_keep_to_the_years_that_were_asked_for(client: Client) -> None:
    many(401)
    make.EventFactory(policy=Policy.objects.get(), date="1931-05", type="other")
    rows = chart(client, "?from=1926&to=2012").table.rows
    assert [row[1:] for row in rows] == [
        ("1931–1935", "0", "1", "1", "0"),
        ("2006–2010", "401", "0", "401", "1"),
        ("2011–2012", "0", "0", "0", "1"),
    ]


def test_countries_are_cut_into_pages_and_the_files_are_of_the_page(client: Client) -> None:
    for number in range(41):
        make.EventFactory(policy__country=make.MadeUpCountryFactory(), date=f"20{number % 20 + 1:02}")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    assert [len(lanes(client, f"?page={n}")) for n in (1, 2)] == [40, 1]
    response = client.get("/timeline/?page=2")
    page, drawn = html.unescape(response.content.decode()), response.context["chart"]
    assert "41 dated events in a selection of 41 policies of 41 countries" in drawn.sentence
    assert "This page has countries 41 to 41, with 1 event." in drawn.sentence
    assert "/charts/timeline.csv?page=2" in page and "/embed/timeline/?page=2" in page and "Page 2 of 2" in page
    assert len(rows_of(client, "/charts/timeline.csv?page=2")) == len(drawn.table.rows) == 2
    assert client.get("/embed/timeline/?page=2").context["chart"].sentence == drawn.sentence
    assert len(rows_of(client, "/timeline.csv?page=2")) == 41  # the events of all pages
    (problem,) = client.get("/timeline/?page=3").context["problems"]
    assert problem.name == "page"


def test_links_keep_the_selection_and_what_else_is_chosen(client: Client) -> None:
    fill()
    response = client.get("/timeline/?country=PER&event=amended&decade=2010s&page=2&sort=title")
    ways = {way.label: (way.address, way.is_current) for key in ("ways", "decades") for way in response.context[key]}
    assert ways["Region"] == ("?country=PER&event=amended&decade=2010&by=region", False)
    assert ways["Country"][1] and ways["2010s"][1]
    assert ways["Since 1990"] == ("?country=PER&event=amended", False)
    assert ways["1990s"] == ("?country=PER&event=amended&decade=1990", False)
    assert ways["All years"] == ("?country=PER&event=amended&decade=all", False)
    page = response.content.decode()
    assert '<input type="checkbox" name="event" value="amended" checked>' in page
    assert page.count('<input type="hidden" name="event" value="amended">') == 1  # in the form of the facets
    assert response.context["tabs"][0].address == "/policies/?country=PER"


@pytest.mark.parametrize(
    ("query", "hidden"),
    [("?decade=all&by=region", [("decade", "all"), ("by", "region")]), ("?decade=2010s&q=law", [("q", "law")])],
)
def test_the_form_of_kinds_of_event_keeps_the_years(client: Client, query: str, hidden: list[tuple[str, str]]) -> None:
    fill()
    response = client.get(f"/timeline/{query}")
    form = response.content.decode().split('<details class="facet kinds"')[1].split("</form>")[0]
    assert sorted(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form)) == sorted(hidden)
    assert ('name="from" size="5" maxlength="4" inputmode="numeric" value="2010"' in form) == ("2010s" in query)
    assert [way.label for way in client.get("/timeline/?from=2010&to=2019").context["decades"] if way.is_current] == [
        "2010s"
    ]


def test_the_events_as_a_file(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://policies.example"
    fill()
    response = client.get("/timeline.csv?country=KEN&as_of=2012")
    assert response["Content-Disposition"] == 'attachment; filename="migpol-events-2012-12-31.csv"'
    first, second = rows_of(client, "/timeline.csv?country=KEN")
    assert (first["date"], first["type"], first["group"]) == ("2009", "drafting-started", "preparation")
    assert (second["country"], second["country_name"], second["policy_title"]) == ("KEN", "Kenya", "'=1+1")
    assert second["source"].startswith("https://example.org/source/")
    assert second["permalink"] == f"https://policies.example/policies/{second['policy']}/"
    assert client.get("/timeline.pdf").status_code == 404


def test_a_picture_alone_says_what_is_left_out(client: Client) -> None:
    fill()
    svg = client.get("/charts/timeline.svg?event=adoption&event=amended&instrument=policy").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", svg).split())
    assert "2 dated events (only: Adoption, Amended) in a selection of 3 policies of 3 countries and areas" in text
    assert "Only Instrument: Policy." in text


def test_nothing_found_says_so(client: Client) -> None:
    fill()
    assert "No recorded policy fits all these choices." in client.get("/timeline/?q=zzzz").content.decode()
    response = client.get("/timeline/?country=ECU")
    assert response.context["chart"] is None
    assert "nothing of them is dated in these years" in response.content.decode()
    assert client.get("/embed/timeline/?country=ECU").status_code == 200
    assert rows_of(client, "/timeline.csv?country=ECU") == []


def test_where_nothing_is_new_all_years_are_shown(client: Client) -> None:
    make.EventFactory(date="1951-07", policy=make.PolicyFactory())
    drawn = chart(client)
    assert drawn.sentence.startswith("1 dated event in a selection of 1 policy of 1 country or area, 1951–")


HOSTILE = [
    "by=%00&event=%00&decade=%00&from=%00&to=%00",
    "event=adopted%27%20OR%201=1--",
    "from=9999&to=0000",
    "from=2199&to=2199",
    "from=1800&to=1800",
    "from=1800&to=2199&by=region",
    "decade=1800&as_of=1850",
    "decade=2190s",
    "from=٢٠١٠&decade=²⁰¹⁰",
    "by=" + "x" * 50_000,
    "event=" + "&event=".join(f"kind{n}" for n in range(900)),
    "page=-1&page=1e9",
    "as_of=1801&decade=all",
    "by=country&by=region&decade=all&decade=1990",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/timeline/", "/timeline.csv", "/charts/timeline.svg", "/embed/timeline/"])
def test_nonsense_never_breaks_it(client: Client, path: str, query: str) -> None:
    fill()
    response = client.get(f"{path}?{query}")
    assert response.status_code in ((200, 404) if path.endswith("svg") else (200,))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert len(content) < 400_000
