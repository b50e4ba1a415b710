"""Whatever people have entered is shown as text."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from policies.actions import refresh
from tests import factories as make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


def test_hostile_text_is_shown_as_text(client: Client) -> None:
    source = make.SourceFactory(title=HOSTILE, publisher=HOSTILE)
    framework = make.FrameworkFactory(code="f", name=HOSTILE, short_name=HOSTILE[:60], summary=HOSTILE, source=source)
    component = make.ComponentFactory(framework=framework, code="f-1", short_title=HOSTILE, title=HOSTILE)
    policy = make.PolicyFactory(
        slug="p", title=HOSTILE, original_title="ñ" + HOSTILE, original_language=HOSTILE[:20], summary=HOSTILE,
        notes=HOSTILE, legal_reference=HOSTILE, source=source,
    )  # fmt: skip
    make.EventFactory(policy=policy, title=HOSTILE, notes=HOSTILE, source=source)
    make.AlignmentFactory(
        policy=policy, framework=framework, component=component, quote=HOSTILE, quote_language=HOSTILE[:20],
        where=HOSTILE, rationale=HOSTILE, coded_by=HOSTILE, source=source,
    )  # fmt: skip
    policy.topics.add(make.TopicFactory(slug="t", label=HOSTILE))
    organisation = make.OrganisationFactory(slug="o", name=HOSTILE, acronym=HOSTILE[:40])
    policy.lead_bodies.add(organisation)
    project = make.ProjectFactory(slug="q", title=HOSTILE, summary=HOSTILE)
    make.ParticipationFactory(project=project, organisation=organisation, source=source)
    make.PolicyProjectFactory(policy=policy, project=project, notes=HOSTILE)
    make.DocumentFactory(policy=policy, title=HOSTILE)
    make.CheckFactory(country=policy.country, where=HOSTILE)
    refresh([policy.pk])
    paths = ["/", "/policies/", "/policies/p/", "/map/", "/countries/peru/", "/frameworks/", "/frameworks/f/",
             "/projects/", "/projects/q/", "/funders/", "/funders/o/", "/policies/?topic=t&component=f-1"]  # fmt: skip
    for path in paths:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        if path not in ("/map/",):
            assert "&lt;script&gt;alert(1)" in page, path
        for block in re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', page, re.DOTALL):
            assert json.loads(block) is not None


def test_an_address_is_escaped_in_its_link(client: Client) -> None:
    make.EventFactory(policy__slug="p", source__url="https://example.org/?a=1&b=<x>")
    page = client.get("/policies/p/").content.decode()
    assert 'href="https://example.org/?a=1&amp;b=&lt;x&gt;"' in page
