"""The paragraph about a country says what the record holds, and no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.choices import CountryState, Status
from policies.dates import HonestDate
from policies.lifecycle import NOT_BEGUN
from policies.models import Policy
from policies.queries.country_summary import CountryFacts, _statuses, summary
from tests import factories as make

DAY = dt.date(2026, 11, 23)
NOTHING = CountryFacts("Peru", DAY, {})


def test_nothing_recorded_says_whether_somebody_looked() -> None:
    assert summary(NOTHING) == [
        "As of 23 November 2026 MigPol records no policy of Peru. Nobody has looked yet, so there may well be some."
    ]
    looked = replace(NOTHING, checked=HonestDate(2024, 5))
    assert "though somebody looked (May 2024)." in summary(looked)[0]
    none = replace(looked, state=CountryState.NONE_FOUND)
    assert "no policy of Peru: somebody looked (May 2024) and found none." in summary(none)[0]


def test_everything_recorded() -> None:
    facts = CountryFacts(
        "Peru", DAY, {"undated": 1, "in-force": 2, "term-ended": 1}, CountryState.IN_FORCE,
        (HonestDate(2011), HonestDate(2017, 4, 27)), (("MiGOF", 2), ("GCM", 1), ("ICRMW", 1), ("SDGs", 1)), 1, 9, 7,
        HonestDate(2015, 2, 9), 2, HonestDate(2024),
    )  # fmt: skip
    assert summary(facts) == [
        "As of 23 November 2026 MigPol records 4 policies and laws of Peru: 2 in force, 1 whose term has ended and 1 undated.",
        "The dated adoptions run from 2011 to 27 April 2017.",
        "Frameworks named in them: MiGOF (2 policies), GCM (1 policy) and ICRMW (1 policy).",
        "In the depositaries’ lists of parties, the oldest of 9 February 2015, Peru is party to 7 of 9 treaties; what was done later is missing.",
        "2 projects on migration policy are recorded.",
        "National policies were last looked for: 2024.",
    ]


def test_what_is_not_known_is_said_to_be_so() -> None:
    one = replace(NOTHING, statuses={"in-force": 1})
    assert summary(one)[1:] == [
        "No adoption is dated.",
        "Whether they follow a framework is not assessed.",
        "No systematic check is recorded, so there may be more.",
    ]
    themes = replace(one, themes=1, adoptions=(HonestDate(2011),))
    assert summary(themes)[1:3] == [
        "One adoption is dated: 2011.",
        "None is recorded to name a framework; 1 shares themes with one.",
    ]


@pytest.mark.parametrize("status", [*Status.values, NOT_BEGUN])
def test_every_status_has_its_words(status: str) -> None:
    (words,) = _statuses({status: 3})
    assert words.startswith("3 ")


@pytest.mark.django_db
def test_the_page_counts_what_it_shows(client: Client) -> None:
    whole = {"kind": "treaty", "participants_complete": True, "participants_as_of": "2015-02-09"}
    first, second = (make.FrameworkFactory(code=code, **whole) for code in ("one", "two"))
    partial = make.FrameworkFactory(code="three", kind="treaty")
    policy = make.PolicyFactory(term_end="2020")
    make.EventFactory(policy=policy, date="2017-04-27")
    make.AlignmentFactory(policy=policy, framework__short_name="MiGOF")
    make.AlignmentFactory(policy=policy, framework=first, link="implicit")
    make.PolicyFactory(state="draft", country=policy.country)
    make.TakesPartFactory(framework=first, date="2005")
    make.TakesPartFactory(framework=first, action="signed", date="2001")
    make.TakesPartFactory(framework=second, action="signed", date="2001")
    make.TakesPartFactory(framework=partial)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))

    def said(query: str = "") -> list[str]:
        return client.get(f"/countries/peru/{query}").context["summary"]

    assert said() == [
        f"As of {show(dt.date.today())} MigPol records 1 policy or law of Peru: 1 whose term has ended.",
        "One adoption is dated: 27 April 2017.",
        "Frameworks named in them: MiGOF (1 policy).",
        "In the depositaries’ lists of parties, the oldest of 9 February 2015, Peru is party to 1 of 2 treaties; what was done later is missing.",
        "No systematic check is recorded, so there may be more.",
    ]
    assert "1 in force." in said("?as_of=2018")[0]
    assert said("?as_of=2004")[0].startswith("As of 31 December 2004 MigPol records no policy of Peru.")
    assert "Peru was party to 0 of 2 treaties." in said("?as_of=2004")[1]
    assert "data-summary>As of " in client.get("/countries/peru/").content.decode()


@pytest.mark.django_db
def test_a_territory_is_not_said_to_stay_out_of_treaties(client: Client) -> None:
    make.FrameworkFactory(kind="treaty", participants_complete=True, participants_as_of="2015")
    make.CountryFactory(un_member=False)
    assert "treaties" not in " ".join(client.get("/countries/peru/").context["summary"])


def show(day: dt.date) -> str:
    return HonestDate.of_day(day).display()
