"""How any page of the site is cited: the one place that knows which data a page was made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from policies.exporters.citations import CITATIONS, Citation
from policies.filters import AsOf, PolicyFilterSet, choices_in_words, permalink_of
from policies.models import Country, DataVersion, Policy


def cite(
    name: str,
    path: str,
    chosen: PolicyFilterSet | AsOf | None = None,
    anchor: str = "",
    beside: Iterable[tuple[str, str]] = (),
) -> Citation:
    """The citation of the page at ``path``, under the choices and the day that it was read with.

    ``anchor`` is a part of the page, ``beside`` what its address says besides. The data have the day of their last change, and its
    version.
    """
    if isinstance(chosen, PolicyFilterSet) and (words := choices_in_words(chosen)):
        name = gettext("%(name)s (%(choices)s)") % {"name": name, "choices": words}
    url = permalink_of(path, chosen, beside) + (f"#{anchor}" if anchor else "")
    version = DataVersion.objects.current()
    issued = timezone.localdate(version.raised_at) if version.raised_at else timezone.localdate()
    return Citation(name, url, issued=issued, as_of=chosen.on if chosen else None, version=str(version.number or ""))


def name_of(record: Any) -> str:
    """What a page about one thing is called where it stands alone."""
    if isinstance(record, Policy):
        return gettext("%(title)s (%(country)s)") % {"title": record.title, "country": record.country.name}
    if isinstance(record, Country):
        return gettext("%s: migration policies") % record.name
    return str(getattr(record, "title", "") or record.name)


def cite_record(record: Any, day: AsOf | None = None) -> Citation:
    return cite(name_of(record), record.get_absolute_url(), day)


def cite_chart(
    key: str,
    title: str,
    about: str,
    path: str,
    chosen: PolicyFilterSet | AsOf | None = None,
    beside: Iterable[tuple[str, str]] = (),
) -> Citation:
    """The citation of a chart on a page; ``about`` names what it is of, where its title does not."""
    name = title if not about or about in title else gettext("%(title)s: %(about)s") % {"title": title, "about": about}
    return cite(name, path, chosen, f"chart-{key}", beside)


def citation_files(path: str, query: str) -> list[tuple[str, str]]:
    """Each format of a page's citation as (label, address): ``/countries/peru/`` has it at ``/countries/peru.bib``."""
    return [(style.label, f"{path.rstrip('/')}.{suffix}{query}") for suffix, style in CITATIONS.items()]
