"""The changelog: what was published when, by which role, why, and what it changed; as a page, as files and as a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from policies.citing import cite
from policies.exporters import EXPORTERS, Document
from policies.exporters.atom import CONTENT_TYPE, Entry, atom
from policies.exporters.citations import CITATIONS
from policies.filters import Problem, query, shorten
from policies.history.listing import SECTIONS, entry_of, revisions_of
from policies.models import Country, Revision
from policies.models.revision import RevisionQuerySet
from policies.views.common import page_of, past_the_end, unknown_names
from policies.views.downloads import citation_file
from policies.views.lists.about import about_list
from policies.views.lists.base import CHUNK, LAST, LICENCE, Listed, Rows

NAMES: Final = ("country", "of", "page")
MOST_ENTRIES: Final = 100


@dataclass
class Choices:
    """``country`` (ISO alpha-3, may be repeated) and ``of`` (``policies/<slug>`` or ``projects/<slug>``)."""

    countries: list[str] = field(default_factory=list)
    of: tuple[str, str] | None = None
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, data: QueryDict) -> Choices:
        choices = cls()
        asked = {value.strip().upper() for value in data.getlist("country")[:300] if value.strip()}
        known = (
            set(
                Country.objects.filter(iso3__in=[code for code in asked if len(code) == 3]).values_list(
                    "iso3", flat=True
                )
            )
            if asked
            else set()
        )
        choices.countries = sorted(known)
        for code in sorted(asked - known):
            choices.problems.append(
                Problem("country", shorten(code), gettext("no country has this code (ISO 3166 alpha-3)"))
            )
        of = data.get("of", "").strip().strip("/")
        if of:
            section, __, slug = of.partition("/")
            if section in SECTIONS and slug and len(slug) < 200 and "\x00" not in slug:
                choices.of = section, slug
            else:
                choices.problems.append(Problem("of", shorten(of), gettext("write it as policies/… or projects/…")))
        return choices

    @property
    def query(self) -> str:
        pairs = [("country", code) for code in self.countries]
        asked = query([*pairs, *([("of", "/".join(self.of))] if self.of else [])])
        return "" if asked == "?" else asked

    def revisions(self) -> RevisionQuerySet:
        return revisions_of(self.countries, self.of)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """``country`` and ``of`` as in Choices; ``page``."""
    choices = Choices.read(request.GET)
    page = page_of(choices.revisions(), request)
    address = reverse("changes").rstrip("/")
    context = {
        "page": page,
        "entries": [entry_of(revision) for revision in page],
        "choices": choices,
        "chosen_countries": Country.objects.filter(iso3__in=choices.countries) if choices.countries else [],
        "problems": [*choices.problems, *unknown_names(request, *NAMES), *past_the_end(page, request)],
        "files": [(suffix.upper(), f"{address}.{suffix}{choices.query}") for suffix in EXPORTERS],
        "feed": f"{address}.atom{choices.query}",
    }
    return render(request, "policies/changes.html", context)


@require_safe
def changes_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    choices = Choices.read(request.GET)
    citation = cite(gettext("Changes of the record"), reverse("changes"))
    if suffix in CITATIONS:
        return citation_file(citation, suffix)
    if suffix == "atom":
        return feed(request, choices)
    if suffix not in EXPORTERS:
        raise Http404
    exporter = EXPORTERS[suffix]
    rows = CHANGES.open(request.GET).cells
    document = Document(citation.name, CHANGES.headers, rows, about_list(citation, None), CHANGES.numbers)
    content = () if request.method == "HEAD" else exporter.write(document)
    response = StreamingHttpResponse(content, content_type=exporter.content_type)
    response["Content-Disposition"] = f'attachment; filename="migpol-changes-{citation.issued.isoformat()}.{suffix}"'
    return response


def file_rows(revisions: RevisionQuerySet) -> Iterator[tuple[str, ...]]:
    for revision in revisions.iterator(chunk_size=CHUNK):
        record = revision.record
        first = (
            revision.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            revision.kind,
            revision.role,
            "yes" if revision.own_work else "no",
            revision.reason,
            "policy" if revision.policy_id else "project",
            record.slug,
            record.country.iso3 if revision.policy_id else "",
            revision.title,
            str(revision.number),
        )
        last = (address_of(revision), LICENCE)
        nothing = {"part": "", "row": "", "kind": "", "field": "", "old": "", "new": ""}
        for change in revision.changes or [nothing]:
            yield (*first, *(change[name] for name in ("part", "row", "kind", "field", "old", "new")), *last)


#: What a row of a file says of the publication, and then of one changed field; a publication without one is a row too.
ADDED: Final = {
    "published_at": _("When it was published or loaded, in UTC."),
    "kind": _("What the publication did: first, changed, archived (withdrawn) or restored (an earlier revision)."),
    "role": _("Of whoever published it; never a name."),
    "own_work": _("Whether its own author published it, there being nobody else who could review it."),
    "reason": _("Why, in the words of whoever published it."),
    "record": _("What was published: policy or project."),
    "slug": _("Of the policy or project."),
    "country": _("ISO alpha-3 code of a policy's country."),
    "title": _("Of the policy or project, as it is now; of one that is withdrawn, as it was then."),
    "revision": _("Number of the publication, counted for each record from 1."),
    "part": _("To which list of the record the changed row belongs, such as events; empty for the record itself."),
    "row": _("Which row of it: what it is known by."),
    "change": _("Whether the value was added, changed or removed."),
    "field": _("Name of the changed field."),
    "old": _("Its value before."),
    "new": _("Its value since."),
    "permalink": _("Address of the record's history on this site."),
    "licence": LAST["licence"],
}


def opened(data: QueryDict) -> Rows:
    revisions = Choices.read(data).revisions()
    return Rows(file_rows(revisions), revisions.count)


CHANGES: Final = Listed(
    _("Changes of the record"), "changes", tuple(ADDED), opened, ADDED, numbers=frozenset({"revision"})
)


def address_of(revision: Revision) -> str:
    """Of the record's history; of a record that was withdrawn, of its entries in the changelog."""
    record = revision.record
    if record.is_published:
        return f"{settings.SITE_URL}{record.get_absolute_url()}#history"
    section = "policies" if revision.policy_id else "projects"
    return f"{settings.SITE_URL}{reverse('changes')}?of={section}/{record.slug}"


def feed(request: HttpRequest, choices: Choices) -> HttpResponse:
    content = atom(
        title=gettext("MigPol: changes of the record"),
        subtitle=gettext("What was published or mended, newest first."),
        site=settings.SITE_URL,
        page=settings.SITE_URL + reverse("changes") + choices.query,
        address=settings.SITE_URL + request.get_full_path(),
        rights=gettext("Data: CC BY 4.0."),
        begun=dt.datetime.combine(timezone.localdate(), dt.time(), timezone.get_current_timezone()),
        entries=[feed_entry(revision) for revision in choices.revisions()[:MOST_ENTRIES]],
    )
    return HttpResponse(content, content_type=CONTENT_TYPE)


def feed_entry(revision: Revision) -> Entry:
    words = {"title": revision.title, "kind": revision.get_kind_display(), "number": revision.number}
    return Entry(
        name=f"revision/{revision.pk}",
        title=gettext("%(title)s: %(kind)s (revision %(number)d)") % words,
        summary=summary_of(revision),
        address=address_of(revision),
        updated=revision.at,
        categories=(revision.kind, *((revision.policy.country.iso3,) if revision.policy else ())),
    )


def summary_of(revision: Revision) -> str:
    parts: list[Any] = [format_html("<p>{}</p>", revision.reason)] if revision.reason else []
    for group in entry_of(revision).groups:
        called = " ".join(part for part in (group.part, group.row) if part) or gettext("The record itself")
        lines = format_html_join(
            "", "<li>{}: {} → {}</li>", ((x.field, x.old or "—", x.new or "—") for x in group.lines)
        )
        parts.append(format_html("<p>{} ({})</p><ul>{}</ul>", called, KINDS.get(group.kind, group.kind), lines))
    return format_html_join("", "{}", ((part,) for part in parts))


KINDS: Final = {"added": _("new"), "changed": _("changed"), "removed": _("taken out")}
