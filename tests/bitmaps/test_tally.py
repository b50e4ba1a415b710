"""Counting all values at once, against an intersection for each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from policies.bitmaps.tally import Tally

PLACES = st.frozensets(st.integers(0, 30), max_size=12).map(BitMap)


@given(by_value=st.dictionaries(st.sampled_from("abcdef"), PLACES), labels=st.permutations("abcdef"), chosen=PLACES)
def test_each_value_has_those_of_its_policies_that_are_chosen(
    by_value: dict[str, BitMap], labels: list[str], chosen: BitMap
) -> None:
    found = Tally([(value, value.upper()) for value in labels], by_value).among(chosen)
    assert found == [(v, v.upper(), len(by_value.get(v, BitMap()) & chosen)) for v in labels]


def test_nothing_to_count() -> None:
    assert Tally([], {}).among(BitMap([3])) == []
