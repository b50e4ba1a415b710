"""The query string: each name, how names join, and what happens to nonsense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.actions import refresh
from policies.filters import SORTS, AsOf, Members, PolicyFilterSet, facets_of, members_of, query, shorten
from policies.models import Country, Policy
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
NAMES = (
    "q", "country", "region", "group", "income", "instrument", "status", "framework", "component", "link", "topic",
    "target", "funder", "project", "adopted_from", "adopted_to", "as_of", "mapping",
)  # fmt: skip


def filtered(query_string: str) -> PolicyFilterSet:
    return PolicyFilterSet(QueryDict(query_string), Policy.objects.published(), today=TODAY)


def found(query_string: str) -> list[str]:
    return [policy.slug for policy in filtered(query_string).qs]


@pytest.fixture
def record() -> None:
    """Four policies that differ in everything that can be asked."""
    peru, ecuador, kenya = make.CountryFactory(), make.CountryFactory(ecuador=True), make.CountryFactory(kenya=True)
    migof = make.FrameworkFactory(code="migof", short_name="MiGOF")
    gcm = make.FrameworkFactory(code="gcm", short_name="GCM")
    o2 = make.ComponentFactory(framework=migof, code="migof-o2")
    p1 = make.ComponentFactory(framework=migof, code="migof-p1")
    gcm23 = make.ComponentFactory(framework=gcm, code="gcm-23")
    health, gender = make.TopicFactory(slug="health"), make.TopicFactory(slug="gender")

    per = make.PolicyFactory(
        slug="per", country=peru, title="National Migration Policy", original_title="Política Nacional Migratoria",
        term_start="2017", term_end="2025",
    )  # fmt: skip
    make.EventFactory(policy=per, type="drafting-started", date="2015-09")
    make.EventFactory(policy=per, date="2017-04-27")
    per.topics.add(health, gender)
    make.AlignmentFactory(policy=per, framework=migof, component=o2, link="implicit")
    make.AlignmentFactory(policy=per, framework=migof, component=p1, link="explicit")
    make.AlignmentFactory(policy=per, framework=gcm, component=gcm23, link="implicit")

    law = make.PolicyFactory(slug="law", country=peru, title="Act on 100% of aliens", instrument="law")
    make.EventFactory(policy=law, date="2010-06")
    law.topics.add(gender)
    make.AlignmentFactory(policy=law, framework=migof, link="explicit")

    ecu = make.PolicyFactory(slug="ecu", country=ecuador, title="Plan", instrument="action-plan")
    make.EventFactory(policy=ecu, type="drafting-started", date="2019")
    make.AlignmentFactory(policy=ecu, framework=gcm, component=gcm23, link="explicit")

    can = make.GroupFactory(code="can", name="Andean Community")
    make.MembershipFactory(group=can, country=peru, since="1969-05-26")
    make.MembershipFactory(group=can, country=ecuador, since="1969")
    make.MembershipFactory(group=can, country=kenya, since="2001", until="2010")
    Country.objects.filter(pk=kenya.pk).update(income="low")
    per.target_groups.add(make.TargetGroupFactory(slug="returnees"))
    fund = make.OrganisationFactory(slug="fund")
    project = make.ProjectFactory(slug="project")
    make.ParticipationFactory(project=project, organisation=fund, role="1")
    make.PolicyProjectFactory(policy=per, project=project)
    unpaid = make.PolicyProjectFactory(policy=law, project=make.ProjectFactory(slug="other")).project
    make.FundingFactory(project=unpaid, funder=make.OrganisationFactory(slug="payer"))
    make.PolicyProjectFactory(policy=law, project=make.ProjectFactory(slug="hidden", state="draft"))

    ken = make.PolicyFactory(slug="ken", country=kenya, title="Strategy", instrument="strategy")
    refresh([per.pk, law.pk, ecu.pk, ken.pk])
    make.PolicyFactory(slug="draft", country=peru, title="National Migration Policy, next", state="draft")


EVERYTHING = ["ecu", "ken", "law", "per"]  # by country, then adoption


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        ("", EVERYTHING),
        ("q=politica", ["per"]),
        ("q=POLÍTICA++nacional", ["per"]),
        ("q=100%25", ["law"]),
        ("q=zzz", []),
        ("q=", EVERYTHING),
        ("country=PER", ["law", "per"]),
        ("country=PER&country=KEN", ["ken", "law", "per"]),
        ("country=PER&instrument=law", ["law"]),
        ("country=KEN&instrument=law", []),
        ("region=africa", ["ken"]),
        ("region=eastern-africa", ["ken"]),
        ("region=south-america", ["ecu", "law", "per"]),
        ("region=latin-america-and-the-caribbean&region=africa", EVERYTHING),
        ("region=oceania", []),
        ("instrument=law", ["law"]),
        ("instrument=law&instrument=strategy", ["ken", "law"]),
        ("status=in-force", ["law"]),
        ("status=term-ended", ["per"]),
        ("status=in-development", ["ecu"]),
        ("status=undated", ["ken"]),
        ("status=undated&status=in-force", ["ken", "law"]),
        ("status=in-development&as_of=2016-12-31", ["per"]),
        ("status=in-force&as_of=2016-12-31", ["law"]),
        ("status=in-force&as_of=2017", ["law", "per"]),
        ("status=in-force&as_of=2017-04-26", ["law"]),
        ("status=in-force&as_of=2017-04", ["law", "per"]),
        ("status=term-ended&as_of=2025-12-31", []),
        ("status=term-ended&as_of=2026-01-01", ["per"]),
        ("as_of=2000", ["ken"]),
        ("as_of=2016", ["ken", "law", "per"]),
        ("as_of=2019-06", EVERYTHING),
        ("framework=migof", ["law", "per"]),
        ("framework=migof&framework=gcm", ["ecu", "law", "per"]),
        ("component=migof-o2", ["per"]),
        ("component=migof-o2&component=gcm-23", ["ecu", "per"]),
        ("link=explicit", ["ecu", "law", "per"]),
        ("link=implicit", ["per"]),
        ("framework=migof&link=implicit", ["per"]),
        ("framework=gcm&link=explicit", ["ecu"]),  # per is explicit to migof only
        ("component=migof-o2&link=explicit", []),  # per's alignment to O2 is implicit
        ("component=migof-p1&link=explicit", ["per"]),
        ("framework=gcm&component=migof-o2", []),
        ("framework=migof&component=gcm-23", []),
        ("framework=migof&framework=gcm&component=gcm-23&link=implicit", ["per"]),
        ("framework=gcm&mapping=on", ["ecu", "per"]),
        ("mapping=on", EVERYTHING),
        ("mapping=OFF&country=KEN", ["ken"]),
        ("topic=health", ["per"]),
        ("topic=gender", ["law", "per"]),
        ("topic=health&topic=gender", ["law", "per"]),
        ("group=can", ["ecu", "law", "per"]),
        ("group=CAN&as_of=2010-12-31&country=KEN", ["ken"]),  # a member until 2010: to its last day
        ("group=can&as_of=2011-01-01&country=KEN", []),
        ("income=low", ["ken"]),
        ("income=low&income=upper-middle", EVERYTHING),
        ("target=returnees", ["per"]),
        ("funder=fund", ["per"]),
        ("funder=fund&funder=payer", ["law", "per"]),
        ("project=project", ["per"]),
        ("project=project&project=other", ["law", "per"]),
        ("adopted_from=2017", ["per"]),
        ("adopted_from=2010-06", ["law", "per"]),
        ("adopted_from=2010-06-02", ["per"]),
        ("adopted_to=2010", ["law"]),
        ("adopted_to=2010-05", []),
        ("adopted_from=2010&adopted_to=2017-04", ["law", "per"]),
        ("country=per&region=Americas&framework=MIGOF&instrument=LAW", ["law"]),
        ("framework=migof&as_of=2016-12-31&status=in-force", ["law"]),
        ("framework=gcm", ["ecu", "per"]),  # ecu names it
        ("framework=gcm&sort=-adopted", ["per", "ecu"]),
        ("framework=migof&component=migof-o2&component=migof-p1", ["per"]),
        ("sort=evidence", ["ecu", "law", "per", "ken"]),
        ("sort=title", ["law", "per", "ecu", "ken"]),
        ("sort=-adopted", ["per", "law", "ecu", "ken"]),
        ("sort=adopted", ["law", "per", "ecu", "ken"]),
        ("sort=country", EVERYTHING),
        ("country=PER&sort=-adopted&page=7", ["per", "law"]),
        ("utm_source=x&fbclid=y", EVERYTHING),
    ],
)
def test_selection(record: None, query_string: str, expected: list[str]) -> None:
    filters = filtered(query_string)
    assert [policy.slug for policy in filters.qs] == expected
    assert filters.problems == []


def test_every_name_is_tested() -> None:
    assert set(filtered("").form.fields) == set(NAMES)


@pytest.mark.parametrize(
    "query_string",
    [
        "", "country=PER", "country=KEN&instrument=law", "framework=migof&link=explicit", "component=gcm-23",
        "as_of=2016&status=in-force", "q=national", "topic=gender&region=south-america", "funder=fund", "link=implicit",
        "group=can&income=upper-middle", "project=other", "adopted_from=2010", "framework=gcm&component=migof-o2",
    ],
)  # fmt: skip
def test_a_facet_counts_what_its_value_would_show(record: None, query_string: str) -> None:
    """Under all other choices, and not under its own."""
    filters = filtered(query_string)
    for facet in facets_of(filters):
        rest = QueryDict(query_string, mutable=True)
        rest.pop(facet.name, None)
        offered = {option.value: option.count for option in facet.options}
        for value, count in offered.items():
            rest.setlist(facet.name, [value])
            assert len(found(rest.urlencode())) == count, (facet.name, value)
        assert {option.value for option in facet.options if option.chosen} == set(filters.chosen.get(facet.name) or [])


def test_facets_ask_nothing_of_the_database(record: None, django_assert_num_queries: Callable) -> None:
    chosen = filtered("country=PER&region=americas&instrument=law&status=in-force&framework=migof&topic=gender")
    members = Members(chosen)
    with django_assert_num_queries(0):
        facets = facets_of(chosen, members)
    assert len(facets) == 13


def test_a_facet_offers_what_has_policies_and_what_is_chosen(record: None) -> None:
    facets = {facet.name: facet for facet in facets_of(filtered("country=KEN&topic=health"))}
    assert [(o.value, o.count, o.chosen) for o in facets["country"].options] == [("KEN", 0, True), ("PER", 1, False)]
    assert [(o.value, o.count, o.chosen) for o in facets["topic"].options] == [("health", 0, True)]
    assert [o.value for o in facets["link"].options] == ["explicit", "implicit"]


def test_no_policy_is_listed_twice(record: None) -> None:
    slugs = found("framework=migof&framework=gcm&link=explicit&link=implicit&topic=health&topic=gender")
    assert slugs == ["law", "per"]


def test_drafts_are_never_selected(record: None) -> None:
    assert "draft" not in found("q=national")


def test_any_day_forgets_the_day(record: None) -> None:
    """What a view of many days starts from: later and ended policies are still in it."""
    keys = members_of(filtered("as_of=2000&country=PER")).on_any_day().keys
    assert set(Policy.objects.filter(pk__in=keys).values_list("slug", flat=True)) == {"law", "per"}


def test_a_status_is_that_of_the_day_on_any_day(record: None) -> None:
    for query_string in ("as_of=2000&status=in-force", "as_of=2018&status=in-force&country=PER", "status=undated"):
        filters = filtered(query_string)
        assert set(members_of(filters).on_any_day().keys) == {policy.pk for policy in filters.qs}


def test_a_view_that_answers_to_alignments_takes_them_out_of_the_selection(record: None) -> None:
    filters = filtered("framework=migof&link=explicit&country=PER")
    keys = members_of(filters).on_any_day(("framework", "component", "link")).keys
    assert set(keys) == {policy.pk for policy in filtered("country=PER").qs}


def test_the_day_of_the_selection() -> None:
    assert filtered("").on == TODAY
    assert filtered("as_of=2016").on == dt.date(2016, 12, 31)
    assert filtered("as_of=2016-02").on == dt.date(2016, 2, 29)
    assert (filtered("as_of=nonsense").on, filtered("as_of=nonsense").has_as_of) == (TODAY, False)


NONSENSE = {
    "unknown": "atlantis",
    "huge": "x" * 320_000,
    "nul": "a\x00b",
    "emoji": "💥🇵🇪",
    "sql": "' OR 1=1; DROP TABLE policies_policy; --",
    "markup": "<script>alert(1)</script>",
    "bidi": "\u202eREP",
    "percent": "%s%(name)s{0}",
    "number": "9" * 400,
    "date": "2017-13-45",
    "full width": "２０１７",
    "list": "PER,KEN",
    "invalid utf-8": "\udcff",
}


@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("name", [n for n in (*NAMES, "sort") if n != "q"])
def test_a_bad_value_is_named_and_ignored(record: None, name: str, value: str) -> None:
    query_string = urlencode({name: value}, errors="surrogateescape")
    filters = filtered(query_string)
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    (problem,) = filters.problems
    assert problem.name == name
    assert problem.message
    assert len(problem.value) <= 61
    assert problem.value.isprintable()
    assert filters.chips == []


def test_good_values_beside_bad_ones_hold(record: None) -> None:
    filters = filtered("country=ATL&country=PER&status=in-force&as_of=31.12.2016")
    assert [policy.slug for policy in filters.qs] == ["law"]
    assert [(p.name, p.value) for p in filters.problems] == [("country", "ATL"), ("as_of", "31.12.2016")]


@pytest.mark.parametrize("value", ["a\x00b", "x" * 201])
def test_words_that_cannot_be_searched(record: None, value: str) -> None:
    filters = filtered(urlencode({"q": value}))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert [problem.name for problem in filters.problems] == ["q"]


@pytest.mark.parametrize("nothing", ["💥", "%", "\\", "\u202e", "%%", "_", "*", '"', '""', "AND", ":", "\x07"])
def test_what_has_no_word_is_named_and_ignored(record: None, nothing: str) -> None:
    filters = filtered(urlencode({"q": nothing}))
    assert {problem.name for problem in filters.problems} == {"q"}
    assert [p.slug for p in filters.qs] == EVERYTHING
    assert (filters.chips, filters.narrows, filters.sort) == ([], False, "country")


@pytest.mark.parametrize("words", ["a_b", "x" * 200, "zzz", '"zzz"', "(zzz)", "100% zzz"])
def test_any_other_words_are_searched(record: None, words: str) -> None:
    filters = filtered(urlencode({"q": words}))
    assert filters.problems == []
    assert [p.slug for p in filters.qs] == []


def test_the_best_match_stands_first_unless_asked_otherwise(record: None) -> None:
    assert (filtered("").sort, filtered("q=act").sort) == ("country", "relevance")
    assert filtered("q=act&framework=migof").sort == "relevance"
    assert filtered("q=act&sort=title").sort == "title"
    assert "relevance" in filtered("q=act").sorts
    assert "relevance" not in filtered("").sorts


def test_no_words_no_best_match(record: None) -> None:
    filters = filtered("sort=relevance")
    assert [(p.name, p.value) for p in filters.problems] == [("sort", "relevance")]
    assert [p.slug for p in filters.qs] == EVERYTHING


def test_an_unknown_name_is_named(record: None) -> None:
    filters = filtered("contry=PER&" + urlencode({"x" * 500: "1"}))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert [(p.name, p.message) for p in filters.problems] == [
        ("contry", "no such filter"),
        ("x" * 60 + "…", "no such filter"),
    ]


def test_empty_values_are_no_problem(record: None) -> None:
    filters = filtered("&".join(f"{name}=" for name in (*NAMES, "sort", "page")))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert filters.problems == []
    assert filters.chips == []


def test_a_problem_says_what_would_be_understood() -> None:
    (problem,) = filtered("adopted_from=27/04/2017").problems
    assert "Write a year (2011), a month (2015-09) or a day (2017-04-27)" in problem.message
    (problem,) = filtered("sort=random").problems
    assert all(key in problem.message for key in SORTS)


# Chips


def test_chips_name_each_choice_and_lead_back_without_it(record: None) -> None:
    query_string = "q=nacional&country=PER&country=KEN&as_of=2016-12&component=migof-o2&sort=title&page=3"
    chips = filtered(query_string).chips
    assert [(chip.name, chip.label) for chip in chips] == [
        ("q", "Words: “nacional”"),
        ("country", "Peru"),
        ("country", "Kenya"),
        ("component", "MiGOF O2: Component migof-o2"),
        ("as_of", "As of: December 2016"),
    ]
    without = {chip.label: chip.without for chip in chips}
    assert without["Peru"] == "?q=nacional&country=KEN&as_of=2016-12&component=migof-o2&sort=title"
    assert without["Words: “nacional”"] == "?country=PER&country=KEN&as_of=2016-12&component=migof-o2&sort=title"
    for chip in chips:
        left = filtered(chip.without[1:])
        assert len(left.chips) == len(chips) - 1
        assert left.problems == []


@pytest.mark.parametrize("query_string", ["country=per", "country=Per&country=PER", "framework=MIGOF"])
def test_a_chip_removes_a_choice_however_it_was_written(record: None, query_string: str) -> None:
    (chip,) = filtered(query_string).chips
    assert chip.without == "?"


def test_adopted_to_before_adopted_from_is_named(record: None) -> None:
    filters = filtered("adopted_from=2018&adopted_to=2010")
    assert list(filters.qs) == []
    assert [(problem.name, problem.value) for problem in filters.problems] == [("adopted_to", "2010")]


def test_the_last_chip_leads_to_the_bare_page() -> None:
    make.CountryFactory()
    (chip,) = filtered("country=PER").chips
    assert chip.without == "?"


def test_a_chosen_value_in_the_query_string_is_escaped() -> None:
    assert filtered(urlencode({"q": "a&b=c", "x": "ü ?"})).query_without("x") == "?q=a%26b%3Dc"


def test_shorten() -> None:
    assert shorten("short") == "short"
    assert shorten("x" * 61) == "x" * 60 + "…"
    assert shorten("a\x00\u202e\nb") == "a���b"


# The day of other pages


@pytest.mark.parametrize(
    ("query_string", "on", "problem"),
    [
        ("as_of=2016", dt.date(2016, 12, 31), ""),
        ("as_of=2016-02", dt.date(2016, 2, 29), ""),
        ("as_of=2016-02-03", dt.date(2016, 2, 3), ""),
        ("as_of=2015&as_of=2016", dt.date(2016, 12, 31), ""),
        ("as_of=", None, ""),
        ("", None, ""),
        ("as_of=16", None, "16"),
        ("as_of=2016-13", None, "2016-13"),
        ("as_of=" + "9" * 320_000, None, "9" * 60 + "…"),
        ("as_of=%00", None, "�"),
        ("as_of=%ff", None, "�"),
    ],
)
def test_as_of(query_string: str, on: dt.date | None, problem: str) -> None:
    day = AsOf.read(QueryDict(query_string))
    assert day.chosen == (on is not None)
    if on:
        assert day.on == on
    assert [p.value for p in day.problems] == ([problem] if problem else [])


# Through the pages


@settings(max_examples=25)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from([*NAMES, "sort", "page", "utm_x", "", "frame", "rows", "of", "policy"])
            | st.text(max_size=8),
            st.text(max_size=30)
            | st.sampled_from(["PER", "in-force", "migof", "migof-p1", "on", "2016", "2016-13", "title", "-1", "\x00"]),
        ),
        max_size=6,
    ),
    path=st.sampled_from(["/policies/", "/map/", "/matrix/", "/matrix/passages/"]),
)
def test_no_query_string_breaks_a_page(pairs: list[tuple[str, str]], path: str) -> None:
    response = Client().get(path + "?" + urlencode(pairs, errors="replace"))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")


@settings(max_examples=20)
@given(
    raw=st.binary(max_size=40),
    path=st.sampled_from(["/policies/", "/", "/countries/", "/projects/"]),
    name=st.sampled_from(["as_of", "q", "page"]),
)
def test_no_bytes_break_a_page(raw: bytes, path: str, name: str) -> None:
    assert Client().get(f"{path}?{name}={quote(raw)}").status_code == 200


@pytest.mark.parametrize("path", ["/policies/", "/map/", "/matrix/"])
@pytest.mark.parametrize("name", [*NAMES, "sort", "page"])
@pytest.mark.parametrize(
    "value", ["x" * 5_000, "\x00", "<script>alert(1)</script>", "💥"], ids=["huge", "nul", "js", "emoji"]
)
def test_bad_values_are_shown_to_the_reader(client: Client, path: str, name: str, value: str) -> None:
    response = client.get(path, {name: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert(1)" not in page
    if name not in ("q", "page"):
        assert [problem.name for problem in response.context["problems"]] == [name]


def test_the_permalink_of_the_contract(record: None, client: Client) -> None:
    response = client.get("/policies/?framework=migof&as_of=2016-12-31&status=in-force")
    page = response.content.decode()
    assert 'data-policy="law"' in page
    assert 'data-policy="per"' not in page
    assert "As of 31 December 2016" in page


def test_the_list_and_the_map_show_the_same_selection(record: None, client: Client) -> None:
    """Country states on the map follow from the selected policies only."""
    steps = client.get("/map/?status=in-force&as_of=2018").context["chart"]
    everything = client.get("/map/?as_of=2018").context["chart"]
    nothing = client.get("/map/?q=zzz&as_of=2018").context["chart"]
    for chart, number in ((steps, 1), (everything, 1), (nothing, 0)):
        assert chart.sentence.startswith(f"{number} of 3 countries and areas")
        assert chart.sentence.endswith("as of 31 December 2018.")


def test_a_query_string_leaves_out_what_is_empty() -> None:
    assert query([("a", "1"), ("b", ""), ("a", "2")]) == "?a=1&a=2"
