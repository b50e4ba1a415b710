"""How a page is cited, and in which other formats it answers."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise

from policies.citing import citation_files, cite, cite_record
from policies.filters import PolicyFilterSet, query, understood
from policies.queries.corrections import corrected

register = template.Library()


@register.inclusion_tag("_fragments/cite.html", takes_context=True)
def how_to_cite(context: dict[str, Any], of: Any) -> dict[str, Any]:
    """The citation of this page. ``of`` is the name of a list, or the record that the page is about.

    Reads the page's ``filters`` if it is a selection, else its ``day`` if it has one.
    """
    path = context["request"].path
    chosen = context.get("filters") or context.get("day")
    beside = context.get("beside_query", ())
    citation = cite(str(of), path, chosen, beside=beside) if isinstance(of, str | Promise) else cite_record(of, chosen)
    return {"citation": citation, "files": citation_files(path, query_of_files(context))}


@register.inclusion_tag("_fragments/corrections.html")
def corrections_of(record: Any) -> dict[str, Any]:
    """What was corrected on the page of a record after readers said so, and the way to say so."""
    about = record.get_absolute_url().strip("/")
    kind, __, key = about.partition("/")
    return {"about": about, "corrected": corrected(kind, key)}


@register.inclusion_tag("_fragments/downloads.html", takes_context=True)
def downloads(context: dict[str, Any], feed: bool = False) -> dict[str, Any]:
    """Links to this list in other formats, with its own query string."""
    path, asked = context["request"].path.rstrip("/"), query_of_files(context)
    files = [
        (label, f"{path}.{suffix}{asked}") for label, suffix in (("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json"))
    ]
    return {"files": files, "feed": f"{path}.atom{asked}" if feed else ""}


@register.simple_tag(takes_context=True)
def query_of_files(context: dict[str, Any]) -> str:
    """The part of the query string that other formats of this page need; empty if there is none."""
    filters, day = context.get("filters"), context.get("day")
    if isinstance(filters, PolicyFilterSet):
        sort = [("sort", filters.asked_sort)] if filters.asked_sort else []
        asked = query([*understood(filters), *filters.beside_pairs, *sort])
    else:
        asked = query([("as_of", context["request"].GET.get("as_of", ""))]) if day and day.chosen else "?"
    return "" if asked == "?" else asked
