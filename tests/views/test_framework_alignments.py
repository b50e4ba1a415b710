"""Regional frameworks and what they follow: shown on both pages, and counted among no policies."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.columns import TABLES
from policies.queries.alignments import alignments_of_framework, frameworks_that_follow
from policies.queries.coverage import coverage
from policies.queries.pages import frameworks_with_counts
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client: Client) -> dict[str, str]:
    """The pages of a framework, a regional one that follows it, and one that has nothing to do with them."""
    followed = make.FrameworkFactory(code="gcm", name="The Compact", adopted="2018-12-10")
    component = make.ComponentFactory(framework=followed, code="gcm-23", short_title="Partners")
    regional = make.FrameworkFactory(code="regional", name="The Region", adopted="2008")
    regional.topics.add(make.TopicFactory(label="Trafficking"))
    make.FrameworkFactory(code="other")
    make.FrameworkAlignmentFactory(
        subject=regional, framework=followed, component=component, link="explicit", quote="ensemble <b>",
        quote_language="fr", where="preamble", rationale="Said so.", coded_by="first coding", reviewed_by="second reader",
    )  # fmt: skip
    make.FrameworkAlignmentFactory(subject=regional, framework=followed)
    return {code: client.get(f"/frameworks/{code}/").content.decode() for code in ("gcm", "regional", "other")}


def test_a_framework_says_what_it_follows_with_the_passage(pages: dict[str, str]) -> None:
    page = pages["regional"]
    assert "Alignment with other frameworks" in page
    assert '<blockquote lang="fr"><p>“ensemble &lt;b&gt;”</p></blockquote>' in page
    assert '<a href="/frameworks/gcm/#gcm-23">23 Partners</a>' in page
    assert "The framework as a whole" in page
    assert "Preamble. Policy text" in page
    assert "reviewed by second reader" in page
    assert page.count("It is older than the other framework: the link is one of theme.") == 2
    assert ">Trafficking</a>" in page
    assert "Regional frameworks aligned to it" not in page


def test_a_framework_names_those_that_refer_to_it_apart_from_policies(pages: dict[str, str]) -> None:
    page = pages["gcm"]
    assert "Regional frameworks aligned to it" in page
    assert '<a href="/frameworks/regional/#follows">The Region</a>' in page
    assert '<a href="#gcm-23">23 Partners</a>' in page
    assert "No recorded policy has been coded against this framework yet." in page
    assert "Alignment with other frameworks" not in page
    assert "ensemble" not in page


def test_no_words_of_it_where_there_is_none(pages: dict[str, str]) -> None:
    assert "Alignment with other frameworks" not in pages["other"]
    assert "Regional frameworks aligned to it" not in pages["other"]


def test_it_counts_as_no_policys_alignment(pages: dict[str, str]) -> None:
    assert not any(framework.policies for framework in frameworks_with_counts())
    __, world = coverage()
    assert world.alignments == 0
    assert not TABLES["alignments"].rows().exists()
    assert TABLES["framework_alignments"].rows().count() == 2


@pytest.mark.parametrize(
    ("adopted", "theirs", "older"),
    [
        ("2018", "2018-12-10", False),  # the year may mean a later day
        ("2018-12-09", "2018-12-10", True),
        ("2017", "2018-12-10", True),
        ("2019", "2018-12-10", False),
        (None, "2018-12-10", False),
        ("2017", None, False),
    ],
)
def test_older_only_if_every_day_that_it_can_mean_is(adopted: str | None, theirs: str | None, older: bool) -> None:
    subject, followed = make.FrameworkFactory(adopted=adopted), make.FrameworkFactory(adopted=theirs)
    make.FrameworkAlignmentFactory(subject=subject, framework=followed)
    ((__, (reading,)),) = alignments_of_framework(subject)
    assert reading.predates_framework is older


def test_in_order_the_whole_first_and_then_the_components() -> None:
    subject, followed = make.FrameworkFactory(), make.FrameworkFactory(code="x")
    last, first = (make.ComponentFactory(framework=followed, code=f"x-{n}", order=n) for n in (2, 1))
    for component in (last, None, first):
        make.FrameworkAlignmentFactory(subject=subject, framework=followed, component=component)
    ((other, readings),) = alignments_of_framework(subject)
    assert (other, [reading.component for reading in readings]) == (followed, [None, first, last])
    ((other, readings),) = frameworks_that_follow(followed)
    assert (other, [reading.component for reading in readings]) == (subject, [None, first, last])


def test_a_component_shows_its_source_where_it_is_another_than_the_frameworks(client: Client) -> None:
    source = make.SourceFactory(title="The resolution")
    framework = make.FrameworkFactory(code="x", source=source)
    make.ComponentFactory(framework=framework, code="x-1", source=source)
    make.ComponentFactory(
        framework=framework, code="x-2", source=make.SourceFactory(title="A page"), notes="Misprinted."
    )
    page = client.get("/frameworks/x/").content.decode()
    assert (page.count("The resolution"), page.count("A page"), page.count("Misprinted.")) == (1, 1, 1)
