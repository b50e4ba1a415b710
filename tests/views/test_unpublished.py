"""What is not published is not shown, counted or hinted at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make
from tests.views.test_pages import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("drafts")]

SECRET = "Unborn Migration Act"


@pytest.fixture(scope="module")
def drafts(lasting: None, world: Callable[[int], None]) -> None:
    """Beside one published policy, one of every other state, linked to everything."""
    world(1)
    published = Policy.objects.get(slug="the-policy")
    for state in ("draft", "in-review", "archived"):
        hidden = make.PolicyFactory(
            slug=f"hidden-{state}", title=f"{SECRET} {state}", state=state, country=published.country, source=None
        )
        make.EventFactory(policy=hidden, date="2020", title=f"{SECRET} adopted", source=make.SourceFactory())
        component = published.alignments.get().component
        make.AlignmentFactory(policy=hidden, framework=component.framework, component=component)
        make.RelationFactory(policy=hidden, other=published, type="repeals")
        make.RelationFactory(policy=published, other=hidden, type="amends")
        for project in published.project_links.all():
            make.PolicyProjectFactory(policy=hidden, project=project.project)
        refresh([hidden.pk, published.pk])


@pytest.mark.parametrize("path", OPEN)
def test_nothing_unpublished_is_shown(client: Client, path: str) -> None:
    page = client.get(path.replace("q=policy&", "")).content.decode()
    assert SECRET not in page
    assert "hidden-" not in page


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_what_is_unpublished_has_no_page(client: Client, state: str) -> None:
    response = client.get(f"/policies/hidden-{state}/")
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


def test_what_is_unpublished_is_not_counted(client: Client) -> None:
    home = client.get("/").context
    assert (home["totals"]["policies"], home["totals"]["countries"], home["totals"]["in_force"]) == (1, 1, 1)
    assert home["alignments"] == {"total": 1, "explicit": 1, "reviewed": 0}
    assert client.get("/policies/").context["page"].paginator.count == 1
    (framework,) = [f for f in client.get("/frameworks/").context["frameworks"] if f.code == "migof"]
    assert (framework.policies, framework.countries) == (1, 1)
    page = client.get("/frameworks/migof/").context
    assert ([row.policy.slug for row in page["table"]], page["followers"].countries) == (["the-policy"], 1)
    assert [row.policies for row in client.get("/matrix/?rows=countries").context["table"]] == [1]
    assert [row.policy.slug for row in client.get("/matrix/?rows=policies").context["table"]] == ["the-policy"]
    assert client.get("/matrix/passages/?of=migof-c1").context["page"].paginator.count == 1
    (funder,) = [row for row in client.get("/funders/").context["funders"] if row.organisation.slug == "the-funder"]
    assert (funder.projects, funder.policies, funder.countries) == (1, 1, 1)
    assert client.get("/funders/the-funder/").context["policy_count"] == 1
    assert "1 record" in client.get("/countries/").content.decode()


def test_a_draft_does_not_end_a_published_policy(client: Client) -> None:
    assert client.get("/policies/the-policy/").context["status"] == "in-force"
