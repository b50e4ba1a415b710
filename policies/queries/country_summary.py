"""One paragraph about a country, made from its record as of a day: rows in, sentences out. Nobody writes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from babel.lists import format_list
from django.db.models import Count, Min, QuerySet, Subquery
from django.utils.translation import get_language, gettext, ngettext

from policies import lifecycle
from policies.choices import CheckScope, CountryState, FrameworkKind, ParticipationState
from policies.dates import HonestDate
from policies.models import Country, Framework, Participation
from policies.queries.country_page import CountryPage
from policies.queries.participations import state_on
from policies.queries.standings import show_date, show_day

#: So many frameworks are named; the page has them all.
MOST_FRAMEWORKS = 3


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What the paragraph is made from. ``statuses`` counts policies by status code on ``on``.

    ``named`` is (framework, policies that name it), most named first; ``themes`` counts the policies that are coded but name
    no framework. ``parties`` of ``treaties`` is told of treaties whose list of parties is recorded whole;
    ``lists_end`` is the oldest end of such a list. ``checked`` is when somebody last looked for national policies.
    """

    name: str
    on: dt.date
    statuses: dict[str, int]
    state: CountryState = CountryState.NOT_ASSESSED
    adoptions: tuple[HonestDate, ...] = ()
    named: tuple[tuple[str, int], ...] = ()
    themes: int = 0
    treaties: int = 0
    parties: int = 0
    lists_end: HonestDate | None = None
    projects: int = 0
    checked: HonestDate | None = None


def with_treaty_lists(countries: QuerySet[Country]) -> QuerySet[Country]:
    """Annotates ``treaty_lists`` and ``treaty_lists_end``: of treaties with a whole list of parties, how many and the oldest end."""
    whole = Framework.objects.filter(kind=FrameworkKind.TREATY, participants_complete=True).order_by().values("kind")
    return countries.annotate(
        treaty_lists=Subquery(whole.annotate(n=Count("pk")).values("n")),
        treaty_lists_end=Subquery(whole.annotate(end=Min("participants_as_of")).values("end")),
    )


def countries_by_slug() -> dict[str, Country]:
    """All countries and areas, with what is known of treaty lists. One query."""
    return {country.slug: country for country in with_treaty_lists(Country.objects.all())}


def facts_of(page: CountryPage, on: dt.date) -> CountryFacts:
    """The facts of a country's page; the country comes from with_treaty_lists. No further query."""
    country = page.country
    named: Counter[str] = Counter()
    for framework, explicit, __ in page.aligned:
        named[framework.short_name] += explicit
    end = country.treaty_lists_end  # type: ignore[attr-defined]
    checks = [check.date for check in page.checks if check.scope == CheckScope.NATIONAL_POLICY]
    return CountryFacts(
        name=country.name,
        on=on,
        statuses=page.record.statuses,
        state=page.state,
        adoptions=page.adoptions,
        named=tuple((name, count) for name, count in named.most_common() if count),
        themes=page.record.only_themes,
        # A territory takes part through its state, which no list tells.
        treaties=(country.treaty_lists or 0) if country.un_member else 0,  # type: ignore[attr-defined]
        parties=parties_of(page.participations, on),
        lists_end=HonestDate.parse(str(end)) if end else None,
        projects=page.project_total,
        checked=max(checks, default=None),
    )


def parties_of(participations: list[Participation], on: dt.date) -> int:
    """To how many treaties with a whole list a country is party on a day, or on the last day of the list."""
    by_treaty: dict[Framework, list[Participation]] = defaultdict(list)
    for row in participations:
        if row.framework.kind == FrameworkKind.TREATY and row.framework.participants_complete:
            by_treaty[row.framework].append(row)
    count = 0
    for treaty, rows in by_treaty.items():
        end = treaty.participants_as_of.latest if treaty.participants_as_of else on
        state = state_on(rows, min(on, end), complete=True, undated=on >= end)
        count += state == ParticipationState.TAKES_PART
    return count


def summary(facts: CountryFacts) -> list[str]:
    """The sentences of the paragraph, in the language of the page."""
    total = sum(facts.statuses.values())
    if not total:
        return [_nothing(facts), *_treaties(facts), *_projects(facts)]
    return [
        ngettext(
            "As of %(day)s MigPol records %(n)d policy or law of %(name)s: %(statuses)s.",
            "As of %(day)s MigPol records %(n)d policies and laws of %(name)s: %(statuses)s.",
            total,
        )
        % {"day": show_day(facts.on), "n": total, "name": facts.name, "statuses": _listed(_statuses(facts.statuses))},
        _adoptions(facts.adoptions),
        _alignment(facts),
        *_treaties(facts),
        *_projects(facts),
        gettext("National policies were last looked for: %s.") % show_date(facts.checked)
        if facts.checked
        else gettext("No systematic check is recorded, so there may be more."),
    ]


def _nothing(facts: CountryFacts) -> str:
    words = {"day": show_day(facts.on), "name": facts.name, "date": show_date(facts.checked)}
    if facts.state == CountryState.NONE_FOUND:
        return (
            gettext("As of %(day)s MigPol records no policy of %(name)s: somebody looked (%(date)s) and found none.")
            % words
        )
    if facts.checked:
        return gettext("As of %(day)s MigPol records no policy of %(name)s, though somebody looked (%(date)s).") % words
    return (
        gettext("As of %(day)s MigPol records no policy of %(name)s. Nobody has looked yet, so there may well be some.")
        % words
    )


def _statuses(counts: dict[str, int]) -> list[str]:
    words = {
        lifecycle.IN_FORCE: gettext("%d in force"),
        lifecycle.ADOPTED: gettext("%d adopted and not yet in force"),
        lifecycle.IN_DEVELOPMENT: gettext("%d in development"),
        lifecycle.TERM_ENDED: gettext("%d whose term has ended"),
        lifecycle.REPLACED: gettext("%d replaced"),
        lifecycle.REPEALED: gettext("%d repealed"),
        lifecycle.UNDATED: gettext("%d undated"),
        lifecycle.NOT_BEGUN: gettext("%d still to begin"),
    }
    return [text % counts[status] for status, text in words.items() if counts.get(status)]


def _adoptions(dates: tuple[HonestDate, ...]) -> str:
    if not dates:
        return gettext("No adoption is dated.")
    if len(dates) == 1:
        return gettext("One adoption is dated: %s.") % show_date(dates[0])
    return gettext("The dated adoptions run from %(first)s to %(last)s.") % {
        "first": show_date(dates[0]),
        "last": show_date(dates[-1]),
    }


def _alignment(facts: CountryFacts) -> str:
    if facts.named:
        shown = [
            ngettext("%(name)s (%(n)d policy)", "%(name)s (%(n)d policies)", count) % {"name": name, "n": count}
            for name, count in facts.named[:MOST_FRAMEWORKS]
        ]
        return gettext("Frameworks named in them: %s.") % _listed(shown)
    if facts.themes:
        message = ngettext(
            "None is recorded to name a framework; %d shares themes with one.",
            "None is recorded to name a framework; %d share themes with one.",
            facts.themes,
        )
        return message % facts.themes
    return gettext("Whether they follow a framework is not assessed.")


def _treaties(facts: CountryFacts) -> list[str]:
    if not facts.treaties:
        return []
    words = {"name": facts.name, "n": facts.parties, "total": facts.treaties, "end": show_date(facts.lists_end)}
    if facts.lists_end and facts.on > facts.lists_end.latest:
        message = gettext(
            "In the depositaries’ lists of parties, the oldest of %(end)s, %(name)s is party to %(n)d of %(total)d treaties;"
            " what was done later is missing."
        )
    else:
        message = gettext("In the depositaries’ lists of parties, %(name)s was party to %(n)d of %(total)d treaties.")
    return [message % words]


def _projects(facts: CountryFacts) -> list[str]:
    if not facts.projects:
        return []
    message = ngettext(
        "%d project on migration policy is recorded.", "%d projects on migration policy are recorded.", facts.projects
    )
    return [message % facts.projects]


def _listed(items: list[str]) -> str:
    """``a, b and c``, as the language of the page has it; English as the United Nations write it."""
    language = get_language() or "en"
    return format_list(items, locale="en_GB" if language == "en" else language.replace("-", "_"))
