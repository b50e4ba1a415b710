"""What opening a form costs: as much with ten rows of each kind as with one."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from policies.models import Policy
from tests import factories as make
from tests.admin.pages import ADD, REGISTERED, LoggedIn, change, form, rows

pytestmark = pytest.mark.django_db


def rows_of_policy(policy: Policy, n: int) -> None:
    for __ in range(n):
        component, source = make.ComponentFactory(), make.SourceFactory()
        make.EventFactory(policy=policy)
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
        make.RelationFactory(policy=policy, source=source)
        make.DocumentFactory(policy=policy)
        make.PolicyProjectFactory(policy=policy)
        policy.issuing_bodies.add(make.OrganisationFactory())
        policy.lead_bodies.add(make.OrganisationFactory())
        policy.topics.add(make.TopicFactory())


def rows_of_project(project: models.Model, n: int) -> None:
    for __ in range(n):
        make.ShareFactory(project=project, country=make.MadeUpCountryFactory())
        make.ParticipationFactory(project=project, source=make.SourceFactory())
        make.FundingFactory(project=project)


@pytest.mark.parametrize(("role", "state", "queries"), [("reviewer", "draft", 19), ("analyst", "published", 19)])
def test_the_page_of_a_policy(logged_in: LoggedIn, role: str, state: str, queries: int) -> None:
    policy = make.PolicyFactory(state=state, source=make.SourceFactory())
    client = logged_in(role)
    # What is asked once in the life of a process: the kinds of record.
    client.get(change(policy))
    for n in (1, 9):
        rows_of_policy(policy, n)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(change(policy)).status_code == 200
        assert len(captured) == queries, "\n".join(query["sql"][:150] for query in captured)


@pytest.mark.parametrize(("role", "state", "queries"), [("reviewer", "draft", 13), ("analyst", "published", 13)])
def test_the_page_of_a_project(logged_in: LoggedIn, role: str, state: str, queries: int) -> None:
    project = make.ProjectFactory(state=state, source=make.SourceFactory())
    client = logged_in(role)
    # What is asked once in the life of a process: the kinds of record.
    client.get(change(project))
    for n in (1, 9):
        rows_of_project(project, n)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(change(project)).status_code == 200
        assert len(captured) == queries, "\n".join(query["sql"][:150] for query in captured)


def test_a_form_with_mistakes_shows_what_was_chosen(logged_in: LoggedIn) -> None:
    """Boxes know the labels of what was sent, not only of what is stored: one query a kind of record."""
    country, sources = make.CountryFactory(), [make.SourceFactory(title=f"Source {n}") for n in range(3)]
    bodies = [make.OrganisationFactory(name=f"Body {n}") for n in range(2)]
    events = [{"date": "2015", "type": "adopted", "title": "", "source": source.pk} for source in sources]
    sent = form({"events": events}, country=country.pk, title="", issuing_bodies=[body.pk for body in bodies])
    client = logged_in("analyst")
    with CaptureQueriesContext(connection) as captured:
        page = client.post(ADD, sent).content.decode()
    for label, pk in [("Peru", country.pk), *((f"Source {n}", s.pk) for n, s in enumerate(sources)),
                      *((f"Body {n}", b.pk) for n, b in enumerate(bodies))]:  # fmt: skip
        assert f'<option value="{pk}" selected>{label}</option>' in page
    labels = [query for query in captured if "IN (" in query["sql"] and 'FROM "policies_organisation"' in query["sql"]]
    assert len(labels) == 2  # one to check what was chosen, one to show it


@pytest.mark.parametrize("name", sorted(set(REGISTERED) - {"policy", "project"}))
def test_the_other_forms_are_cheap(logged_in: LoggedIn, name: str) -> None:
    rows(2)
    client = logged_in("manager")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(change(REGISTERED[name].objects.first())).status_code == 200
    assert len(captured) <= 13
