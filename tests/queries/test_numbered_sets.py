"""Sets by number are the sets of their definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from policies.queries.numbered_sets import EMPTY, numbered

GROUPS = 6
pairs = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(1, 5)), max_size=15)


@given(pairs, st.lists(st.integers(0, GROUPS - 1), max_size=8))
def test_groups_of_the_same_members_have_the_same_number(found: list[tuple[int, int]], asked: list[int]) -> None:
    group, member = (np.array([pair[n] for pair in found], dtype=np.int64) for n in (0, 1))
    number, sets = numbered(group, member, GROUPS)
    told = [frozenset(m for g, m in found if g == n) for n in range(GROUPS)]
    assert [sets.of(n) for n in number.tolist()] == told
    assert len(set(number.tolist())) == len(set(told)) and sets.of(EMPTY) == frozenset()
    assert sets.sizes[number].tolist() == [len(own) for own in told]
    numbers = number[np.array(asked, dtype=np.intp)]
    at, members = sets.members(numbers)
    assert list(zip(at.tolist(), members.tolist(), strict=True)) == [
        (place, member) for place, n in enumerate(asked) for member in sorted(told[n])
    ]
    assert sets.union(numbers).tolist() == sorted({member for n in asked for member in told[n]})
