from __future__ import annotations

import html
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from policies.charts import text


@given(st.text())
def test_xml_can_hold_whatever_was_typed(typed: str) -> None:
    assert ElementTree.fromstring(f'<a b="{text.xml(typed)}">{text.xml(typed)}</a>').text in (text.plain(typed), None)


@given(st.text())
def test_markup_reads_back_as_the_plain_text(typed: str) -> None:
    assert text.read_markup(text.markup(typed)) == [text.plain(typed)]


def test_markup_opens_no_tag() -> None:
    assert text.markup("<b>&") == "&lt;b&gt;&amp;"
    assert html.unescape(text.markup('"<script>"')) == '"<script>"'


@given(st.text(min_size=1), st.floats(min_value=20, max_value=500))
def test_cut_text_fits(typed: str, room: float) -> None:
    assert text.width(text.cut(typed, 14, room), 14) <= room


@given(st.text(), st.floats(min_value=20, max_value=500), st.integers(min_value=1, max_value=3))
def test_wrapped_lines_fit_and_are_few(typed: str, room: float, lines: int) -> None:
    wrapped = text.wrap(typed, 14, room, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(text.width(line, 14) <= room for line in wrapped)


def test_text_that_fits_is_whole() -> None:
    assert text.wrap("National Migration Policy", 14, 500, 2) == ["National Migration Policy"]
    assert text.wrap("National Migration Policy", 14, 130, 2) == ["National Migration", "Policy"]


def test_only_pages_are_addresses() -> None:
    assert text.is_address("/countries/peru/")
    assert text.is_address("https://example.org/")
    assert not text.is_address("javascript:alert(1)")
    assert not text.is_address("")
