"""Pages in other formats: the address of the page, with the end of the format's name in place of the last slash.

Lists are files of rows (policies.views.lists), dated ones feeds, and every page can be cited. The query string is that of
the page, and so are the rows: all pages of them.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from policies.citing import cite, cite_record, name_of
from policies.exporters import EXPORTERS, Document, Exporter
from policies.exporters.citations import CITATIONS, Citation
from policies.filters import AsOf, PolicyFilterSet, permalink_of, query, understood
from policies.views.errors import bad_request
from policies.views.feeds import feed_of_events
from policies.views.lists import LISTS, Listed, Rows
from policies.views.lists.about import about_list
from policies.views.lists.base import LICENCE_ADDRESS
from policies.views.records import RECORDS


@require_safe
def listing(request: HttpRequest, key: str, suffix: str) -> HttpResponseBase:
    """A list as a file, as a feed, or its citation."""
    if key not in LISTS or suffix not in {*EXPORTERS, *CITATIONS, "atom"}:
        raise Http404
    listed = LISTS[key]
    rows = listed.open(request.GET)
    page = reverse(listed.address)
    citation = cite(str(listed.name), page, rows.chosen)
    if suffix in CITATIONS:
        return citation_file(citation, suffix)
    if suffix == "atom":
        if rows.events is None or not isinstance(rows.chosen, PolicyFilterSet):
            raise Http404
        # Who follows a selection follows it as it comes to be, and not as it is today.
        home = permalink_of(page) + query(understood(rows.chosen))
        return feed_of_events(request, citation.name, home, rows.events, rows.chosen.on)
    return list_file(request, key, suffix, listed, rows, citation)


def list_file(
    request: HttpRequest, key: str, suffix: str, listed: Listed, rows: Rows, citation: Citation
) -> HttpResponseBase:
    exporter = EXPORTERS[suffix]
    if exporter.most_rows and (count := rows.count()) > exporter.most_rows:
        return bad_request(request, None, too_many(exporter, count))
    document = Document(str(listed.name), listed.headers, rows.cells, about_list(citation, rows.chosen), listed.numbers)
    # A question for the headers alone is answered without reading a row.
    content = () if request.method == "HEAD" else exporter.write(document)
    response = StreamingHttpResponse(content, content_type=exporter.content_type)
    day = (citation.as_of or citation.issued).isoformat()
    response["Content-Disposition"] = f'attachment; filename="migpol-{key}-{day}.{suffix}"'
    response["Link"] = f'<{LICENCE_ADDRESS}>; rel="license", <{citation.url}>; rel="bookmark"'
    return response


def too_many(exporter: Exporter, count: int) -> str:
    words = {"count": count, "format": exporter.label, "most": exporter.most_rows}
    message = ngettext(
        "The list has %(count)d row, and a file of %(format)s holds %(most)d. Take the CSV, which has no limit, or narrow the choices.",
        "The list has %(count)d rows, and a file of %(format)s holds %(most)d. Take the CSV, which has no limit, or narrow the choices.",
        count,
    )
    return message % words


@require_safe
def record(request: HttpRequest, section: str, name: str, suffix: str) -> HttpResponse:
    """The citation of a page about one thing, or the feed of what happened to its policies."""
    if section not in RECORDS or suffix not in {*CITATIONS, "atom"}:
        raise Http404
    recorded = RECORDS[section]
    found = recorded.find(name)
    day = AsOf.read(request.GET) if recorded.is_dated else None
    citation = cite_record(found, day)
    if suffix in CITATIONS:
        return citation_file(citation, suffix)
    if recorded.events is None:
        raise Http404
    on = day.on if day else timezone.localdate()
    page = settings.SITE_URL + found.get_absolute_url()
    return feed_of_events(request, name_of(found), page, recorded.events(found, on), on)


def citation_file(citation: Citation, suffix: str) -> HttpResponse:
    style = CITATIONS[suffix]
    name = f"{citation.key}.{style.file_suffix or suffix}"
    return HttpResponse(
        style.write(citation),
        content_type=style.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
