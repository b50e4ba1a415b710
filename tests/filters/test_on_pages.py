"""The query string through the pages: nothing breaks one, and all show the same selection."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.filters.asking import NAMES

pytestmark = pytest.mark.django_db


@settings(max_examples=25)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from([*NAMES, "sort", "page", "utm_x", "", "frame", "rows", "of", "policy"])
            | st.text(max_size=8),
            st.text(max_size=30)
            | st.sampled_from(["PER", "in-force", "migof", "migof-p1", "on", "2016", "2016-13", "title", "-1", "\x00"]),
        ),
        max_size=6,
    ),
    path=st.sampled_from(["/policies/", "/map/", "/matrix/", "/matrix/passages/"]),
)
def test_no_query_string_breaks_a_page(pairs: list[tuple[str, str]], path: str) -> None:
    response = Client().get(path + "?" + urlencode(pairs, errors="replace"))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")


@settings(max_examples=20)
@given(
    raw=st.binary(max_size=40),
    path=st.sampled_from(["/policies/", "/", "/countries/", "/projects/"]),
    name=st.sampled_from(["as_of", "q", "page"]),
)
def test_no_bytes_break_a_page(raw: bytes, path: str, name: str) -> None:
    assert Client().get(f"{path}?{name}={quote(raw)}").status_code == 200


@pytest.mark.parametrize("path", ["/policies/", "/map/", "/matrix/"])
@pytest.mark.parametrize("name", [*NAMES, "sort", "page"])
@pytest.mark.parametrize(
    "value", ["x" * 5_000, "\x00", "<script>alert(1)</script>", "💥"], ids=["huge", "nul", "js", "emoji"]
)
def test_bad_values_are_shown_to_the_reader(client: Client, path: str, name: str, value: str) -> None:
    response = client.get(path, {name: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert(1)" not in page
    if name not in ("q", "page"):
        assert [problem.name for problem in response.context["problems"]] == [name]
