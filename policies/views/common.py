"""What several views need."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext

from policies.filters import FOREIGN_PREFIXES, Problem, shorten

PER_PAGE = 50


def page_of(rows: Any, request: HttpRequest, total: int | None = None) -> Page[Any]:
    """The page that the query string asks for; the nearest one when it asks for nonsense. ``total`` saves counting again."""
    paginator = Paginator(rows, PER_PAGE)
    if total is not None:
        paginator.count = total
    return paginator.get_page(request.GET.get("page", "1")[:10])


def in_small_letters(request: HttpRequest, slug: str) -> HttpResponse | None:
    """The way to the address as it is written, for one with capitals; None if there is none to take."""
    if slug == slug.lower():
        return None
    return redirect(request.get_full_path().replace(slug, slug.lower(), 1), permanent=True)


def unknown_names(request: HttpRequest, *known: str) -> list[Problem]:
    """The names of the query string that this page does not know."""
    return [
        Problem(
            shorten(name),
            shorten(request.GET.get(name, "")),
            gettext("this page shows what is known today") if name == "as_of" else gettext("no such filter"),
        )
        for name in request.GET
        if name not in known and not name.startswith(FOREIGN_PREFIXES)
    ]


def past_the_end(page: Page[Any], request: HttpRequest) -> list[Problem]:
    """A page number beyond the last, of which the last is shown."""
    asked = request.GET.get("page", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9) or int(asked) <= page.paginator.num_pages:
        return []
    pages = page.paginator.num_pages
    return [Problem("page", asked, gettext("the last page is %(pages)d, and it is shown") % {"pages": pages})]


def choice_of(
    data: QueryDict, name: str, known: Collection[str], usual: str, problems: list[Problem], most_shown: int = 12
) -> str:
    """The value of a name of which one value counts, as it is written in ``known``; ``usual`` when it is missing.

    What is not known is added to ``problems``, with the values that are.
    """
    asked = data.get(name, "").strip()
    if not asked:
        return usual
    by_letters = {value.lower(): value for value in known}
    if asked.lower() in by_letters:
        return by_letters[asked.lower()]
    shown = ", ".join(list(known)[:most_shown])
    message = gettext("choose one of %s") % shown if shown else gettext("there is nothing to choose from yet")
    problems.append(Problem(name, shorten(asked), message))
    return usual
