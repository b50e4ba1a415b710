"""Feeds of events: to follow a selection, a country, a framework or one policy without an account."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext

from policies.exporters.atom import CONTENT_TYPE, Entry, atom
from policies.models import PolicyEvent
from policies.queries.standings import show_date

#: The newest so many events; older ones are in the lists.
MOST_ENTRIES: Final = 100


def feed_of_events(
    request: HttpRequest, title: str, page: str, events: QuerySet[PolicyEvent], day: dt.date
) -> HttpResponse:
    """The events as a feed, newest first. ``page`` is the full address of the page that shows them."""
    content = atom(
        title=gettext("MigPol: %s") % title,
        subtitle=gettext("What happened to migration policies, newest first; a record may change after its event."),
        site=settings.SITE_URL,
        page=page,
        address=settings.SITE_URL + request.get_full_path(),
        rights=gettext("Data: CC BY 4.0."),
        begun=dt.datetime.combine(day, dt.time(), timezone.get_current_timezone()),
        entries=[entry_of(event) for event in events[:MOST_ENTRIES]],
    )
    return HttpResponse(content, content_type=CONTENT_TYPE)


def entry_of(event: PolicyEvent) -> Entry:
    """An event keeps its own date, as exactly as it is known, in its title; ``updated`` is when its policy was changed here."""
    policy = event.policy
    words = {
        "date": show_date(event.date),
        "type": event.get_type_display(),
        "policy": policy.title,
        "country": policy.country.name,
    }
    return Entry(
        name=f"event/{event.pk}",
        title=gettext("%(date)s – %(type)s: %(policy)s (%(country)s)") % words,
        summary=summary_of(event),
        address=f"{settings.SITE_URL}{policy.get_absolute_url()}#events",
        updated=policy.changed_at,
        categories=(event.type, policy.country.iso3),
    )


def summary_of(event: PolicyEvent) -> str:
    """What happened, what a careful reader should know, and where it was read; as HTML."""
    said = [escape(part) for part in (event.title, event.notes) if part]
    source = event.source
    named = format_html('<a href="{}">{}</a>', source.url, source.label) if source.url else escape(source.citation)
    said.append(format_html(gettext("Source: {}"), named))
    return format_html_join("", "<p>{}</p>", ((part,) for part in said))
