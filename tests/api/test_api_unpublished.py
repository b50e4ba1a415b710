"""What is not published is in no answer: no draft, no working copy, none of their rows, nothing that only they name."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from policies.api.entities import ENTITIES
from policies.history.copies import copy_of
from policies.models import Policy
from tests import factories as make
from tests.api.conftest import Ask

pytestmark = pytest.mark.django_db

SECRET = "unborn"


@pytest.fixture(params=["draft", "in-review", "archived"])
def hidden(request: pytest.FixtureRequest) -> None:
    """One published policy, and beside it one of another state with rows of every kind."""
    state = request.param
    public = make.PolicyFactory(slug="public")
    body = make.OrganisationFactory(slug=f"{SECRET}-body", name=SECRET)
    policy = make.PolicyFactory(slug=SECRET, title=SECRET, state=state, source=source())
    policy.issuing_bodies.add(body)
    make.EventFactory(policy=policy, title=SECRET, source=source())
    make.AlignmentFactory(policy=policy, quote=SECRET, source=source())
    make.DocumentFactory(policy=policy, title=SECRET)
    make.RelationFactory(policy=policy, other=public)
    make.RelationFactory(policy=public, other=policy, type="amends")
    project = make.ProjectFactory(slug=f"{SECRET}-project", title=SECRET, state=state)
    make.PolicyProjectFactory(policy=public, project=project, notes=SECRET)
    make.PolicyProjectFactory(policy=policy, project=make.ProjectFactory(slug="public-project"), notes=SECRET)
    make.ShareFactory(project=project)
    make.ParticipationFactory(project=project, organisation=body)
    make.FundingFactory(project=project, funder=body, source=source())


def source() -> object:
    return make.SourceFactory(title=SECRET)


@pytest.mark.parametrize("name", ENTITIES)
def test_it_is_in_no_table(ask: Ask, hidden: None, name: str) -> None:
    includes = ",".join(include for include, __ in ENTITIES[name].includes)
    query = f"include={includes}" if includes else ""
    for address in (f"{name}/?{query}", f"{name}/?cursor=&{query}", f"{name}.ndjson?{query}"):
        answer = ask(address)
        assert answer.status_code == 200
        assert SECRET not in answer.getvalue().decode()


def test_it_has_no_record_and_cannot_be_chosen_by(ask: Ask, hidden: None) -> None:
    for address in (f"policies/{SECRET}/", f"projects/{SECRET}-project/", f"organisations/{SECRET}-body/"):
        ask.refused(address, 404)
    ask.said_of(f"events/?policy={SECRET}")
    ask.said_of(f"fundings/?project={SECRET}-project")
    ask.said_of(f"policies/?project={SECRET}-project")
    assert ask("policies/").json()["count"] == 1


def test_a_working_copy_is_in_no_table(ask: Ask, admin_user: User) -> None:
    policy = make.EventFactory(policy__slug="the-policy").policy
    copy = copy_of(policy, admin_user)
    Policy.objects.filter(pk=copy.pk).update(title=SECRET)
    copy.events.update(title=SECRET)
    for name in ENTITIES:
        assert SECRET not in ask(f"{name}.ndjson").getvalue().decode()
    assert ask("policies/").json()["count"] == ask("events/").json()["count"] == 1
