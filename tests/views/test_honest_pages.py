"""Pages say what a number or a sentence rests on, and do not promise what a link cannot keep."""

from __future__ import annotations

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from policies.models import Framework, FrameworkComponent
from policies.views.policies import said_once
from tests import factories as make
from tests.factories import AlignmentFactory, ComponentFactory, FrameworkFactory, MappingFactory, PolicyFactory


@pytest.mark.django_db
def test_a_past_day_marks_what_does_not_depend_on_it(client: Client) -> None:
    address = AlignmentFactory(policy=PolicyFactory()).policy.get_absolute_url()
    words = "All that is coded today; it does not depend on the day chosen above."
    assert words in client.get(address, {"as_of": "2018"}).content.decode()
    assert words not in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_framework_offers_to_filter_only_what_was_coded_for_it(client: Client) -> None:
    ours, theirs = ComponentFactory(), ComponentFactory()
    MappingFactory(component=ours, other=theirs)
    AlignmentFactory(policy=PolicyFactory(), component=ours, framework=ours.framework)
    assert f"?framework={ours.framework.code}" in client.get(ours.framework.get_absolute_url()).content.decode()
    page = client.get(theirs.framework.get_absolute_url()).content.decode()
    assert "only by mapping" in page
    assert f"?framework={theirs.framework.code}" not in page


@pytest.mark.django_db
def test_the_list_of_frameworks_marks_what_was_not_read_in_an_official_text(client: Client) -> None:
    recalled = FrameworkFactory(verified="recalled")
    FrameworkFactory(verified="official")
    assert client.get("/frameworks/").content.decode().count(str(recalled.get_verified_display())) == 1


def test_a_component_entered_with_its_framework_has_its_prefix() -> None:
    component = FrameworkComponent(framework=Framework(code="new"), code="other-1", short_title="One")
    with pytest.raises(ValidationError) as refused:
        component.clean()
    assert "new-" in str(refused.value)


@pytest.mark.parametrize(
    ("label", "why", "said"),
    [
        ("Term ended", "Term ended 2025: it is over", ("Term ended", "2025: it is over")),
        ("Undated", "Undated: no date is known", ("Undated:", "no date is known")),
        ("In force", "Vigente desde 2017: publicada", ("In force", "Vigente desde 2017: publicada")),
    ],
)
def test_a_status_is_said_once(label: str, why: str, said: tuple[str, str]) -> None:
    assert said_once(label, why) == said


@pytest.mark.django_db
def test_every_figure_of_the_start_page_leads_to_its_records(client: Client) -> None:
    for asked, as_of in (("", ""), ("?as_of=2020", "as_of=2020-12-31")):
        page = client.get(f"/{asked}").content.decode()
        figures = re.findall(r"<dd>(.*?)</dd>", page.split('class="figures"')[1].split("</dl>")[0])
        addresses = [
            html.unescape(match[1]) for match in (re.match('<a href="([^"]+)">', figure) for figure in figures) if match
        ]
        assert len(addresses) == len(figures) == 5
        for address in addresses:
            assert client.get(address).status_code == 200, address
            assert address == "/projects/" or as_of in address


@pytest.mark.django_db
def test_the_countries_of_a_funder_are_those_of_its_flow(client: Client) -> None:
    with_policy, without = make.PolicyProjectFactory(), make.ShareFactory(country=make.MadeUpCountryFactory())
    make.ShareFactory(project=with_policy.project, country=make.MadeUpCountryFactory())  # its policy says more
    funder = make.FundingFactory(project=with_policy.project, amount="2680000", currency="USD").funder
    make.ParticipationFactory(project=without.project, organisation=funder)
    response = client.get(funder.get_absolute_url())
    assert {country.pk for country in response.context["countries"]} == {
        with_policy.policy.country_id,
        without.country_id,
    }
    assert "2 countries, as of" in response.context["chart"].sentence
    assert re.search(r"2,680,000 USD <span[^>]*>of 1 of 2 projects<", response.content.decode())


@pytest.mark.django_db
def test_the_feed_of_a_record_can_be_seen(client: Client) -> None:
    for record in (PolicyFactory(), FrameworkFactory()):
        page = client.get(record.get_absolute_url()).content.decode().split("<main")[1]
        feed = re.search(r'<a href="([^"]+\.atom)">', page)
        assert feed and client.get(feed[1]).status_code == 200
