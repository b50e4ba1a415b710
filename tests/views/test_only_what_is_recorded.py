"""Words of pages that must not say more than the record does."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.models import Policy
from policies.queries.alignments import evidence_of_policy
from tests import factories as make

pytestmark = pytest.mark.django_db


def refresh() -> None:
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_country_with_laws_only_is_said_to_have_these(client: Client) -> None:
    make.EventFactory(policy__instrument="law", date="2017")
    refresh()
    assert "Other instruments only" in page(client, "/countries/peru/")
    assert "data-not-counted" in page(client, "/") and "data-not-counted" in page(client, "/map/")
    assert "data-not-counted" not in page(client, "/map/?layer=policies")
    assert "data-not-counted" not in page(client, "/map/?instrument=law")


def test_a_policy_adopted_on_an_unknown_day_is_undated(client: Client) -> None:
    policy = make.EventFactory(date="2011", type="drafting-started").policy
    make.EventFactory(policy=policy, date=None, type="adopted", title="Cabinet approves")
    refresh()
    assert "What is recorded of its national policies and strategies" in page(client, "/countries/peru/")
    why = client.get(policy.get_absolute_url()).context["why"]
    assert why == "Undated: it was adopted or launched, on a day that no source gives (Cabinet approves)"


def test_a_reason_says_that_an_entry_into_force_is_not_recorded(client: Client) -> None:
    law = make.EventFactory(policy__instrument="law", date="2017", title="Congress votes").policy
    refresh()
    assert client.get(law.get_absolute_url()).context["why"] == (
        "In force since 2017: Congress votes; its entry into force is not recorded"
    )
    make.EventFactory(policy=law, type="entered-into-force", date=None, planned=True)
    refresh()
    assert client.get(law.get_absolute_url()).context["why"] == (
        "Adopted 2017; its entry into force is planned and not recorded: Congress votes"
    )


def test_a_list_that_ends_early_is_announced_above_the_map(client: Client) -> None:
    treaty = make.FrameworkFactory(code="csr", kind="treaty", participants_as_of="2015-02-09")
    make.TakesPartFactory(framework=treaty, date="2001")
    for path in ("/frameworks/csr/", "/map/?layer=participation&of=csr"):
        text = page(client, path)
        assert "depositary’s list of 9 February 2015" in text, path
        assert text.index("data-list-ends") < text.index('data-chart="map-participation"')


def test_a_body_has_the_policies_that_it_issued_or_leads(client: Client) -> None:
    body = make.OrganisationFactory(slug="body", name="The Body")
    issued, led, draft = (make.PolicyFactory(slug=slug) for slug in ("issued", "led", "draft"))
    issued.issuing_bodies.add(body)
    led.lead_bodies.add(body)
    draft.lead_bodies.add(body)
    Policy.objects.filter(slug="draft").update(state="draft")
    response = client.get("/funders/body/")
    assert {policy.slug for policy in response.context["page"]} == {"issued", "led"}
    assert "Policies reached" not in response.content.decode()
    assert '<a href="/funders/body/">The Body</a>' in page(client, "/policies/issued/")


def test_named_frameworks_come_first_and_younger_ones_last() -> None:
    policy = make.EventFactory(date="2017").policy
    refresh()
    for name, adopted, link in (("A", "2018", "implicit"), ("B", "2015", "implicit"), ("C", "2015", "explicit")):
        make.AlignmentFactory(policy=policy, framework__short_name=name, framework__adopted=adopted, link=link)
    order = [framework.short_name for framework, __, __ in evidence_of_policy(Policy.objects.get())]
    assert order == ["C", "B", "A"]


def test_a_reading_without_a_date_says_so(client: Client) -> None:
    policy = make.AlignmentFactory().policy
    assert "no date of coding recorded" in page(client, policy.get_absolute_url())
