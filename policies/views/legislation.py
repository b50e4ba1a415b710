"""A policy as linked data: schema.org/Legislation, whose terms are those of the European Legislation Identifier (ELI).

Dates stand as they are known (ISO 8601 allows a year or a month alone), and what is not known is left out. The licence is
that of the description and never of the act: hence ``sdLicense``.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from policies import lifecycle
from policies.choices import RelationType
from policies.exporters.citations.base import PUBLISHER
from policies.models import Organisation, Policy, PolicyRelation, Source

LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
IN_FORCE, NOT_IN_FORCE = "https://schema.org/InForce", "https://schema.org/NotInForce"
#: Of an undated policy nothing is said, and nothing of a day before its record begins.
LEGAL_FORCE: Final = {
    lifecycle.IN_FORCE: IN_FORCE,
    lifecycle.IN_DEVELOPMENT: NOT_IN_FORCE,
    lifecycle.ADOPTED: NOT_IN_FORCE,
    lifecycle.TERM_ENDED: NOT_IN_FORCE,
    lifecycle.REPLACED: NOT_IN_FORCE,
    lifecycle.REPEALED: NOT_IN_FORCE,
}
#: schema.org/legislationApplies is ELI's "implements", legislationChanges its "changes", of which replacing is one.
PROPERTY_OF_RELATION: Final = {
    RelationType.AMENDS: "legislationAmends",
    RelationType.REPEALS: "legislationRepeals",
    RelationType.REPLACES: "legislationChanges",
    RelationType.IMPLEMENTS: "legislationApplies",
    RelationType.BASED_ON: "isBasedOn",
}


def linked_data(
    policy: Policy,
    status: str,
    issuing: list[Organisation],
    lead: list[Organisation],
    relations: list[PolicyRelation],
    sources: list[Source],
) -> dict[str, Any]:
    """The page of a policy as JSON-LD: the act, and the way to it from the start page.

    ``status`` is the policy's on the day of the page; ``relations`` are what it does to other published ones. Reads what
    policy_for_page has fetched, and asks nothing more.
    """
    page = _address(policy.get_absolute_url())
    published = next((e.date for e in policy.events.all() if e.type == "published" and e.date and not e.planned), None)
    act: dict[str, Any] = {
        "@type": "Legislation",
        "@id": f"{page}#act",
        "name": policy.title,
        "alternateName": _in_its_language(policy),
        "inLanguage": policy.original_language,
        "description": policy.summary,
        "legislationIdentifier": policy.legal_reference,
        "legislationType": policy.get_instrument_display(),
        "legislationJurisdiction": {
            "@type": "Country",
            "name": policy.country.name,
            "identifier": policy.country.iso3,
            "url": _address(policy.country.get_absolute_url()),
        },
        "legislationDate": str(policy.adopted_date or ""),
        "datePublished": str(published or ""),
        "temporalCoverage": _term(policy),
        "legislationLegalForce": LEGAL_FORCE.get(status, ""),
        "legislationPassedBy": [_body(body) for body in issuing],
        "legislationResponsible": [_body(body) for body in lead],
        "about": [
            {"@type": "DefinedTerm", "name": topic.label, "termCode": topic.slug} for topic in policy.topics.all()
        ],
        "encoding": [
            {"@type": "LegislationObject", "url": document.url, "inLanguage": document.language, "name": str(document)}
            for document in policy.documents.all()
        ],
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": page,
            "url": page,
            "inLanguage": get_language() or "en",
            "dateModified": policy.changed_at.date().isoformat(),
            "license": LICENCE_ADDRESS,
            "publisher": _publisher(),
            "citation": [source.reference for source in sources],
        },
        "sdPublisher": _publisher(),
        "sdLicense": LICENCE_ADDRESS,
    }
    for relation in relations:
        name = PROPERTY_OF_RELATION[RelationType(relation.type)]
        act.setdefault(name, []).append(_reference(relation.other))
    stated = {name: value for name, value in act.items() if value}
    return {"@context": "https://schema.org", "@graph": [stated, _breadcrumbs(policy)]}


def _term(policy: Policy) -> str:
    """The stated term as an ISO 8601 interval; ``..`` where one end is not stated."""
    if not (policy.term_start or policy.term_end):
        return ""
    return f"{policy.term_start or '..'}/{policy.term_end or '..'}"


def _in_its_language(policy: Policy) -> dict[str, str] | str:
    if policy.original_title and policy.original_language:
        return {"@value": policy.original_title, "@language": policy.original_language}
    return policy.original_title


def _reference(policy: Policy) -> dict[str, str]:
    page = _address(policy.get_absolute_url())
    return {"@type": "Legislation", "@id": f"{page}#act", "name": policy.title, "url": page}


def _body(body: Organisation) -> dict[str, str]:
    return {"@type": "Organization", "name": body.name, "url": _address(body.get_absolute_url())}


def _publisher() -> dict[str, str]:
    return {"@type": "Organization", "name": PUBLISHER, "url": _address(reverse("home"))}


def _breadcrumbs(policy: Policy) -> dict[str, Any]:
    steps = [
        (gettext("Countries"), reverse("country-list")),
        (policy.country.name, policy.country.get_absolute_url()),
        (policy.title, policy.get_absolute_url()),
    ]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": _address(path)}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _address(path: str) -> str:
    return settings.SITE_URL + path
