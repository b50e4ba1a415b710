"""Legal references that say the same in other letters, and those that do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.queries.duplicates import likely_duplicates, same_reference
from tests import factories as make

DECREE = "Decreto Supremo N° 015-2017-RE"
SAME = [
    (DECREE, "DECRETO SUPREMO Nº 015-2017-RE"),
    (DECREE, "Decreto Supremo 015-2017-RE"),
    (DECREE, "D.S. 015-2017-RE"),
    (DECREE, "D.S.N.º015-2017-RE"),
    (DECREE, "DS No015-2017-re"),
    (DECREE, "Decreto Supremo № 15–2017–RE"),
    (DECREE, "Decreto Supremo 015-2017-RE, El Peruano, 27 April 2017"),
    ("Law 5 of 2010", "Decree 5 of 2010"),  # only a warning
    ("Law 5 of 2010", "Law No. 05/2010"),
    ("Ley 25.871", "Law No. 25871"),
    ("قانون رقم ٥ لسنة ٢٠١٠", "Law 5 of 2010"),
    ("Constitución Política", "CONSTITUCION  POLITICA"),
    ("Immigration Act, 2010", "immigration act 2010"),
]
OTHER = [
    (DECREE, "Decreto Supremo N° 016-2017-RE"),
    (DECREE, "Decreto Supremo N° 015-2018-RE"),
    (DECREE, "Decreto Supremo N° 015-2017-PCM"),
    (DECREE, "Decreto Supremo"),
    ("Law 5", "Law 15"),
    ("Law 5", "Law 50"),
    ("Law 5 of 2010", "Law 5 of 2011"),
    ("Law 5 of 2010", "Law 2010"),
    ("Immigration Act 2010", "Citizenship Act 2010"),
    ("Constitution", "Charter"),
    ("—", "–"),
    ("", ""),
    ("", DECREE),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_reference_in_other_letters(one: str, other: str) -> None:
    assert same_reference(one, other)
    assert same_reference(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_reference(one: str, other: str) -> None:
    assert not same_reference(one, other)
    assert not same_reference(other, one)


KINDS = st.sampled_from(["Decreto Supremo", "D.S.", "ds", "LEY", "Law", "Résolution", ""])
SIGNS = st.sampled_from(["N°", "Nº ", "No. ", "no", "N.º ", "№ ", "Nro. ", ""])


@given(
    st.integers(1, 9999), st.integers(1, 9999), st.integers(1900, 2030), st.sampled_from(["", "RE", "pcm"]),
    KINDS, SIGNS, KINDS, SIGNS, st.sampled_from(["-", "/", "–"]),
)  # fmt: skip
def test_however_it_is_written_only_its_numbers_count(
    number: int, another: int, year: int, office: str, kind: str, sign: str, kind2: str, sign2: str, dash: str
) -> None:
    def reference(kind: str, sign: str, number: int, dash: str) -> str:
        return f"{kind} {sign}{number:03}{dash}{year}" + (f"{dash}{office}" if office else "")

    mine = reference(kind, sign, number, "-")
    assert same_reference(mine, reference(kind2, sign2, number, dash).upper())
    assert same_reference(mine, reference(kind2, sign2, another, dash)) == (number == another)


@given(st.text(), st.text())
def test_any_text_has_an_answer_and_the_same_one_both_ways(one: str, other: str) -> None:
    assert same_reference(one, other) == same_reference(other, one)
    assert same_reference(one, one) == any(c.isalnum() for c in one)


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 5])
def test_one_query_finds_it_in_the_same_country_alone(django_assert_num_queries: Callable, n: int) -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    theirs = [
        make.PolicyFactory(country=peru, title=f"Words {'x' * 30} {k}", legal_reference=DECREE, state="draft")
        for k in range(n)
    ]
    make.PolicyFactory(country=kenya, legal_reference=DECREE)
    make.PolicyFactory(country=peru, title="Nothing like it", legal_reference="")
    with django_assert_num_queries(1):
        found = likely_duplicates(peru, ["Something else"], "D.S. 015-2017-RE")
    assert {(each.policy, each.because) for each in found} == {(policy, "same legal reference") for policy in theirs}
    assert likely_duplicates(peru, ["Something else"], "") == []
