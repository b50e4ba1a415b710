"""The chart of the matrix: a query's rows, a chart, and its words in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext

from policies.charts.alignment_matrix import Column, Words, alignment_matrix
from policies.charts.base import Chart
from policies.choices import EvidenceKind
from policies.queries.matrix import CountryRow, Frame
from policies.rows import EvidenceRow
from policies.views.charts import as_of_words, source_words


def matrix_chart(found: Iterable[CountryRow], frame: Frame, on: dt.date) -> Chart | None:
    rows = [
        EvidenceRow(
            row.country.name, row.country.get_absolute_url(), tuple(kind.value if kind else "" for kind in row.cells)
        )
        for row in found
    ]
    whole = Column(gettext("Whole"), "")
    columns = [whole, *(Column(component.own_code, component.short_title) for component in frame.components)]
    name = frame.framework.short_name
    words = Words(
        title=gettext("Countries by components of %(name)s") % {"name": name},
        sentence=gettext(
            "Policies of {countries} countries have evidence for it, {as_of}. No mark is “not assessed”, never “not aligned”."
        ),
        cut=gettext(
            "Drawn are the {drawn} countries with evidence for most; all {countries} are in the table and in the CSV."
        ),
        source=source_words(),
        country=gettext("Country"),
        kinds={kind: str(label) for kind, label in EvidenceKind.choices},
    )
    chart = alignment_matrix(rows, columns, as_of_words(on), words)
    return replace(chart, subject="") if chart else None
