"""Our own seeds: loaded once, looked at from all sides."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from policies import lifecycle
from policies.actions import MILESTONE_FIELDS
from policies.models import Alignment, Country, Framework, FrameworkComponent, Policy


def everything() -> dict[str, list[dict[str, object]]]:
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("policies").get_models(include_auto_created=True)
    }


def seed() -> str:
    output = StringIO()
    call_command("seed", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_our_seeds(client: Client) -> None:
    """One test, for loading takes some seconds; each step below says what it holds."""
    assert ", 0 changed, " in seed()
    they_have_the_size_that_is_promised()
    what_is_stored_is_what_the_rules_say()
    the_names_of_the_contract_are_there()
    peru(client)
    every_page_answers(client)
    before = everything()
    assert seed().startswith("Seeds: nothing to change (0 added, 0 changed, ")
    assert everything() == before


def they_have_the_size_that_is_promised() -> None:
    assert Country.objects.count() == 249
    published = Policy.objects.published()
    assert published.count() == Policy.objects.count() >= 31
    assert published.values("country").distinct().count() >= 21
    assert not published.filter(published_at=None).exists()
    assert not Alignment.objects.filter(link="explicit", quote="", rationale="").exists()
    assert not Alignment.objects.filter(coded_by="").exists()


def what_is_stored_is_what_the_rules_say() -> None:
    for policy in Policy.objects.prefetch_related("events", "relations_in__policy"):
        computed = lifecycle.milestones(policy.facts())
        for name in MILESTONE_FIELDS:
            assert getattr(policy, name) == getattr(computed, name), (policy.slug, name)


def the_names_of_the_contract_are_there() -> None:
    frameworks = set(Framework.objects.values_list("code", flat=True))
    assert {
        "migof", "mgi", "gcm", "sdg1072", "sdg", "csr51", "psr67", "icrmw", "ilo-c97", "ilo-c143", "ilo-c189",
        "palermo-trafficking", "palermo-smuggling", "csp54", "crs61", "oau69", "kampala", "cartagena",
    } <= frameworks  # fmt: skip
    components = set(FrameworkComponent.objects.values_list("code", flat=True))
    numbered = {"migof-p": 3, "migof-o": 3, "mgi-d": 6, "gcm-": 23, "sdg1072-": 6}
    assert {f"{stem}{n}" for stem, last in numbered.items() for n in range(1, last + 1)} <= components
    assert "sdg-10.7" in components


def peru(client: Client) -> None:
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    assert (policy.country.iso3, policy.country.slug) == ("PER", "peru")
    assert policy.original_title == "Política Nacional Migratoria 2017-2025"
    assert policy.legal_reference == "Decreto Supremo N° 015-2017-RE"
    assert (str(policy.term_start), str(policy.term_end)) == ("2017", "2025")
    events = [(str(e.date), e.type, e.planned) for e in policy.events.all()]
    assert ("2015-09", "drafting-started", False) in events
    assert ("2017-04-27", "adopted", False) in events
    assert ("2017-04-27", "published", False) in events
    assert events[-1] == ("None", "implementation-plan", True)
    aligned = {(a.framework.code, getattr(a.component, "code", ""), a.link) for a in policy.alignments.all()}
    assert {("migof", "", "explicit"), ("migof", "migof-p1", "implicit"), ("gcm", "gcm-17", "implicit")} <= aligned
    link = policy.project_links.get()
    assert (link.project.slug, link.role) == ("strengthening-migration-management-in-peru", "drafted")
    roles = set(link.project.participations.values_list("organisation__slug", "role"))
    assert roles == {("iom-development-fund", "1"), ("iom-peru", "4")}
    for day, status in (
        ("2014", "not-begun"),
        ("2016-12-31", "in-development"),
        ("2017-04-27", "in-force"),
        ("2025-12-31", "in-force"),
        ("2026-01-01", "term-ended"),
    ):
        assert client.get(policy.get_absolute_url(), {"as_of": day}).context["status"] == status
    page = client.get("/policies/?framework=migof&as_of=2016-12-31&status=in-development").content.decode()
    assert f'data-policy="{policy.slug}"' in page


def every_page_answers(client: Client) -> None:
    paths = ["/", "/policies/", "/map/", "/countries/", "/countries/peru/", "/frameworks/", "/projects/", "/funders/"]
    paths += ["/projects/strengthening-migration-management-in-peru/", "/funders/iom-development-fund/"]
    paths += [row.get_absolute_url() for row in (*Policy.objects.all(), *Framework.objects.all())]
    for path in paths:
        assert client.get(path).status_code == 200, path
