"""What is covered, how well and as of when."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.choices import CheckScope, Instrument, PublicationState
from policies.dates import HonestDate
from policies.queries.coverage import coverage
from tests.factories import (
    AlignmentFactory,
    CheckFactory,
    CountryFactory,
    EventFactory,
    MadeUpCountryFactory,
    PolicyFactory,
)

pytestmark = pytest.mark.django_db


def test_counts_by_region() -> None:
    peru, kenya = CountryFactory(), CountryFactory(kenya=True)
    ecuador = CountryFactory(ecuador=True)
    EventFactory(policy=PolicyFactory(country=peru, last_checked=HonestDate(2025, 3)))
    AlignmentFactory(
        policy=PolicyFactory(country=peru, last_checked=HonestDate(2024)), reviewed_by="second coder", link="explicit"
    )
    AlignmentFactory(policy=PolicyFactory(country=kenya, instrument=Instrument.LAW), link="implicit")
    PolicyFactory(country=kenya, state=PublicationState.DRAFT)
    CheckFactory(country=ecuador, date=HonestDate(2026, 1))
    CheckFactory(country=ecuador, date=HonestDate(2023))
    CheckFactory(country=kenya, scope=CheckScope.ASYLUM_LAW)
    rows, world = coverage()
    by_region = {row.region: row for row in rows}
    americas, africa = by_region["americas"], by_region["africa"]
    assert (americas.countries, americas.with_policy, americas.with_record, americas.checked) == (2, 1, 1, 1)
    assert (africa.countries, africa.with_policy, africa.with_record, africa.checked) == (1, 0, 1, 0)
    assert (americas.policies, americas.sourced, africa.policies) == (2, 1, 1)
    assert (world.alignments, world.explicit, world.reviewed) == (2, 1, 1)
    assert (americas.newest_check, africa.newest_check) == (HonestDate(2026, 1), None)
    assert by_region["asia"].countries == 0
    part = by_region["latin-america-and-the-caribbean"]
    assert part.is_part and part.policies == americas.policies


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for __ in range(rows):
        PolicyFactory(country=MadeUpCountryFactory())
    with django_assert_num_queries(6):
        page = client.get("/about/coverage/").content.decode()
    assert f"{rows} with a recorded national policy or strategy" in page
    assert "none is recorded yet" in page
