"""The page of the map: what its address asks for, and that it agrees with the list of the same selection."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from policies.actions import refresh_milestones
from policies.choices import CheckOutcome
from policies.filters import PolicyFilterSet
from policies.models import Alignment, Country, Framework, Policy
from policies.views.map_layers import LAYERS, map_page
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> None:
    """Peru and Ecuador with policies of several kinds; Kenya without; a framework, another mapped to it, and a treaty."""
    migof = make.FrameworkFactory(code="migof", short_name="MiGOF")
    o1 = make.ComponentFactory(framework=migof, code="migof-o1", short_title="Standards")
    d1 = make.ComponentFactory(framework__code="mgi", code="mgi-d1")
    make.MappingFactory(component=d1, other=o1)
    peru, ecuador = make.CountryFactory(), make.CountryFactory(ecuador=True)
    make.CheckFactory(country=make.CountryFactory(kenya=True), outcome=CheckOutcome.NONE_FOUND)
    make.CountryFactory(
        iso3="TUV", iso2="TV", m49="798", slug="tuvalu", region="oceania", latitude=-7.1, longitude=177.6
    )
    for country, date, instrument, component in (
        (peru, "2017-04-27", "policy", o1),
        (peru, "2010", "law", d1),
        (ecuador, "2014", "strategy", d1),
        (ecuador, None, "law", None),
    ):
        policy = make.PolicyFactory(country=country, instrument=instrument)
        make.EventFactory(policy=policy, type="adopted", date=date)
        if component:
            make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
    treaty = make.FrameworkFactory(code="csr51", short_name="CSR51", kind="treaty")
    make.TakesPartFactory(country=peru, framework=treaty, date="1964")
    make.ScoreFactory(country=peru, component=d1, year=2019, score=4)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def shown(query: str) -> Any:
    data = QueryDict(query)
    filters = PolicyFilterSet(
        data, Policy.objects.published(), today=dt.date(2026, 11, 23), beside=("layer", "of", "zoom")
    )
    return map_page(filters, data)


def states(query: str) -> dict[str, str]:
    """What the table of the map says of each country."""
    chart = shown(query).chart
    return {cells[3]: cells[1] for cells in chart.records.rows}


def test_each_layer_says_what_it_is_of(record: None) -> None:
    assert states("") == {"PER": "In force", "ECU": "In force", "KEN": "None found", "TUV": "Not assessed"}
    assert states("layer=first-adoption") == {
        "PER": "2015–2019",
        "ECU": "2010–2014",
        "KEN": "None found",
        "TUV": "Not assessed",
    }
    assert states("layer=policies") == {"PER": "2", "ECU": "2", "KEN": "None recorded", "TUV": "None recorded"}
    assert states("layer=participation")["PER"] == "Party"
    assert states("layer=score")["PER"] == "4" and states("layer=score")["KEN"] == "No data"
    aligned = states("layer=alignment&of=migof")
    assert aligned["PER"].startswith("Explicit") and aligned["ECU"].startswith("By mapping")
    assert aligned["KEN"] == "No policy recorded"


def test_an_undated_adoption_is_said_and_counts_as_a_policy(record: None) -> None:
    query = "instrument=law&layer="
    assert states(query + "first-adoption")["ECU"] == "Recorded, adoption not dated"
    assert states(query + "policies")["ECU"] == "1"
    assert states(query + "first-adoption")["KEN"] == "No match recorded"


@pytest.mark.parametrize(
    "asked", ["", "as_of=2015", "as_of=2012&region=americas", "instrument=law&as_of=2020", "country=ECU"]
)
def test_the_map_counts_the_countries_of_the_list(record: None, asked: str) -> None:
    listed = {policy.country.iso3 for policy in PolicyFilterSet(QueryDict(asked), Policy.objects.published()).qs}
    chart = shown(f"layer=policies&{asked}").chart
    assert {cells[3] for cells in chart.records.rows if cells[2]} == listed
    assert sum(item.count for item in chart.legend if "step" in item.css_class) == len(listed)
    assert sum(item.count for item in chart.legend) == len(chart.table.rows)


def test_a_map_of_policies_and_strategies_says_that_laws_of_the_selection_are_not_in_it(record: None) -> None:
    """Ecuador's only match is a law: the list has it, these layers leave it out, and do not say that there is none."""
    law = Policy.objects.get(country__iso3="ECU", instrument="law")
    make.AlignmentFactory(policy=law, framework=Framework.objects.get(code="migof"))
    for layer, words in (
        ("status", "No dated policy or strategy matches"),
        ("first-adoption", "No policy or strategy matches"),
    ):
        assert states(f"framework=migof&layer={layer}")["ECU"] == words
        assert any("laws and other instruments" in note for note in shown(f"framework=migof&layer={layer}").chart.notes)
        for whole in ("", "&region=americas", "&instrument=law"):
            assert not any("laws and" in note for note in shown(f"layer={layer}{whole}").chart.notes)
    assert states("instrument=law&layer=status")["KEN"] == "No dated match recorded"
    assert states("framework=migof&layer=policies")["ECU"] == "1"


def test_evidence_by_mapping_leaves_no_policy_out(record: None) -> None:
    assert states("mapping=on") == states("")


def test_a_country_coded_otherwise_is_not_said_to_be_uncoded(record: None) -> None:
    Alignment.objects.filter(policy__country__iso3="PER", framework__code="migof").update(link="implicit")
    asked = "layer=alignment&framework=migof&country=PER"
    assert states(asked)["PER"].startswith("Implicit")
    Alignment.objects.exclude(framework__code="migof").delete()  # which follow it by mapping
    assert states(asked + "&link=explicit")["PER"] == "Policies recorded, no such link coded"


@pytest.mark.parametrize("link", ["", "&link=explicit", "&link=implicit"])
def test_the_alignment_of_a_selection_is_that_of_its_list(record: None, link: str) -> None:
    asked = f"component=migof-o1&as_of=2020{link}"
    listed = {policy.country.iso3 for policy in PolicyFilterSet(QueryDict(asked), Policy.objects.published()).qs}
    page = shown(f"layer=alignment&{asked}")
    assert page.target.code == "migof-o1"
    coded = {cells[3] for cells in page.chart.records.rows if re.match("Explicit|Implicit", cells[1])}
    assert coded == listed
    # What the layer is of does not leave out what follows by mapping.
    assert ("By mapping" in states(f"layer=alignment&{asked}")["ECU"]) == (link != "&link=implicit")


def test_the_sentence_tells_what_is_named_from_what_is_read(record: None) -> None:
    said = "2 of 4 countries and areas have a recorded policy that is aligned to it, "
    asked = "layer=alignment&of=migof"
    sentence = shown(asked).chart.sentence
    assert (
        sentence.startswith(said)
        and "in 1 at least one names it, in 0 a coder reads it into one, and in 1 it" in sentence
    )
    Alignment.objects.filter(policy__country__iso3="PER", framework__code="migof").update(link="implicit")
    assert "in 0 at least one names it, in 1 a coder reads it into one, and in 1 it" in shown(asked).chart.sentence


def test_a_selection_by_another_framework_stays_one(record: None) -> None:
    assert states("layer=alignment&of=mgi-d1&framework=migof")["ECU"] == "No match recorded"
    assert states("layer=alignment&of=mgi-d1")["ECU"].startswith("Explicit")


@pytest.mark.parametrize(
    "query",
    [
        "layer=moon",
        "layer=status&of=migof",
        "layer=alignment&of=moon",
        "layer=score&of=%00",
        "zoom=moon",
        "layer=&of=&zoom=",
        "layer=participation&of=migof-o1",
        "layer=alignment&of=" + "x" * 3000,
        "layer=policies&zoom=../../etc/passwd",
        "layer=first-adoption&as_of=0001",
        "layer=alignment&of=migof&as_of=3000&q=%00&link=x",
    ],
)
def test_what_the_map_does_not_understand_is_named_and_left_out(client: Client, record: None, query: str) -> None:
    response = client.get(f"/map/?{query}")
    assert response.status_code == 200
    page = html.unescape(response.content.decode())
    assert response.context["chart"] is not None
    for name in ("moon", "passwd"):
        if name in query:
            assert f"{name}</code>" in page
            assert f"{name}" not in str(response.context["map"].pairs)
    key = response.context["chart"].key
    for address in (f"/charts/{key}.csv?{query}", f"/charts/{key}.svg?{query}", f"/embed/{key}/?{query}"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_without_anything_recorded_says_so(client: Client, layer: str) -> None:
    make.CountryFactory()
    response = client.get(f"/map/?layer={layer}")
    assert response.status_code == 200
    drawn = response.context["chart"] is not None
    assert drawn == (layer in ("status", "first-adoption", "policies"))
    assert ("nothing is recorded that this layer shows" in response.content.decode()) == (not drawn)


def test_one_region_is_zoomed_to_unless_the_world_is_asked_for(record: None) -> None:
    assert shown("region=africa").zoom == "africa"
    assert shown("region=melanesia").zoom == "oceania"
    assert shown("region=africa&region=asia").zoom == "world"
    assert shown("region=africa&zoom=world").zoom == "world"
    assert shown("region=africa&zoom=europe").zoom == "europe"
    assert states("region=africa") == {"KEN": "None found"}


def test_links_keep_the_day_and_the_selection(client: Client, record: None) -> None:
    page = html.unescape(client.get("/map/?layer=policies&as_of=2018&instrument=law&zoom=oceania").content.decode())
    assert 'href="/countries/tuvalu/?as_of=2018-12-31"' in page
    assert 'href="/policies/?instrument=law&as_of=2018&country=TUV"' in page
    assert 'href="?as_of=2018&instrument=law&zoom=oceania&layer=score"' in page
    assert 'href="?layer=policies&as_of=2018&instrument=law&zoom=asia"' in page
    for name, value in (("layer", "policies"), ("zoom", "oceania")):
        assert page.count(f'<input type="hidden" name="{name}" value="{value}">') == 2  # slider and facets
    assert "As of 31 December 2018." in page


def test_another_layer_is_of_something_else(client: Client, record: None) -> None:
    page = html.unescape(client.get("/map/?layer=alignment&of=mgi-d1&q=policy").content.decode())
    assert 'href="?q=policy&layer=score"' in page
    assert '<option value="mgi-d1" selected>' in page


def test_the_map_is_small(client: Client, record: None) -> None:
    """No data of single policies is in the page, however many there are."""
    peru = Country.objects.get(iso3="PER")
    before = len(client.get("/map/?layer=policies").content)
    Policy.objects.bulk_create(
        Policy(slug=f"more-{n}", title=f"More {n}", country=peru, instrument="law", state="published")
        for n in range(300)
    )
    assert abs(len(client.get("/map/?layer=policies").content) - before) < 300
