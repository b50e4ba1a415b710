"""Why a policy was found: which passages, in which words, and what is marked in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from policies.actions import refresh
from policies.filters import PolicyFilterSet
from policies.models import Policy
from policies.search import read_question, reasons
from policies.search.reasons import highlight
from tests import factories as make


def marked(words: str, text: str) -> str:
    return highlight(read_question(words), text)


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("politica", "La Política Nacional", "La <mark>Política</mark> Nacional"),
        ("politica", "La Poli\u0301tica", "La <mark>Poli\u0301tica</mark>"),
        ("migr", "Migrants, migration", "<mark>Migrants</mark>, <mark>migration</mark>"),
        ("policies x", "One policy", "One <mark>policy</mark>"),
        ('"migration policy"', "migration, a migration-policy", "migration, a <mark>migration-policy</mark>"),
        ("015-2017-RE", "N° 015-2017-RE.", "N° <mark>015-2017-RE</mark>."),
        ("国管", "出入国管理法", "出入<mark>国管</mark>理法"),
        ("nothing", "Something", "Something"),
        ("b", "<b>bold</b> & b", "&lt;<mark>b</mark>&gt;<mark>bold</mark>&lt;/<mark>b</mark>&gt; &amp; <mark>b</mark>"),
        ("mark", "</mark><mark>", "&lt;/<mark>mark</mark>&gt;&lt;<mark>mark</mark>&gt;"),
        ("amp", "Q&A amp &amp;", "Q&amp;A <mark>amp</mark> &amp;<mark>amp</mark>;"),
        ("a", "\x02a\x03 b\x02", " <mark>a</mark>  b "),
    ],
)
def test_what_is_marked(words: str, text: str, shown: str) -> None:
    assert marked(words, text) == shown


def test_a_long_text_is_cut_to_the_match() -> None:
    shown = marked("needle", "hay " * 200 + "a needle, then " + "straw " * 100)
    assert re.fullmatch(r"…(hay )+a <mark>needle</mark>, then( straw)+…", shown)
    assert len(shown) < 230


def test_two_matches_far_apart_are_both_shown() -> None:
    shown = marked("needle thread", "A needle " + "hay " * 200 + "a thread " + "straw " * 100)
    assert shown.startswith("A <mark>needle</mark> hay")
    assert " … hay" in shown
    assert "<mark>thread</mark>" in shown


@given(st.text(max_size=400), st.text(min_size=1, max_size=30))
def test_nothing_of_a_text_becomes_markup(text: str, words: str) -> None:
    shown = marked(words, text)
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert shown.count("<mark>") == shown.count("</mark>")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=100))
def test_a_short_text_is_shown_as_it_is(text: str) -> None:
    assert marked("a", text).replace("<mark>", "").replace("</mark>", "") == escape(text)


# The passages


def why(words: str, policy: Policy) -> list[tuple[str, str]]:
    """Where each passage is, and what is marked in it."""
    rows = reasons(read_question(words), Policy.objects.select_related("country"))[policy.pk].reasons
    return [(row.where, " ".join(re.findall("<mark>(.*?)</mark>", row.snippet))) for row in rows]


@pytest.fixture
def policy(db: None) -> Policy:
    policy = make.PolicyFactory(
        title="Migration Policy",
        original_title="Política Migratoria",
        original_language="es",
        legal_reference="Decree 015",
        summary="Drafted with IOM on migration.",
    )
    policy.lead_bodies.add(make.OrganisationFactory(name="Working Group", acronym="MTIGM"))
    policy.issuing_bodies.add(make.OrganisationFactory(name="Ministry"))
    make.EventFactory(policy=policy, date="2017-04", title="Launched in Lima", notes="In the rain.")
    make.EventFactory(policy=policy, type="review", date=None, title="Reviewed by nobody")
    framework = make.FrameworkFactory(short_name="MiGOF")
    component = make.ComponentFactory(framework=framework, code="migof-p1", short_title="Standards")
    quoted = {"policy": policy, "framework": framework, "quote_language": "es"}
    make.AlignmentFactory(**quoted, component=component, quote="los derechos humanos")
    make.AlignmentFactory(**quoted, quote="el Marco")
    make.DocumentFactory(policy=policy, title="Gazette")
    return policy


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("policy", [("in the title", "Policy")]),
        ("perou", [("in the name of the country", "Pérou")]),
        ("migratoria", [("in the original title", "Migratoria")]),
        ("decree", [("in the legal reference", "Decree")]),
        ("iom", [("in the summary", "IOM")]),
        ("mtigm", [("in the name of the lead body", "MTIGM")]),
        ("ministries", [("in the name of the issuing body", "Ministry")]),
        ("lima", [("event: adopted, April 2017", "Lima")]),
        ("rain", [("event: adopted, April 2017", "rain")]),
        ("nobody", [("event: review, no date", "nobody")]),
        ("derechos", [("passage quoted for the alignment with MiGOF P1: Standards", "derechos")]),
        ("marco", [("passage quoted for the alignment with MiGOF", "Marco")]),
        ("gazette", [("in the title of a document", "Gazette")]),
        # As few passages as have all words, and of two that have one the more important.
        ("migration", [("in the title", "Migration")]),
        ("migration iom", [("in the summary", "IOM migration")]),
        ("lima policy", [("in the title", "Policy"), ("event: adopted, April 2017", "Lima")]),
        ("zzz", []),
    ],
)
def test_why_it_was_found(policy: Policy, words: str, shown: list[tuple[str, str]]) -> None:
    assert why(words, policy) == shown


def test_three_passages_are_enough(policy: Policy) -> None:
    assert len(why("policy decree lima gazette marco", policy)) == 3


@pytest.mark.parametrize("n", [1, 30])
def test_reasons_take_one_query(policy: Policy, n: int, django_assert_num_queries: Callable) -> None:
    for __ in range(n):
        make.EventFactory(policy=make.PolicyFactory())
    policies = list(Policy.objects.select_related("country"))
    with django_assert_num_queries(1):
        assert len(reasons(read_question("policy"), policies)) == n + 1
    with django_assert_num_queries(0):
        assert reasons(read_question("*"), policies) == {}


# The page


def page(words: str) -> str:
    return Client().get("/policies/", {"q": words}).content.decode()


def test_the_list_says_why(policy: Policy) -> None:
    refresh([policy.pk])
    html = page("policy derechos")
    assert "><mark>" not in html.partition("<h3>")[0]
    assert re.search(r"<h3><a href=[^>]+>Migration <mark>Policy</mark></a></h3>", html)
    assert '<span class="snippet" lang="es">los <mark>derechos</mark> humanos</span>' in html
    assert "Passage quoted for the alignment with MiGOF P1: Standards:" in html
    assert page("migratoria").count("Política <mark>Migratoria</mark>") == 1
    assert "Política Migratoria" not in page("migratoria")
    assert 'class="why"' not in page("")


def test_markup_in_a_record_stays_text(db: None) -> None:
    policy = make.PolicyFactory(title="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)> word")
    refresh([policy.pk])
    for words in ("alert", "word", "script"):
        html = page(words).partition("<ol")[2]
        assert "<img" not in html
        assert "<script" not in html
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>" in page("alert* script")


@pytest.mark.django_db
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(['"', "'", "*", ":", "(", ")", "AND", "OR", "NOT", "NEAR/2", "-", "^", "{title} :", "law", "\\",
                         ":*", "<->", "&", "|", "!", "''", "%", "_", "--", ";", "\x00", "é", "移民", "$$", "?", "%s"]),
        max_size=25,
    ).map(" ".join)
)  # fmt: skip
def test_no_words_break_the_search(words: str) -> None:
    data = QueryDict(mutable=True)
    data["q"] = words
    filters = PolicyFilterSet(data, Policy.objects.published().select_related("country"))
    assert list(filters.qs) == []
    assert filters.question or filters.problems or not words.strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["x" * 100_000, "a\x00b", "\x01\x02", "law AND", '"unbalanced', "* law", "title:law", "'; DROP TABLE x; --",
     "<script>alert(1)</script>", "law) OR 1=1 --", "{title}: law", "^law"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/policies/", "/map/", "/suggest/", "/policies.csv"])
def test_hostile_words_are_answered_and_named(words: str, path: str) -> None:
    make.PolicyFactory()
    response = Client().get(path, {"q": words})
    assert response.status_code == 200
    if path in ("/policies/", "/map/"):
        assert "<code>q=" in response.content.decode()
