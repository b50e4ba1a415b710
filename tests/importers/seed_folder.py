"""A small folder of seeds of a test's own, with one row of almost every kind."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models

from policies.importers.seeds import load_seeds
from policies.models import Revision


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of the application, as they are stored; without revisions, which tell what each load did."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("policies").get_models(include_auto_created=True)
        if model is not Revision
    }


COUNTRIES = "- {iso3: PER, iso2: PE, m49: '604', region: americas, latitude: -9.15, longitude: -74.38}\n"
FRAMEWORK = """\
code: migof
name: Migration Governance Framework
short_name: MiGOF
kind: governance-framework
components:
- {code: migof-p1, kind: principle, source: https://example.org/main, short_title: Standards}
- {code: migof-o2, kind: objective, source: https://example.org/main, short_title: Crises}
source: https://example.org/main
"""
#: A framework that follows the other one: tests add it.
REGIONAL = """\
code: regional
name: Regional Framework
short_name: Regional
kind: regional-framework
topics: [health]
source: https://example.org/main
alignments:
- {framework: migof, component: migof-o2, link: explicit, quote: en crisis, quote_language: es, source_kind: press, source: https://example.org/main, coded_by: us}
- {framework: migof, link: implicit, source_kind: press, source: https://example.org/main, coded_by: us}
"""
MIGOF_O2 = "- {code: migof-o2, kind: objective, source: https://example.org/main, short_title: Crises}\n"
PROJECT = """\
- slug: drafting
  title: Drafting
  countries:
  - {country: PER, percentage: '100'}
  participations:
  - {organisation: fund, role: '1', source: https://example.org/main}
  fundings:
  - {funder: fund, type: '2', date: 2015, amount: '1000.50', currency: USD, source: https://example.org/money}
  source: https://example.org/main
"""
POLICY = """\
- slug: per-policy
  country: PER
  title: Política
  instrument: policy
  term_start: 2017
  under_revision: no
  topics: [health]
  lead_bodies: [fund]
  source: https://example.org/main
  events:
  - {type: adopted, date: 2017-04-27, title: Issued, source: https://example.org/main}
  - {type: review, title: Review, planned: yes, source: El Peruano p. 3}
  documents:
  - {variant: original, language: es, url: https://example.org/text}
  alignments:
  - {framework: migof, component: migof-o2, link: explicit, quote: en crisis, quote_language: es, source_kind: press, source: https://example.org/main, coded_by: us}
  - {framework: migof, link: implicit, source_kind: press, source: https://example.org/main, coded_by: us}
  relations:
  - {type: replaces, policy: per-older, date: 2017, source: https://example.org/main}
  projects:
  - {project: drafting, role: drafted, source: https://example.org/main}
- slug: per-older
  country: PER
  title: Older
  instrument: policy
  events:
  - {type: adopted, date: 2005, title: Issued, source: https://example.org/main}
  target_groups: [children]
  legal_reference: Ley N° 1
  source: https://example.org/main
"""
#: A row that tests add to the older policy.
NEW_EVENT = "  - {type: amended, date: 2019, title: Amended, source: https://example.org/main}\n"
CHECKS = "- {country: PER, date: 2024-05, outcome: found, where: The gazette, checked_by: us, source: https://example.org/main}\n"
GROUPS = """\
- code: can
  name: Andean Community
  source: https://example.org/main
  members:
  - {country: PER, since: 1996, source: https://example.org/main}
"""
FILES = {
    "countries.yaml": COUNTRIES,
    "topics.yaml": "- {slug: health, label: Health}\n",
    "organisations.yaml": "- {slug: fund, name: The Fund, type: '40', country: PER}\n",
    "frameworks/migof.yaml": FRAMEWORK,
    "projects.yaml": PROJECT,
    "policies/per.yaml": POLICY,
    "groups.yaml": GROUPS,
    "target_groups.yaml": "- {slug: children, label: Children}\n",
    "participations.yaml": "- {country: PER, framework: migof, action: endorsed, date: 2015-11, source: https://example.org/treaties}\n",
    "scores.yaml": "- {country: PER, framework: migof, component: migof-p1, year: 2019, score: '3', scale: 1 to 4, source: https://example.org/scores}\n",
    "sources.yaml": "- {url: https://example.org/main, title: The main page, reliability: official}\n",
    "checks.yaml": CHECKS,
}


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))

    def load(self, **options: bool) -> str:
        return str(load_seeds(self.root, **options))


def edited(row: models.Model) -> None:
    """As the admin logs it when somebody saves a form."""
    user = User.objects.get_or_create(username="analyst")[0]
    content_type = ContentType.objects.get_for_model(row)
    LogEntry.objects.create(
        user=user, content_type=content_type, object_id=str(row.pk), action_flag=CHANGE, object_repr=str(row)
    )
