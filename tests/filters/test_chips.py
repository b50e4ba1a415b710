"""Choices can be taken back one by one."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from policies.filters import query
from tests import factories as make
from tests.filters.asking import filtered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def test_chips_name_each_choice_and_lead_back_without_it() -> None:
    query_string = "q=nacional&country=PER&country=KEN&as_of=2016-12&component=migof-o2&sort=title&page=3"
    chips = filtered(query_string).chips
    assert [(chip.name, chip.label) for chip in chips] == [
        ("q", "Words: “nacional”"),
        ("country", "Peru"),
        ("country", "Kenya"),
        ("component", "MiGOF O2: Component migof-o2"),
        ("as_of", "As of: December 2016"),
    ]
    without = {chip.label: chip.without for chip in chips}
    assert without["Peru"] == "?q=nacional&country=KEN&as_of=2016-12&component=migof-o2&sort=title"
    assert without["Words: “nacional”"] == "?country=PER&country=KEN&as_of=2016-12&component=migof-o2&sort=title"
    for chip in chips:
        left = filtered(chip.without[1:])
        assert len(left.chips) == len(chips) - 1
        assert left.problems == []


@pytest.mark.parametrize("query_string", ["country=per", "country=Per&country=PER", "framework=MIGOF"])
def test_a_chip_removes_a_choice_however_it_was_written(query_string: str) -> None:
    (chip,) = filtered(query_string).chips
    assert chip.without == "?"


def test_the_last_chip_leads_to_the_bare_page() -> None:
    make.CountryFactory()
    (chip,) = filtered("country=PER").chips
    assert chip.without == "?"


def test_a_chosen_value_in_the_query_string_is_escaped() -> None:
    assert filtered(urlencode({"q": "a&b=c", "x": "ü ?"})).query_without("x") == "?q=a%26b%3Dc"


def test_a_query_string_leaves_out_what_is_empty() -> None:
    assert query([("a", "1"), ("b", ""), ("a", "2")]) == "?a=1&a=2"
