"""A policy as an analyst enters it."""

from __future__ import annotations

import pytest
from django.db import models

from tests import factories as make
from tests.admin.pages import form


@pytest.fixture
def source() -> models.Model:
    return make.SourceFactory()


@pytest.fixture
def filled(source: models.Model) -> dict[str, object]:
    """A whole policy as an analyst enters it."""
    component = make.ComponentFactory(framework__code="migof", code="migof-o2")
    return form(
        {
            "events": [
                {"date": "2015-09", "type": "drafting-started", "title": "Drafting", "source": source.pk},
                {"date": "2017-04-27", "type": "adopted", "title": "Decree", "source": source.pk},
                {"date": "", "type": "implementation-plan", "title": "Plan", "planned": "on", "source": source.pk},
            ],
            "alignments": [
                {"component": component.pk, "link": "explicit", "source_kind": "policy-text", "source": source.pk,
                 "quote": " en\ncrisis ", "quote_language": "es"},
            ],
            "relations_out": [{"type": "replaces", "other": make.EventFactory(date="2000").policy.pk}],
            "documents": [{"variant": "original", "language": "es", "url": "https://example.org/text"}],
            "project_links": [{"project": make.ProjectFactory().pk, "role": "drafted", "source": source.pk}],
        },
        country=make.CountryFactory().pk,
        title="National Migration Policy",
        original_title="Política Nacional Migratoria",
        term_start="2017",
        term_end="2025",
        source=source.pk,
    )  # fmt: skip
