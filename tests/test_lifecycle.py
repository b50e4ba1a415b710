"""Status as of a day: laws, the rules one by one, and the stored form against the pure function."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import choices, lifecycle
from policies.actions import MILESTONE_FIELDS, refresh_milestones
from policies.dates import HonestDate
from policies.lifecycle import ONE_DAY, Event, Facts, Milestones, Successor, milestones, standing
from policies.models import Policy
from tests.factories import EventFactory, PolicyFactory, RelationFactory, SourceFactory
from tests.strategies import facts, near_days

RANK = {
    "undated": 0, "not-begun": 0, "in-development": 1, "adopted": 2, "in-force": 3,
    "term-ended": 4, "replaced": 5, "repealed": 5,
}  # fmt: skip


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def date(text: str | None) -> HonestDate | None:
    return HonestDate.parse(text) if text else None


def event(type: str, when: str | None = None, **more: object) -> Event:
    return Event(type, date(when), **more)  # type: ignore[arg-type]


def given_facts(*events: Event, term: tuple[str | None, str | None] = (None, None), **more: object) -> Facts:
    return Facts(events, date(term[0]), date(term[1]), **more)  # type: ignore[arg-type]


def status(of: Facts, on: str) -> str:
    return standing(milestones(of), day(on)).status


# Laws


@given(facts(), near_days)
def test_exactly_one_status_with_its_reason(of: Facts, on: dt.date) -> None:
    found = standing(milestones(of), on)
    assert found.status in (*lifecycle.STATUSES, lifecycle.NOT_BEGUN)
    assert found.reason.code
    if found.since is None:
        assert found.status in (lifecycle.UNDATED, lifecycle.NOT_BEGUN)
    else:
        assert found.since <= on
        assert standing(milestones(of), found.since).status == found.status


@given(facts(), near_days)
def test_status_changes_only_at_milestones(of: Facts, on: dt.date) -> None:
    m = milestones(of)
    if standing(m, on).status != standing(m, on - ONE_DAY).status:
        after = m.force_until + ONE_DAY if m.force_until else None
        assert on in (m.development_from, m.adopted_from, m.force_from, after, m.final_from)


@given(facts(), near_days, near_days)
def test_stages_never_go_back(of: Facts, one: dt.date, other: dt.date) -> None:
    m = milestones(of)
    assert RANK[standing(m, min(one, other)).status] <= RANK[standing(m, max(one, other)).status]


@given(facts())
def test_planned_events_change_nothing_but_an_entry_into_force(of: Facts) -> None:
    happened = tuple(e for e in of.events if not e.planned or e.type == "entered-into-force")
    assert milestones(of) == milestones(Facts(happened, of.term_start, of.term_end, of.successors))


@given(facts())
def test_the_order_of_the_record_does_not_matter(of: Facts) -> None:
    extensions = [e.date for e in of.events if e.type == "extended"]
    if len(extensions) != len(set(extensions)):
        return  # two extensions of one date contradict each other; the later entry counts
    backwards = Facts(of.events[::-1], of.term_start, of.term_end, of.successors[::-1])
    assert days_of(milestones(of)) == days_of(milestones(backwards))


@given(facts())
def test_every_milestone_has_its_reason(of: Facts) -> None:
    m = milestones(of)
    for stage in ("development", "adopted", "force", "final"):
        assert (getattr(m, f"{stage}_from") is None) == (getattr(m, f"{stage}_reason") is None)
    assert (m.adopted_date.earliest if m.adopted_date else None) == m.adopted_from
    # Of a policy that ended on an unknown day the entry into force is known, and tells of no day that it was in force.
    ended_undated = m.undated_reason is not None and m.undated_reason.code in ("end-undated", "ended-undated")
    assert (m.force_date.earliest if m.force_date and not ended_undated else None) == m.force_from
    assert (m.force_until is None) == (m.until_reason is None)
    assert (m.final_from is None) == (m.final_status == "")


@given(facts(), near_days)
def test_the_interval_is_the_days_in_force(of: Facts, on: dt.date) -> None:
    m = milestones(of)
    first, last = m.interval
    inside = first is not None and first <= on and (last is None or on <= last)
    assert (standing(m, on).status == lifecycle.IN_FORCE) == inside


def days_of(m: Milestones | Policy) -> dict[str, object]:
    return {name: getattr(m, name) for name in MILESTONE_FIELDS}


# The words are those of choices, which this module cannot import


def test_codes_are_those_of_choices() -> None:
    groups = choices.EVENT_TYPES_BY_GROUP
    assert set(lifecycle.STATUSES) == set(choices.Status.values)
    assert lifecycle.NOT_BEGUN not in choices.Status.values
    assert groups[choices.EventGroup.PREPARATION] == lifecycle.PREPARATION
    assert groups[choices.EventGroup.ADOPTION] == lifecycle.ADOPTION
    assert set(lifecycle.BEGINNINGS) == set(lifecycle.ADOPTION)
    assert set(choices.GROUP_OF_EVENT_TYPE) == set(choices.EventType)
    assert len(list(itertools.chain(*groups.values()))) == len(choices.EventType)
    assert {"entered-into-force", "extended"} <= set(groups[choices.EventGroup.FORCE])
    assert {"term-ended", "replaced", "repealed"} == set(groups[choices.EventGroup.END])


# The rules


PERU = given_facts(
    event("institution-created", "2011", title="MTIGM set up"),
    event("drafting-started", "2015-09", title="MTIGM begins to draft"),
    event("technical-assistance", "2016"),
    event("adopted", "2017-04-27", title="Supreme Decree 015-2017-RE issued"),
    event("published", "2017-04-27", title="Published in El Peruano"),
    event("implementation-plan", None, planned=True),
    event("term-ended", "2025"),
    term=("2017", "2025"),
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2011-06-01", "not-begun"),
        ("2015-08-31", "not-begun"),
        ("2015-09-01", "in-development"),
        ("2016-12-31", "in-development"),
        ("2017-04-26", "in-development"),
        ("2017-04-27", "in-force"),
        ("2025-12-31", "in-force"),
        ("2026-01-01", "term-ended"),
        ("2100-01-01", "term-ended"),
    ],
)
def test_peru(on: str, expected: str) -> None:
    assert status(PERU, on) == expected


def test_peru_reasons() -> None:
    in_force = standing(milestones(PERU), day("2020-01-01"))
    assert (in_force.since, in_force.reason.code) == (day("2017-04-27"), "published")
    assert in_force.reason.detail == "Published in El Peruano"
    assert str(in_force.reason.date) == "2017-04-27"
    ended = standing(milestones(PERU), day("2026-11-23"))
    assert (ended.since, ended.reason.code, str(ended.reason.date)) == (day("2026-01-01"), "term-end", "2025")
    drafting = standing(milestones(PERU), day("2016-01-01"))
    assert (drafting.since, drafting.reason.code) == (day("2015-09-01"), "drafting-started")


ADOPTED = event("adopted", "2010-03")
TEN_YEARS = ("2010", "2015")
RULES: list[tuple[str, Facts, dict[str, str]]] = [
    ("nothing known", Facts(), {"2020-01-01": "undated"}),
    ("an undated adoption", given_facts(event("adopted")), {"2020-01-01": "undated"}),
    ("only amended", given_facts(event("amended", "2005")), {"2000-01-01": "undated", "2020-01-01": "undated"}),
    ("only an announcement", given_facts(event("announcement", "2005")), {"2020-01-01": "undated"}),
    ("context and follow-through say nothing", given_facts(event("institution-created", "2005"), event("review", "2006")),
     {"2020-01-01": "undated"}),
    ("adopted by month counts from its first day", given_facts(ADOPTED),
     {"2010-02-28": "not-begun", "2010-03-01": "in-force"}),
    ("planned adoption", given_facts(event("adopted", "2010", planned=True)), {"2020-01-01": "undated"}),
    ("drafting, and adopted on an unknown day", given_facts(event("drafting-started", "2009"), event("adopted")),
     {"2008-01-01": "undated", "2020-01-01": "undated"}),
    ("drafting, and launched on an unknown day", given_facts(event("drafting-started", "2009"), event("launched")),
     {"2020-01-01": "undated"}),
    ("drafting, and in force from an unknown day", given_facts(event("drafting-started", "2009"), event("entered-into-force")),
     {"2020-01-01": "undated"}),
    ("drafting, a launch of unknown day planned", given_facts(event("drafting-started", "2009"), event("launched", planned=True)),
     {"2020-01-01": "in-development"}),
    ("adopted on an unknown day, its term known", given_facts(event("drafting-started", "2009"), event("adopted"), term=TEN_YEARS),
     {"2009-06-01": "in-development", "2010-01-01": "in-force", "2016-01-01": "term-ended"}),
    ("adopted on an unknown day, the end known", given_facts(event("drafting-started", "2009"), event("adopted"), event("repealed", "2014-05-01")),
     {"2014-04-30": "undated", "2014-05-01": "repealed"}),
    ("adopted on a day, launched on an unknown one", given_facts(ADOPTED, event("launched")), {"2010-03-01": "in-force"}),
    ("entry into force planned for an unknown day", given_facts(ADOPTED, event("entered-into-force", planned=True)),
     {"2010-02-28": "not-begun", "2010-03-01": "adopted", "2100-01-01": "adopted"}),
    ("entry into force planned for a day", given_facts(ADOPTED, event("entered-into-force", "2012", planned=True)),
     {"2010-03-01": "adopted", "2011-12-31": "adopted", "2012-01-01": "in-force"}),
    ("entry into force put off", given_facts(ADOPTED, event("entered-into-force", "2012", planned=True),
     event("entered-into-force", "2014", planned=True)), {"2013-12-31": "adopted", "2014-01-01": "in-force"}),
    ("entry into force planned, then recorded", given_facts(ADOPTED, event("entered-into-force", "2012", planned=True),
     event("entered-into-force", "2013-05-06")), {"2013-05-05": "adopted", "2013-05-06": "in-force"}),
    ("entry into force planned for a day before the adoption", given_facts(ADOPTED, event("entered-into-force", "2009", planned=True)),
     {"2010-02-28": "not-begun", "2010-03-01": "in-force"}),
    ("entry into force planned, its term known", given_facts(ADOPTED, event("entered-into-force", planned=True), term=("2011", None)),
     {"2010-12-31": "adopted", "2011-01-01": "in-force"}),
    ("never in force, and repealed on an unknown day", given_facts(ADOPTED, event("entered-into-force", planned=True), event("repealed")),
     {"2020-01-01": "undated"}),
    ("published in the month of its adoption", given_facts(event("published", "2024-10"), event("adopted", "2024-10-15")),
     {"2024-10-14": "not-begun", "2024-10-15": "in-force"}),
    ("two sources, one with the day", given_facts(event("adopted", "2017"), event("adopted", "2017-04-27")),
     {"2017-04-26": "not-begun", "2017-04-27": "in-force"}),
    ("adopted after it was launched", given_facts(event("launched", "2010"), event("adopted", "2012")),
     {"2011-12-31": "not-begun", "2012-01-01": "in-force"}),
    ("drafting, and adoption planned", given_facts(event("drafting-started", "2009"), event("adopted", "2010", planned=True)),
     {"2020-01-01": "in-development"}),
    ("a bill presented", given_facts(event("drafted", "2009-05")), {"2009-05-01": "in-development"}),
    ("adopted but in force later", given_facts(event("adopted", "2010-03-01"), event("entered-into-force", "2011")),
     {"2010-02-28": "not-begun", "2010-03-01": "adopted", "2010-12-31": "adopted", "2011-01-01": "in-force"}),
    ("publication stands in before adoption", given_facts(event("adopted", "2010"), event("published", "2011")),
     {"2010-06-01": "adopted", "2011-01-01": "in-force"}),
    ("launch stands in last", given_facts(event("launched", "2012")), {"2011-12-31": "not-begun", "2012-01-01": "in-force"}),
    ("term alone", given_facts(term=("2010", "2015")),
     {"2009-12-31": "not-begun", "2010-01-01": "in-force", "2015-12-31": "in-force", "2016-01-01": "term-ended"}),
    ("term end to the month", given_facts(term=("2010", "2015-02")), {"2015-02-28": "in-force", "2015-03-01": "term-ended"}),
    ("term starts after adoption", given_facts(event("adopted", "2009-11"), term=("2010", "2015")),
     {"2009-12-31": "adopted", "2010-01-01": "in-force"}),
    ("term to the year starts with the adoption in it", given_facts(event("adopted", "2010-07-05"), term=TEN_YEARS),
     {"2010-07-04": "not-begun", "2010-07-05": "in-force"}),
    ("term to the day starts on it", given_facts(event("adopted", "2010-07-05"), term=("2010-09-01", "2015")),
     {"2010-08-31": "adopted", "2010-09-01": "in-force"}),
    ("term started before adoption", given_facts(event("adopted", "2011-07-05"), term=TEN_YEARS),
     {"2010-06-01": "not-begun", "2011-07-04": "not-begun", "2011-07-05": "in-force", "2016-01-01": "term-ended"}),
    ("only its end is known", given_facts(term=(None, "2015")), {"2015-12-31": "undated", "2016-01-01": "term-ended"}),
    ("term-ended event without a stated term", given_facts(ADOPTED, event("term-ended", "2015")),
     {"2015-12-31": "in-force", "2016-01-01": "term-ended"}),
    ("extended to a date", given_facts(ADOPTED, event("extended", "2015-06", extends_to=date("2018")), term=TEN_YEARS),
     {"2016-01-01": "in-force", "2018-12-31": "in-force", "2019-01-01": "term-ended"}),
    ("extended, nobody says until when", given_facts(ADOPTED, event("extended", "2015-06"), term=TEN_YEARS),
     {"2016-01-01": "in-force", "2050-01-01": "in-force"}),
    ("an extension that is planned", given_facts(ADOPTED, event("extended", "2015", planned=True, extends_to=date("2018")),
     term=TEN_YEARS), {"2016-01-01": "term-ended"}),
    ("the last extension counts", given_facts(ADOPTED, event("extended", "2017", extends_to=date("2020")),
     event("extended", "2015", extends_to=date("2018")), term=TEN_YEARS), {"2019-01-01": "in-force", "2021-01-01": "term-ended"}),
    ("extended without a date, ended later", given_facts(ADOPTED, event("extended", "2015-06"), event("term-ended", "2019-05"),
     term=TEN_YEARS), {"2018-01-01": "in-force", "2019-05-31": "in-force", "2019-06-01": "term-ended"}),
    ("ended, then extended again", given_facts(ADOPTED, event("term-ended", "2014"), event("extended", "2016")),
     {"2020-01-01": "in-force"}),
    ("repealed by year from its last day", given_facts(ADOPTED, event("repealed", "2012")),
     {"2012-12-30": "in-force", "2012-12-31": "repealed"}),
    ("repeal of a planned date", given_facts(ADOPTED, event("repealed", "2012", planned=True)), {"2020-01-01": "in-force"}),
    ("an undated repeal leaves it undated", given_facts(ADOPTED, event("repealed")), {"2020-01-01": "undated"}),
    ("replaced event", given_facts(ADOPTED, event("replaced", "2013-05-06")),
     {"2013-05-05": "in-force", "2013-05-06": "replaced"}),
    ("replaced after its term was over", given_facts(ADOPTED, event("replaced", "2018-01-01"), term=TEN_YEARS),
     {"2015-12-31": "in-force", "2017-12-31": "term-ended", "2018-01-01": "replaced"}),
    ("the first of two ends counts", given_facts(ADOPTED, event("repealed", "2014"), event("replaced", "2012-05-01")),
     {"2013-01-01": "replaced", "2020-01-01": "replaced"}),
    ("successor enters into force", given_facts(ADOPTED, successors=(Successor("replaces", date("2014-05-01"), "New"),)),
     {"2014-04-30": "in-force", "2014-05-01": "replaced"}),
    ("repealed by another", given_facts(ADOPTED, successors=(Successor("repeals", date("2014-05-01")),)),
     {"2014-05-01": "repealed"}),
    ("undated successor", given_facts(ADOPTED, successors=(Successor("replaces", None, "New"),)),
     {"2005-01-01": "undated", "2020-01-01": "undated"}),
    ("undated successor, but its term was over", given_facts(ADOPTED, term=TEN_YEARS, successors=(Successor("replaces", None),)),
     {"2014-01-01": "in-force", "2020-01-01": "term-ended"}),
    ("undated successor, and a dated repeal", given_facts(ADOPTED, event("repealed", "2014-05-01"),
     successors=(Successor("replaces", None),)), {"2014-04-30": "in-force", "2014-05-01": "repealed"}),
    ("suspension is no status", given_facts(ADOPTED, event("suspended", "2012")), {"2013-01-01": "in-force"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "on", "expected"),
    [(of, on, expected) for __, of, by_day in RULES for on, expected in by_day.items()],
    ids=[f"{name} {on}" for name, __, by_day in RULES for on in by_day],
)
def test_rule(of: Facts, on: str, expected: str) -> None:
    assert status(of, on) == expected


@pytest.mark.parametrize(
    ("of", "on", "code", "detail"),
    [
        (given_facts(event("entered-into-force", "2011", title="In force")), "2012-01-01", "entered-into-force", "In force"),
        (given_facts(event("adopted", "2011-07-05", title="Act"), term=TEN_YEARS), "2012-01-01", "adopted-after-term-start", "Act"),
        (given_facts(term=TEN_YEARS), "2012-01-01", "term-start", ""),
        (given_facts(ADOPTED, event("extended", "2015", title="Longer", extends_to=date("2018"))), "2019-01-01",
         "extended-term-end", "Longer"),
        (given_facts(ADOPTED, successors=(Successor("replaces", date("2014-05-01"), "New"),)), "2015-01-01", "replaced-by", "New"),
        (given_facts(ADOPTED, successors=(Successor("repeals", date("2014-05-01"), "New"),)), "2015-01-01", "repealed-by", "New"),
        (given_facts(ADOPTED, successors=(Successor("replaces", None, "New"),)), "2015-01-01", "end-undated", "New"),
        (Facts(), "2015-01-01", "no-dates", ""),
        (given_facts(event("drafted", "2009"), event("adopted", title="Cabinet")), "2015-01-01", "adopted-undated", "Cabinet"),
        (given_facts(ADOPTED, event("entered-into-force", "2012", planned=True, title="Due")), "2015-01-01",
         "planned-entry-into-force", "Due"),
        (given_facts(event("published", "2024-10", title="Gazette"), event("adopted", "2024-10-15", title="Cabinet")), "2025-01-01",
         "adopted", "Cabinet"),
        (given_facts(ADOPTED), "2009-01-01", "not-begun", ""),
    ],
)  # fmt: skip
def test_reason(of: Facts, on: str, code: str, detail: str) -> None:
    reason = standing(milestones(of), day(on)).reason
    assert (reason.code, reason.detail) == (code, detail)


def test_the_date_of_adoption_is_that_of_the_event_adopted() -> None:
    def adopted_date(*events: Event) -> str:
        return str(milestones(given_facts(*events)).adopted_date)

    assert adopted_date(event("published", "2024-10"), event("adopted", "2024-10-15")) == "2024-10-15"
    assert adopted_date(event("published", "2024-10-15"), event("adopted", "2024-10")) == "2024-10"
    assert adopted_date(event("launched", "2010"), event("adopted", "2012")) == "2012"
    assert adopted_date(event("launched", "2010"), event("published", "2012")) == "2010"
    assert adopted_date(event("adopted", "2017"), event("adopted", "2018-01-01")) == "2017"


# The stored form


def record(of: Facts) -> Policy:
    """The facts as rows of the database."""
    source = SourceFactory()
    policy = PolicyFactory(term_start=of.term_start, term_end=of.term_end)
    for number, e in enumerate(of.events):
        EventFactory(
            policy=policy, type=e.type, date=e.date, title=f"{number} {e.title}", planned=e.planned,
            extends_to=e.extends_to, source=source,
        )  # fmt: skip
    for successor in of.successors:
        RelationFactory(
            policy=PolicyFactory(country=policy.country, title=successor.title),
            type=successor.relation,
            other=policy,
            date=successor.begins,
        )
    refresh_milestones([policy.pk])
    return Policy.objects.get(pk=policy.pk)


@pytest.mark.django_db
@settings(max_examples=40)
@given(facts(), st.lists(near_days, min_size=2, max_size=4))
def test_stored_milestones_and_sql_agree_with_the_pure_function(of: Facts, days: list[dt.date]) -> None:
    expected = milestones(of)
    policy = record(of)
    assert days_of(policy) == days_of(expected)
    around = [d for d in days_of(expected).values() if isinstance(d, dt.date)]
    for on in {*days, *(d + ONE_DAY * shift for d in around for shift in (-1, 0, 1))}:
        annotated = Policy.objects.with_status(on).get(pk=policy.pk)
        assert annotated.status_then == standing(expected, on).status, on
        known = Policy.objects.with_status(on).known_by(on).filter(pk=policy.pk).exists()
        assert known == (annotated.status_then != lifecycle.NOT_BEGUN)


@pytest.mark.django_db
def test_the_stored_milestones_give_the_same_standing() -> None:
    policy = record(PERU)
    for on in ("2011-01-01", "2016-12-31", "2017-04-27", "2026-01-01"):
        assert standing(policy.milestones, day(on)).status == status(PERU, on)
