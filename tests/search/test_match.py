"""What is found, and in which order: the same expectations on whichever database the suite runs."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from policies.actions import refresh
from policies.filters import Members, PolicyFilterSet, facets_of
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus() -> None:
    """Policies that have the same words in different places, in several languages and scripts."""
    peru, ecuador, kenya = make.CountryFactory(), make.CountryFactory(ecuador=True), make.CountryFactory(kenya=True)
    policy = make.PolicyFactory
    per = policy(
        slug="per", country=peru, title="National Migration Policy 2017-2025",
        original_title="Política Nacional Migratoria 2017-2025", original_language="es",
        legal_reference="Decreto Supremo N° 015-2017-RE", summary="Drafted with IOM; the first of its kind.",
    )  # fmt: skip
    group = make.OrganisationFactory(name="Grupo de Trabajo Intersectorial", acronym="MTIGM")
    per.lead_bodies.add(group)
    per.issuing_bodies.add(make.OrganisationFactory(name="Ministry of Foreign Affairs", acronym="MRE"))
    make.EventFactory(policy=per, date="2015-09", title="Drafting began", notes="In a workshop at Tacna.")
    make.DocumentFactory(policy=per, title="El Peruano, 27 de abril")
    migof = make.FrameworkFactory(short_name="MiGOF")
    make.AlignmentFactory(
        policy=per, framework=migof, quote="ha considerado los principios del Marco", quote_language="es"
    )
    policy(slug="ecu", country=ecuador, title="Organic Law on Human Mobility", original_title="Ley de Movilidad Humana")
    policy(slug="plan", country=ecuador, title="Plan", summary="It carries out the law on human mobility.")
    decree = policy(slug="decree", country=ecuador, title="Decree", legal_reference="Human Mobility Law, art. 3")
    make.EventFactory(policy=decree, date="2020", title="Congress discusses migration")
    policy(slug="human", country=kenya, title="Mobility of humans")
    policy(slug="jpn", country=kenya, title="Immigration Act", original_title="出入国管理法")
    policy(slug="rus", country=kenya, title="Concept", original_title="Концепция миграционной политики")
    policy(slug="refugees", country=kenya, title="Refugees Act", summary="An act. Of politics it says nothing.")
    policy(slug="hidden", country=peru, title="National Migration Policy, next", state="draft")
    refresh(Policy.objects.values_list("pk", flat=True))


def found(words: str, **more: str) -> list[str]:
    data = QueryDict(mutable=True)
    data.update({"q": words, **more})
    return [policy.slug for policy in PolicyFilterSet(data, Policy.objects.published()).qs]


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("politica migratoria", ["per"]),
        ("POLÍTICA  MIGRATORIA", ["per"]),
        ("Poli\u0301tica", ["per"]),
        ("migratoria politica", ["per"]),
        ("nat migr", []),  # only the last word may go on
        ("nat* migr", ["per"]),
        ("national migrations", ["per"]),  # the plural of a word
        ('"national migrations"', []),
        ('"national migration"', ["per"]),
        ('"migration national"', []),
        ('"policy migration"', []),
        ("015-2017-re", ["per"]),
        ("nº 015", ["per"]),
        ("2017-015", []),
        ("mtigm", ["per"]),
        ("intersectorial affairs", ["per"]),  # of two bodies
        ('"intersectorial mtigm"', []),  # no words in a row across passages
        ("tacna", ["per"]),
        ("drafting principios peruano", ["per"]),  # of an event, a quote and a document
        ("considerado marco", ["per"]),
        ("peru policies", ["per"]),  # the country's name, and the singular of a word
        ("pérou", ["per"]),
        ("出入国", ["jpn"]),
        ("国入", []),
        ("管理法", ["jpn"]),
        ("миграционной", ["rus"]),
        ("концепция политики", ["rus"]),
        ("refugee act", ["refugees"]),
        ("act", ["jpn", "refugees"]),
        ("poli", ["per", "refugees"]),
        ("zzz", []),
        ("next", []),  # of a draft
    ],
)
def test_found(corpus: None, words: str, slugs: list[str]) -> None:
    assert sorted(found(words)) == slugs


def test_the_order_is_by_where_the_words_stand(corpus: None) -> None:
    """In a row in the title or original title, in the title, in the legal reference, in the summary."""
    assert found("human mobility law") == ["ecu", "decree", "plan"]
    assert found("human mobility") == ["ecu", "human", "decree", "plan"]
    assert found("movilidad") == ["ecu"]
    assert found("migration") == ["per", "decree"]  # the title before an event


def test_words_in_a_row_stand_before_the_same_words_apart() -> None:
    make.PolicyFactory(slug="apart", title="Policy of national scope on migration")
    make.PolicyFactory(slug="row", title="The national migration policy")
    make.PolicyFactory(slug="original", title="Plan", original_title="National migration policies")
    refresh(Policy.objects.values_list("pk", flat=True))
    assert found("national migration polic") == ["original", "row", "apart"]


def test_of_equals_the_newest_stands_first() -> None:
    for slug, date in (("b", "2011"), ("c", "2019"), ("undated", None), ("a", "2011")):
        policy = make.PolicyFactory(slug=slug, title="Law")
        make.EventFactory(policy=policy, type="adopted", date=date)
    refresh(Policy.objects.values_list("pk", flat=True))
    assert found("law") == ["c", "a", "b", "undated"]


def test_another_order_may_be_asked_for(corpus: None) -> None:
    assert found("human mobility", sort="title") == ["decree", "human", "ecu", "plan"]


def test_words_join_with_other_choices_and_are_counted(corpus: None) -> None:
    assert found("human mobility", country="KEN") == ["human"]
    filters = PolicyFilterSet(QueryDict("q=human+mobility"), Policy.objects.published())
    counts = {facet.name: {o.value: o.count for o in facet.options} for facet in facets_of(filters)}
    assert len(Members(filters).all()) == 4
    assert counts["country"] == {"ECU": 3, "KEN": 1}


def test_a_long_question(corpus: None) -> None:
    assert found(" ".join(["migration policy of the national kind"] * 5)) == ["per"]
    assert found(" ".join("abcdefghijklmnopqrstuvwxyz" * 3)) == []
    assert found(" ".join(["national"] * 22)) == ["per"]
