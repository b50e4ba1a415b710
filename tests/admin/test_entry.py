"""The page on which a policy is entered: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse

from policies.models import Alignment, Policy, PolicyEvent
from policies.models.account import coder_name
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, form, sent_again

pytestmark = pytest.mark.django_db


def test_an_analyst_enters_a_policy(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    client = logged_in("analyst")
    response = client.post(ADD, filled)
    assert response.status_code == 302, response.context["errors"]
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    analyst = User.objects.get(username="analyst")
    assert (policy.state, policy.created_by, policy.edited_by) == ("draft", analyst, analyst)
    assert (str(policy.development_from), str(policy.adopted_from)) == ("2015-09-01", "2017-04-27")
    assert (str(policy.force_from), str(policy.force_until)) == ("2017-04-27", "2025-12-31")
    assert [str(event.date) for event in policy.events.all()] == ["2015-09", "2017-04-27", "None"]
    alignment = policy.alignments.get()
    assert (alignment.framework.code, alignment.quote) == ("migof", "en crisis")
    assert alignment.coded_by == coder_name(User.objects.get(username="analyst"))
    assert policy.relations_out.get().other.final_status == ""  # a draft replaces nothing
    assert (policy.documents.count(), policy.project_links.count()) == (1, 1)
    assert Client().get(policy.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "This field is required."),
        ({"term_start": "2017-13"}, "There is no month 13."),
        ({"term_start": "27/04/2017"}, "Write a year (2011), a month (2015-09) or a day (2017-04-27)."),
        ({"term_end": "2016"}, "The term ends before it starts (2017)."),
        ({"events-0-date": "2015-9"}, "“2015-9” "),
        ({"events-0-source": ""}, "This field is required."),
        ({"events-0-extends_to": "2020"}, "Only an event of type “Extended”"),
        ({"alignments-0-quote": "w " * 26}, "The passage has 26 words; 25 are allowed."),
        ({"alignments-0-quote_language": ""}, "Say in which language the passage is"),
        ({"alignments-0-component": ""}, "Choose the component, or the framework as a whole."),
        ({"documents-0-url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"country": "999999"}, "Select a valid choice."),
        ({"title": "x" * 301}, "at most 300 characters"),
        (
            {"events-1-type": "drafting-started", "events-1-title": "Drafting", "events-1-date": "2015-09"},
            "This event is recorded already.",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_a_mistake_is_shown_and_nothing_is_saved(
    logged_in: LoggedIn, filled: dict[str, object], changes: dict[str, str], message: str
) -> None:
    before = (Policy.objects.count(), PolicyEvent.objects.count(), Alignment.objects.count())
    response = logged_in("analyst").post(ADD, {**filled, **changes})
    assert response.status_code == 200
    errors = " ".join(str(error) for error in response.context["errors"])
    assert message in errors
    assert (Policy.objects.count(), PolicyEvent.objects.count(), Alignment.objects.count()) == before


def test_two_same_undated_events_are_refused(logged_in: LoggedIn, source: models.Model) -> None:
    event = {"type": "review", "title": "Review", "source": source.pk}
    data = form({"events": [event, event]}, country=make.CountryFactory().pk, title="Act")
    response = logged_in("analyst").post(ADD, data)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Policy.objects.exists()


def test_opening_and_saving_changes_nothing(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    """What the page shows is what it takes: dates, rows and all."""
    client = logged_in("analyst")
    client.post(ADD, filled)
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    kept = [
        Policy.objects.filter(pk=policy.pk).values().exclude(pk=None),
        PolicyEvent.objects.values(),
        Alignment.objects.values(),
    ]
    before = [[{k: v for k, v in row.items() if k != "changed_at"} for row in rows] for rows in kept]
    Policy.objects.filter(pk=policy.pk).update(edited_by=None)
    before[0][0]["edited_by_id"] = None  # nobody edited it by saving it as it was
    assert client.post(change(policy), sent_again(client, policy)).status_code == 302
    after = [[{k: v for k, v in row.items() if k != "changed_at"} for row in rows.all()] for rows in kept]
    assert after == before


def test_a_taken_slug_gets_a_number(logged_in: LoggedIn) -> None:
    make.PolicyFactory(slug="per-act", title="Something else")
    client = logged_in("analyst")
    for __ in range(2):
        data = form(country=make.CountryFactory().pk, title="Act", different="on")
        assert client.post(ADD, data).status_code == 302
    assert set(Policy.objects.values_list("slug", flat=True)) == {"per-act", "per-act-2", "per-act-3"}


def test_a_long_title_in_any_script_gets_a_slug(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    for title in ("Политика миграции", "移民政策", "x" * 300, "💥"):
        data = form(country=make.CountryFactory().pk, title=title, different="on")
        assert client.post(ADD, data).status_code == 302, title
    assert all(slug.startswith("per") and len(slug) <= 120 for slug in Policy.objects.values_list("slug", flat=True))


def test_a_likely_duplicate_is_asked_about(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    there = make.PolicyFactory(title="National migration policy <2017>", state="archived")
    client = logged_in("analyst")
    response = client.post(ADD, filled)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This may be recorded already" in page
    assert reverse("admin:policies_policy_change", args=[there.pk]) in page
    assert "National migration policy &lt;2017&gt;" in page
    assert 'type="checkbox" name="different"' in page
    assert client.post(ADD, {**filled, "different": "on"}).status_code == 302
    assert Policy.objects.filter(country=there.country, created_by__username="analyst").count() == 1


@pytest.mark.parametrize(
    "reference", ["DECRETO SUPREMO Nº 015-2017-RE", "Decreto Supremo 015-2017-RE", "D.S. 015-2017-RE"]
)
def test_a_reference_written_otherwise_is_asked_about(logged_in: LoggedIn, reference: str) -> None:
    there = make.PolicyFactory(title="Entirely other words", legal_reference="Decreto Supremo N° 015-2017-RE")
    data = form(country=there.country.pk, title="National Migration Policy", legal_reference=reference)
    response = logged_in("analyst").post(ADD, data)
    assert response.status_code == 200
    assert "same legal reference" in response.content.decode()
    other = {**data, "legal_reference": reference.replace("015", "016")}
    assert logged_in("analyst", "second").post(ADD, other).status_code == 302


def test_no_box_that_completes_what_is_typed_asks_for_the_control_key(logged_in: LoggedIn) -> None:
    page = logged_in("analyst").get(ADD).content.decode()
    assert page.count("admin-autocomplete") > 5
    assert "Hold down" not in page
