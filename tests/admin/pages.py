"""Addresses of the admin's pages, and what a browser would send from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from policies.actions import refresh_milestones
from policies.models import Policy
from tests import factories as make

LoggedIn = Callable[..., Client]
#: What comes from outside: nobody adds to it, and those who publish answer.
OF_READERS = {"correction"}
REGISTERED = {model._meta.model_name: model for model in admin.site._registry if model._meta.app_label == "policies"}


def rows(n: int) -> None:
    """``n`` rows of everything registered."""
    for number in range(n):
        country = make.MadeUpCountryFactory()
        policy = make.PolicyFactory(country=country, source=make.SourceFactory())
        make.EventFactory(policy=policy)
        component = make.ComponentFactory()
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
        make.MappingFactory(component=component)
        make.FrameworkAlignmentFactory(subject=component.framework)
        make.CheckFactory(country=country)
        make.TakesPartFactory(country=country)
        make.ScoreFactory(country=country, component=component)
        make.ParticipationFactory(organisation=make.OrganisationFactory(country=country))
        make.TopicFactory()
        REGISTERED["targetgroup"].objects.create(slug=country.slug, label=f"Group {number}")
        REGISTERED["correction"].objects.create(
            kind="policies", key=policy.slug, permalink="https://example.org/", message=f"Wrong {number}"
        )
        REGISTERED["importbatch"].objects.create(file_name=f"{country.slug}.csv", state="imported")
        REGISTERED["countrygroup"].objects.create(code=country.slug, name=f"Group {number}")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def changelist(name: str) -> str:
    return reverse(f"admin:policies_{name}_changelist")


PREFIXES = ("events", "alignments", "relations_out", "documents", "project_links")


def form(inlines: dict[str, list[dict[str, object]]] | None = None, **fields: object) -> dict[str, object]:
    """What a browser sends: the fields of the policy and all rows with their management forms."""
    data: dict[str, object] = {"instrument": "policy", "level": "national", **fields}
    for prefix in PREFIXES:
        given = (inlines or {}).get(prefix, [])
        kept = sum(1 for row in given if "id" in row)
        data |= {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": kept}
        for number, row in enumerate(given):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def sent_again(client: Client, record: models.Model, **changes: object) -> dict[str, object]:
    """The form as the page shows it, with changes."""
    return {**shown_again(client.get(change(record))), **changes}


def shown_again(response: Any) -> dict[str, object]:
    """The form as a page shows it."""
    context = response.context
    data: dict[str, object] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for each in forms:
        for name, field in each.fields.items():
            value = each[name].value()
            if value is not None and value is not False and value != "":
                data[each.add_prefix(name)] = field.prepare_value(value)
    return data


ADD = "/admin/policies/policy/add/"


def change(record: models.Model) -> str:
    return reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])
