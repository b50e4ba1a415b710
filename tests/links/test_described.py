"""What pages say of themselves: taken as given, cleaned, and never made more exact."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.links.described import Description, described, exact_date


def test_nothing_said_is_nothing_proposed() -> None:
    assert described("") == described("<p>Text</p>") == described("\x00<<<>") == Description()


def test_the_better_saying_wins() -> None:
    page = """<html lang="en"><head><title>Decree | Portal</title>
    <meta property="og:title" content="Decree (portal)"><meta name="DC.title" content=" Decree
     15 "><meta property="og:site_name" content="Portal"><meta name="DC.Publisher" content="Ministry">
    <meta property="article:published_time" content="2017-04-28T09:00:00-05:00">
    <meta name="DCTERMS.issued" content="2017-04"><meta name="DC.language" content="ES_pe"></head>"""
    assert described(page) == Description("Decree 15", "Ministry", "2017-04", "es-PE")


def test_json_ld_speaks_of_the_work_and_not_of_the_site() -> None:
    graph = {
        "@graph": [
            {"@type": "Organization", "headline": "No", "publisher": "No"},
            {"@type": ["Thing", "NewsArticle"], "headline": "A decree", "publisher": {"name": "Gazette"},
             "datePublished": "2017", "inLanguage": "spa"},
        ]
    }  # fmt: skip
    page = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert described(page) == Description("A decree", "Gazette", "2017", "es")


@pytest.mark.parametrize("block", ["{", "[" * 100_000, "null", '{"@type": 3}', '{"@graph": [[[[[[[[{}]]]]]]]]}', '"x"'])
def test_broken_json_ld_is_left_alone(block: str) -> None:
    page = f'<title>T</title><script type="application/ld+json">{block}</script>'
    assert described(page) == Description("T")


@pytest.mark.parametrize(
    ("given_as", "date"),
    [
        ("2017", "2017"), ("2017-04", "2017-04"), ("2017/04/27", "2017-04-27"), ("2017-04-27T00:00:00Z", "2017-04-27"),
        ("2017-4-7", "2017-04-07"), ("27/04/2017", ""), ("04/05/2017", ""), ("April 2017", ""), ("2017-13", ""),
        ("0001-01-01", ""), ("2017-02-30", ""), ("20170427", ""), ("2017 04", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_are_as_exact_as_they_are_given(given_as: str, date: str) -> None:
    assert exact_date(given_as) == date


def test_a_date_that_can_be_read_in_two_ways_is_named_and_not_taken() -> None:
    found = described('<meta name="DC.date" content="04/05/2017">')
    assert (found.published, found.unclear_date) == ("", "04/05/2017")


def test_text_stays_text_and_lines_stay_one() -> None:
    page = "<title>&lt;script&gt;alert(1)&lt;/script&gt;\n\x07\u202eA</title>"
    assert described(page).title == "<script>alert(1)</script> A"
    assert len(described(f"<title>{'x' * 5000}</title>").title) == 500


def test_a_template_s_language_comes_last_and_an_unknown_one_not_at_all() -> None:
    assert described('<html lang="en"><meta property="og:locale" content="pt_BR">').language == "pt-BR"
    assert described('<html lang="xx-nonsense">').language == ""


@given(st.text(alphabet="<>/=\"' meta scriptl d+json{}[]:,@gr\x00é", max_size=300))
def test_whatever_a_page_is_made_of(html: str) -> None:
    assert isinstance(described(html), Description)
