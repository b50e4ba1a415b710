"""Where money goes: funder, project, policy and country of a selection, or of one funder.

Beside the selection the page reads ``currency``: an ISO 4217 code for the amounts committed in it, or with ``-disbursed``
behind it for those disbursed (USD, USD-disbursed); without it links are counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from policies.bitmaps import published
from policies.charts.base import Chart
from policies.charts.funding_flow import Words, funding_flow, shown
from policies.choices import FundingType
from policies.filters import AsOf, PolicyFilterSet, Problem, members_of
from policies.models import Organisation, Policy
from policies.queries.funding import Money, money_of
from policies.queries.funding_fold import MOST_NODES
from policies.queries.funding_rows import Flow, flow_of
from policies.queries.kept import kept
from policies.queries.ledger import Measure
from policies.views.charts import as_of_words, source_words
from policies.views.common import choice_of
from policies.views.selection import selection_context

OWN: Final = ("currency",)


@dataclass(frozen=True, slots=True)
class Total:
    """All amounts of one kind in one currency, which ``projects`` have."""

    kind: str
    currency: str
    amount: Decimal
    projects: int


@dataclass(frozen=True, slots=True)
class FundingPage:
    """A flow with what can be asked of it: ``choices`` are the values of ``currency``, with their words."""

    chart: Chart | None
    chosen: str
    choices: list[tuple[str, str]]
    day: AsOf
    problems: list[Problem]
    totals: list[Total]
    money: Money
    filters: PolicyFilterSet | None = None
    funder: Organisation | None = None

    @property
    def projects(self) -> int:
        """Of so many an amount may be known."""
        return len(self.money.projects)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        return (("currency", self.chosen),) if self.chosen else ()


@require_safe
def funding(request: HttpRequest) -> HttpResponse:
    filters = selection_of(request.GET)
    found = funding_of(filters)
    context = selection_context(request, filters, "funding", *OWN) | {
        "funding": found,
        "chart": found.chart,
        "problems": found.problems,
        "beside_query": found.query,
    }
    return render(request, "policies/funding.html", context)


def selection_of(data: QueryDict) -> PolicyFilterSet:
    return PolicyFilterSet(data, Policy.objects.published(), beside=OWN)


def funding_of(filters: PolicyFilterSet) -> FundingPage:
    """The money of a selection. Three queries for names at most, but after a change."""
    day = AsOf(filters.on, filters.has_as_of)
    # A project without a recorded policy belongs to no selection of policies, but to the whole.
    if not filters.narrows and not day.chosen:
        return page_of_money(
            filters.data, kept(money_of_all), day, list(filters.problems), filters=filters, of_all=True
        )
    money = money_of(members_of(filters).selected, day.on, cut=day.chosen, whole=not filters.narrows)
    return page_of_money(filters.data, money, day, list(filters.problems), filters=filters)


def money_of_all() -> Money:
    # Without a cut the day does not matter.
    return money_of(published(), dt.date.max, cut=False, whole=True)


def flow_of_all(measure: Measure | None, language: str) -> Flow:
    """Of tens of thousands of projects it takes long to put together, so it is kept for each ``language`` that names it."""
    money = kept(money_of_all)
    return flow_of(money.by_amount(measure) if measure else money.by_link())


def funding_of_funder(data: QueryDict, funder: Organisation, day: AsOf) -> FundingPage:
    """The money of one funder."""
    money = money_of(published(), day.on, cut=day.chosen, whole=True, funder=funder)
    return page_of_money(data, money, day, list(day.problems), funder=funder)


def page_of_money(
    data: QueryDict,
    money: Money,
    day: AsOf,
    problems: list[Problem],
    *,
    filters: PolicyFilterSet | None = None,
    funder: Organisation | None = None,
    of_all: bool = False,
) -> FundingPage:
    """``of_all`` says that the money is that of the whole record: money_of_all."""
    measures = {code_of(measure): measure for measure in money.measures}
    chosen = choice_of(data, "currency", measures, "", problems)
    measure = measures.get(chosen)
    if of_all:
        flow = kept(flow_of_all, measure, get_language() or "")
    else:
        flow = flow_of(money.by_amount(measure) if measure else money.by_link(), [funder] if funder else [])
    chart = None
    if flow.rows:
        words = words_of(flow, money, measure, day.on, funder)
        chart = replace(funding_flow(flow.rows, flow.singly, words), subject=funder.slug if funder else "")  # type: ignore[type-var]
    choices = [("", gettext("number of links"))]
    choices += [(code, measure_words(measure, money.measures[measure])) for code, measure in measures.items()]
    return FundingPage(chart, chosen, choices, day, problems, totals_of(money), money, filters, funder)


def totals_of(money: Money) -> list[Total]:
    labels = {str(label): kind for kind, label in FundingType.choices}
    return [
        Total(kind, currency, amount, money.measures[labels[kind], currency]) for kind, currency, amount in money.totals
    ]


def code_of(measure: Measure) -> str:
    kind, currency = measure
    return currency if kind == FundingType.COMMITMENT else f"{currency}-disbursed"


def measure_words(measure: Measure, projects: int) -> str:
    """``USD, committed (12 projects)``"""
    counted = ngettext("%d project", "%d projects", projects) % projects
    return f"{measure[1]}, {kind_words(measure)} ({counted})"


def kind_words(measure: Measure) -> str:
    return gettext("committed") if measure[0] == FundingType.COMMITMENT else gettext("disbursed")


def words_of(flow: Flow, money: Money, measure: Measure | None, on: dt.date, funder: Organisation | None) -> Words:
    words = Words(
        title=title_of(measure, funder),
        sentence="",
        stages=(gettext("Funder"), gettext("Project"), gettext("Policy"), gettext("Country")),
        source=source_words(),
        unit=measure[1] if measure else "",
        amount=gettext("Amount") if measure else gettext("Links"),
        locale=get_language() or "en",
        notes=tuple(notes_of(flow, money, measure)),
    )
    return replace(words, sentence=sentence_of(flow, measure, on, words))


def title_of(measure: Measure | None, funder: Organisation | None) -> str:
    if funder:
        return gettext("Where the money of %(funder)s goes") % {"funder": funder.acronym or funder.name}
    if measure:
        return gettext("From funders to countries: %(currency)s %(kind)s") % {
            "currency": measure[1],
            "kind": kind_words(measure),
        }
    return gettext("From funders to countries")


def sentence_of(flow: Flow, measure: Measure | None, on: dt.date, words: Words) -> str:
    counts = {
        "funders": ngettext("%d funder", "%d funders", flow.funders) % flow.funders,
        "projects": ngettext("%d project", "%d projects", flow.projects) % flow.projects,
        "policies": ngettext("%d policy", "%d policies", flow.policies) % flow.policies,
        "countries": ngettext("%d country", "%d countries", flow.countries) % flow.countries,
        "as_of": as_of_words(on),
    }
    if measure is None:
        return (
            gettext(
                "%(funders)s, %(projects)s, %(policies)s and %(countries)s, %(as_of)s. Bands count links: one for each funder of"
                " a project and each policy that the project worked on. They say nothing of amounts."
            )
            % counts
        )
    total = shown(sum(row.value for row in flow.rows), words)
    return gettext(
        "%(total)s %(kind)s by %(funders)s to %(projects)s, for %(policies)s of %(countries)s, %(as_of)s. Bands are as wide as"
        " the amounts. No currency is added to another or converted."
    ) % (counts | {"total": total, "kind": kind_words(measure)})


def notes_of(flow: Flow, money: Money, measure: Measure | None) -> list[str]:
    """What the picture leaves out, or draws together."""
    notes = []
    if flow.folded:
        notes.append(
            gettext(
                "Where there are more than %d projects, policies or countries, they are drawn together: projects by funder,"
                " countries by region, policies by where they are. The table has each; filters bring them into the picture."
            )
            % MOST_NODES
        )
    if measure:
        n = len(money.projects) - flow.projects
        if n:
            notes.append(
                ngettext(
                    "Not in the picture: %d project of which no such amount is recorded. That does not mean that nothing was"
                    " paid.",
                    "Not in the picture: %d projects of which no such amount is recorded. That does not mean that nothing was"
                    " paid.",
                    n,
                )
                % n
            )
        if flow.undivided:
            notes.append(gettext("An amount for several policies is not divided: no source says how it was."))
    elif flow.without_funder:
        n = flow.without_funder
        notes.append(ngettext("Of %d project no funder is recorded.", "Of %d projects no funder is recorded.", n) % n)
    if flow.without_policy:
        n = flow.without_policy
        notes.append(
            ngettext(
                "%d project is linked to no recorded policy; it leads to the countries that it names.",
                "%d projects are linked to no recorded policy; they lead to the countries that they name.",
                n,
            )
            % n
        )
    return notes
