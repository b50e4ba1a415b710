"""The curve, the flow of money and the comparison as pages: what is asked, what is shown, what is not understood."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.actions import refresh_milestones
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db

NONSENSE = [
    "",
    " ",
    "x",
    "\x00",
    "<script>alert(1)</script>",
    "٢",
    "9" * 5000,
    "' OR 1=1 --",
    "PER,ECU",
    "-1",
    "%",
    "💥",
]


@pytest.fixture
def record() -> None:
    """Policies, laws, parties and money of two countries, adopted in different years."""
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    migof = make.FrameworkFactory(code="migof", adopted="2015-11", short_name="MiGOF")
    treaty = make.FrameworkFactory(
        code="csr51",
        kind="treaty",
        short_name="1951 Convention",
        participants_as_of="2015-02-09",
        participants_complete=True,
    )
    for country, date, instrument in (
        (peru, "2017-04-27", "policy"),
        (kenya, "2021", "strategy"),
        (kenya, "2006", "law"),
    ):
        policy = make.PolicyFactory(country=country, instrument=instrument)
        make.EventFactory(policy=policy, date=date)
        make.AlignmentFactory(policy=policy, framework=migof)
        link = make.PolicyProjectFactory(policy=policy, project__start=date)
        make.FundingFactory(project=link.project, currency="EUR" if country == kenya else "USD", amount="1500")
    make.TakesPartFactory(country=peru, framework=treaty, date="1964")
    make.TakesPartFactory(country=kenya, framework=treaty, date="2020")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def sentence(client: Client, path: str) -> str:
    chart = client.get(path).context["chart"]
    return str(chart.sentence) if chart else ""


# --- the curve -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "2 countries and areas had adopted a first recorded policy or strategy"),
        ("?as_of=2018", "1 country or area had adopted a first recorded policy or strategy, as of 31 December 2018"),
        ("?instrument=law", "1 country or area had adopted a first policy or law of this selection"),
        ("?share=on", "100% of the 2 member states of the United Nations (2 of 2)"),
        (
            "?share=on&as_of=2018&country=KEN&country=PER",
            "50% of the member states of the United Nations in this selection",
        ),
        ("?by=region", "Africa 1; Americas 1."),
        ("?by=REGION&share=on&as_of=2018", "Africa 0 of 1 (0%); Americas 1 of 1 (100%)."),
        ("?of=treaty", "1 country had consented to be bound, as of 9 February 2015; the first did in 1964."),
        ("?of=treaty&frame=CSR51&region=africa", ""),
        ("?of=alignment&framework=migof", "2 countries and areas had adopted a policy that is coded as aligned"),
        ("?of=alignment&framework=migof&link=implicit", ""),
    ],
)
def test_what_the_curve_says(client: Client, record: None, query: str, words: str) -> None:
    said = sentence(client, f"/curve/{query}")
    assert words in said if words else said == ""


def test_a_curve_of_nothing_says_so_and_keeps_its_form(client: Client, record: None) -> None:
    page = client.get("/curve/?region=asia").content.decode()
    assert "there is no line to draw" in page and 'name="of"' in page and "data-chart" not in page


def test_the_curve_names_its_countries_and_its_banner(client: Client, record: None) -> None:
    response = client.get("/curve/?as_of=2018")
    page = response.content.decode()
    assert [(year, [c.iso3 for c in countries]) for year, countries in response.context["curve"].since] == [
        (2017, ["PER"])
    ]
    assert 'class="notice as-of"' in page and "Show today" in page


def test_forms_keep_what_the_other_chose(client: Client, record: None) -> None:
    page = client.get("/curve/?region=africa&of=alignment&by=group&share=on&as_of=2024").content.decode()
    options, facets = re.findall(r"<form.*?</form>", page, re.S)[-2:]
    hidden = {form: set(re.findall(r'type="hidden" name="(\w+)"', form)) for form in (options, facets)}
    assert hidden[options] == {"region", "as_of"} and hidden[facets] == {"of", "by", "share"}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("of=x", "of=x</code>: choose one of policies, treaty, alignment"),
        ("by=x", "by=x</code>: choose one of none, region, group"),
        ("share=maybe", "share=maybe</code>: choose one of on, off"),
        ("of=treaty&frame=migof", "frame=migof</code>: choose one of csr51"),
        ("frame=csr51", "frame=csr51</code>: it is read with of=treaty only"),
        ("colour=red", "colour=red</code>: no such filter"),
    ],
)
def test_what_the_curve_does_not_understand_is_named(client: Client, record: None, query: str, problem: str) -> None:
    response = client.get(f"/curve/?{query}")
    assert response.status_code == 200 and problem in response.content.decode()


@pytest.mark.parametrize("path", ["/curve/", "/funding/", "/compare/", "/compare.csv", "/charts/curve.svg"])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_never_breaks_a_page(client: Client, record: None, path: str, value: str) -> None:
    names = ("of", "frame", "by", "share", "currency", "country", "as_of", "region", "group", "q")
    for query in (
        dict.fromkeys(names, value),
        {"of": "treaty", "frame": value},
        {"country": ["PER", value, value]},
    ):
        response = client.get(path, query)
        assert response.status_code in (200, 404 if "/charts/" in path else 200)
        assert b"<script>alert(1)" not in response.content


def test_links_of_the_curve_draw_the_same(client: Client, record: None) -> None:
    response = client.get("/curve/?of=alignment&framework=migof&by=region&share=on&as_of=2020&sort=title")
    page = html.unescape(response.content.decode())
    own = "framework=migof&as_of=2020&of=alignment&by=region&share=on"
    assert f"/charts/curve.svg?{own}" in page and f"/embed/curve/?{own}" in page
    embed = client.get(f"/embed/curve/?{own}")
    assert embed.context["chart"].sentence == response.context["chart"].sentence
    assert f'rel="canonical" href="http://127.0.0.1:8000/curve/?{own}"' in html.unescape(embed.content.decode())
    svg = html.unescape(client.get(f"/charts/curve.svg?{own}").content.decode())
    assert "/curve/?framework=migof&of=alignment&by=region&share=on&as_of=2020-12-31" in re.sub(r"<[^>]+>", "", svg)


# --- where money goes ------------------------------------------------------------------------------------------------


def test_money_by_link_and_by_currency(client: Client, record: None) -> None:
    assert sentence(client, "/funding/").startswith("3 funders, 3 projects, 3 policies and 2 countries, as of ")
    assert sentence(client, "/funding/?currency=eur").startswith("3,000 EUR committed by 2 funders to 2 projects")
    assert sentence(client, "/funding/?currency=USD").startswith("1,500 USD committed by 1 funder to 1 project")
    assert sentence(client, "/funding/?currency=EUR&as_of=2010").startswith("1,500 EUR committed by 1 funder")
    choices = client.get("/funding/").context["funding"].choices
    assert choices == [
        ("", "number of links"),
        ("EUR", "EUR, committed (2 projects)"),
        ("USD", "USD, committed (1 project)"),
    ]
    page = client.get("/funding/?currency=USD").content.decode()
    assert "Not in the picture: 2 projects of which no such amount is recorded" in page


def test_a_currency_that_is_not_in_the_selection_is_named(client: Client, record: None) -> None:
    page = client.get("/funding/?currency=USD&country=KEN").content.decode()
    assert "currency=USD</code>: choose one of EUR" in page
    assert "there is nothing to choose from yet" in client.get("/funding/?currency=USD&region=asia").content.decode()


def test_no_money_says_so(client: Client, record: None) -> None:
    page = client.get("/funding/?region=asia").content.decode()
    assert "No project is linked to a policy of this selection" in page and "data-chart" not in page


def test_the_page_of_a_funder_shows_its_money_as_of_a_day(client: Client, record: None) -> None:
    link = make.PolicyProjectFactory(project__start="2020")
    funder = make.FundingFactory(project=link.project, amount="250", date="2020", funder__slug="the-funder").funder
    now, then = (client.get(f"{funder.get_absolute_url()}{query}") for query in ("", "?as_of=2019"))
    assert now.context["chart"].sentence.startswith("1 funder, 1 project, 1 policy and 1 country")
    assert 'data-chart="funding-flow"' in now.content.decode()
    assert then.context["chart"] is None and then.context["projects"] == [] and then.context["totals"] == []
    assert 'class="notice as-of"' in then.content.decode()
    assert "/charts/funding-flow/the-funder.svg" in now.content.decode()


@pytest.mark.parametrize("path", ["/map/", "/timeline/", "/curve/", "/funding/", "/matrix/"])
def test_views_of_a_selection_have_the_same_way_to_choose_it(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert page.index('<a href="#filters">Choose policies</a>') < page.index('id="filters"')
    # The form's answer is the page, of which the script takes these; each is there once.
    for part in ("results", "facets", "problems"):
        assert page.count(f'id="{part}"') == 1
    form = page[page.index('<form class="filters"') :].split(">")[0]
    assert f'action="{path}"' in form and f'hx-get="{path}"' in form and 'hx-select="#results"' in form
    # Whatever else asks for the selection again is within what is swapped.
    results = page[page.index('id="results"') : page.index('id="filters"')]
    assert page.count('class="chips"') == results.count('class="chips"')
    assert "lists.js" in page


def test_the_list_of_policies_has_its_filters_beside_it(client: Client) -> None:
    page = client.get("/policies/").content.decode()
    assert "Choose policies" not in page
    assert "hx-select" not in page and 'hx-get="/policies/"' in page


def test_the_framework_of_an_aligned_curve_is_chosen_in_its_form(client: Client) -> None:
    for code in ("migof", "gcm"):
        make.FrameworkFactory(code=code)

    def form(query: str) -> str:
        return client.get(f"/curve/{query}").content.decode().split('<form class="options"')[1].split("</form>")[0]

    assert 'name="framework"' not in form("")
    one = form("?of=alignment&framework=migof&region=africa")
    assert one.count('name="framework"') == 1 and '<option value="migof" selected>' in one
    assert '<option value="gcm">' in one and 'name="region" value="africa"' in one
    several = form("?of=alignment&framework=migof&framework=gcm")  # which a field of one value would lose
    assert '<option value="gcm"' not in several and several.count('type="hidden" name="framework"') == 2


# --- comparing countries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("country=PER&country=KEN", ["PER", "KEN"]),
        ("country=ken&country=peru", ["KEN", "PER"]),
        ("country=pe&country=PER&country=&country=KEN", ["PER", "KEN"]),
        ("country=PER&country=XXX&country=KEN", ["PER", "KEN"]),
    ],
)
def test_countries_are_known_by_code_and_slug(client: Client, record: None, query: str, codes: list[str]) -> None:
    response = client.get(f"/compare/?{query}")
    assert [page.country.iso3 for page in response.context["comparison"].pages] == codes
    assert ("country=XXX</code>: no such country" in response.content.decode()) == ("XXX" in query)
    assert f'data-chart="country-comparison"' in response.content.decode()  # noqa: F541


def test_more_than_four_are_the_first_four_and_it_says_so(client: Client, record: None) -> None:
    others = [make.MadeUpCountryFactory() for __ in range(4)]
    query = "&".join(f"country={code}" for code in ("PER", *(country.iso3 for country in others), "PER"))
    response = client.get(f"/compare/?{query}")
    assert len(response.context["comparison"].pages) == 4
    assert f"country={others[3].iso3}</code>: at most four countries" in response.content.decode()
    assert response.content.decode().count("at most four countries") == 1


def test_too_few_are_helped(client: Client, record: None) -> None:
    make.PolicyFactory(country=make.CountryFactory(ecuador=True))
    page = client.get("/compare/").content.decode()
    assert "Choose two to four countries above" in page
    assert (
        'href="/compare/?country=PER&amp;country=ECU"' in page or 'href="/compare/?country=ECU&amp;country=PER"' in page
    )
    one = client.get("/compare/?country=per").content.decode()
    assert "Peru is the first" in one and '<option value="PER" selected>' in one


def test_a_comparison_as_a_file(client: Client, record: None) -> None:
    response = client.get("/compare.csv?country=PER&country=KEN&as_of=2018")
    assert response["Content-Disposition"] == 'attachment; filename="migpol-comparison-per-ken-2018-12-31.csv"'
    header, *rows = list(csv.reader(io.StringIO(response.content.decode(), newline="")))
    assert header == ["section", "item", "country", "country_name", "value", "as_of", "licence"]
    assert [
        "At a glance",
        "National policies and strategies",
        "PER",
        "Peru",
        "In force",
        "2018-12-31",
        "CC BY 4.0",
    ] in rows
    assert [
        "Treaties and frameworks",
        "1951 Convention",
        "KEN",
        "Kenya",
        "not a party",
        "2018-12-31",
        "CC BY 4.0",
    ] in rows
    page = html.unescape(client.get("/compare/?country=PER&country=KEN&as_of=2018").content.decode())
    assert 'href="/compare.csv?country=PER&country=KEN&as_of=2018-12-31"' in page
    assert "/charts/country-comparison/PER-KEN.svg?as_of=2018" in page


def test_the_page_of_a_country_leads_to_a_comparison(client: Client, record: None) -> None:
    assert 'href="/compare/?country=PER"' in client.get("/countries/peru/").content.decode()


def test_a_comparison_takes_as_many_queries_for_two_as_for_four(client: Client, record: None) -> None:
    others = [make.PolicyFactory(country=make.MadeUpCountryFactory()).country for __ in range(2)]
    taken = []
    client.get("/compare/?country=PER&country=KEN")  # puts the index together
    for codes in (["PER", "KEN"], ["PER", "KEN", *(country.iso3 for country in others)]):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/compare/", {"country": codes}).status_code == 200
        taken.append(len(queries))
    assert taken == [18, 18]


def test_hidden_records_are_in_none_of_them(client: Client, record: None) -> None:
    hidden = make.PolicyFactory(title="Unborn Act", state="draft")
    make.EventFactory(policy=hidden, date="2001")
    project = make.ProjectFactory(title="Unborn project", state="draft")
    make.PolicyProjectFactory(policy=Policy.objects.published()[0], project=project)
    make.FundingFactory(project=project, amount="77777")
    refresh_milestones([hidden.pk])
    for path in ("/curve/", "/funding/", "/funding/?currency=USD", "/compare/?country=PER&country=KEN"):
        page: Any = client.get(path).content.decode()
        assert "Unborn" not in page and "77,777" not in page
    assert "the first did in 2017" in sentence(client, "/curve/")
