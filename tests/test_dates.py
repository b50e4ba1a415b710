"""Honest dates: their laws, the texts that are refused, and how they read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.dates import HOW_TO_WRITE, DateError, HonestDate, display_day
from tests.strategies import honest_dates

GOOD = ("2011", "2015-09", "2017-04-27")

REFUSED = (
    "", " ", "\t\n", "-", "--", "n/a", "unknown", "today", "None", "null", "0", "1", "20", "201", "20171",
    "0000", "0001", "1799", "2200", "9999", "1799-12-31", "2200-01-01", "-2017", "+2017", "-2017-04",
    "2017-00", "2017-13", "2017-99", "2017-1", "2017-4-1", "2017-04-1", "2017-4-01", "2017-04-00", "2017-04-31",
    "2017-02-29", "2017-02-30", "2016-02-30", "1900-02-29", "2100-02-29", "2017-06-31", "2017-12-32", "2017-01-99",
    "20170427", "201704", "17-04-27", "2017-117", "2017-W17", "2017-W17-4", "2017W174", "2017-Q2",
    "31.12.2017", "12/31/2017", "31/12/2017", "2017/04/27", "2017.04.27", "2017 04 27", "2017_04_27", "04-2017",
    "27-04-2017", "27 April 2017", "April 2017", "avril 2017", "2017-Apr", "2017-Apr-27", "2017年4月27日",
    "2017-04-27T00:00:00", "2017-04-27T00:00:00Z", "2017-04-27 00:00", "2017-04-27Z", "2017-04-27+02:00",
    "2017/2025", "2017-2025", "2017–2025", "2017..", "../2017", "[2017]", "{2017,2018}", "201X", "201u", "20XX",
    "2017?", "2017~", "2017%", "2017-04?", "c. 2017", "ca 2017", "circa 2017", "2017s", "Y2017", "2017E0", "2.017e3",
    "2017.0", "2017,0", "0x7e1", "２０１７", "２０１７-０４", "٢٠١٧", "२०१७", "²⁰¹⁷", "①⑨⑨⑨", "MMXVII",
    "2017-０４-27", "2017−04−27", "2017‐04‐27", "2017–04–27", "2017—04—27", "2017­-04", "2017-04-27\x00",
    "\x002017", "20\x0017", "\u200f2017", "2017\u200f", "\u202e2017", "2017\u202c", "\u200b2017", "2017\ufeff-04",
    "2017\n-04", "2017\n2018", "2017-04-27\n2017-04-28", "2017;DROP TABLE policies", "' OR 1=1 --", "=2017",
    "<script>2017</script>", "2017 " * 1000, "2" * 10_000, "2017-04-27" * 5_000, "💥", "2017💥", "é", "\ud83d",
)  # fmt: skip
INSERTED = ("\x00", "\u200f", "\u200b", "x", "0", "７", "-", "/", ".")


def mutations() -> list[str]:
    """Good dates with one character put in, taken out or exchanged: none of them is a date any more."""
    found = []
    for good in GOOD:
        for place in range(len(good) + 1):
            found += [good[:place] + extra + good[place:] for extra in INSERTED]
            found += [good[:place] + " " + good[place:]] if 0 < place < len(good) else []
        for place, character in enumerate(good):
            found.append(good[:place] + good[place + 1 :])
            found.append(
                good[:place] + ("/" if character == "-" else chr(ord("０") + int(character))) + good[place + 1 :]
            )
            found.append(good[:place] + ("" if character == "-" else "o") + good[place + 1 :])
    return found


BAD = list(dict.fromkeys([*REFUSED, *mutations()]))


def test_there_are_enough_bad_texts() -> None:
    assert len(BAD) > 300


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_refused_with_help(text: str) -> None:
    with pytest.raises(DateError) as caught:
        HonestDate.parse(text)
    message = str(caught.value)
    assert message.endswith(HOW_TO_WRITE)
    assert message != HOW_TO_WRITE  # it says what is wrong, too
    assert len(message) < 250


@pytest.mark.parametrize("value", [None, 2017, 2017.0, b"2017", dt.date(2017, 4, 27), ["2017"]], ids=repr)
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(DateError, match="A date is a text"):
        HonestDate.parse(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((2017, None, 4), "A day needs its month"),
        ((2017, 0), "There is no month 00"),
        ((2017, 13), "There is no month 13"),
        ((2017, 2, 29), "2017-02 has no day 29; its last day is 28"),
        ((2016, 2, 30), "2016-02 has no day 30; its last day is 29"),
        ((1799,), "The year 1799 is not between 1800 and 2199"),
        ((-1,), "The year -1 is not between"),
    ],
)
def test_no_false_date_can_be_made(parts: tuple[int, ...], message: str) -> None:
    with pytest.raises(DateError, match=message):
        HonestDate(*parts)


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("around", ["{}", " {}", "{} ", "\t{}\n", "\u00a0{}\u3000"])
def test_white_space_around_is_allowed(text: str, around: str) -> None:
    assert str(HonestDate.parse(around.format(text))) == text


@given(st.text(max_size=14) | st.from_regex(r"\s*[0-9]{4}(-[0-9]{2}){0,2}\s*", fullmatch=True))
def test_any_text_is_itself_or_refused(text: str) -> None:
    """Nothing is guessed: what is read is written just as it was."""
    try:
        date = HonestDate.parse(text)
    except DateError:
        return
    assert str(date) == text.strip()


@given(honest_dates())
def test_written_form_parses_back(date: HonestDate) -> None:
    assert HonestDate.parse(str(date)) == date


@given(honest_dates(), honest_dates())
def test_order_agrees_with_earliest_days_and_with_text(one: HonestDate, other: HonestDate) -> None:
    assert (one < other) == (str(one) < str(other))
    if one.earliest != other.earliest:
        assert (one < other) == (one.earliest < other.earliest)
    assert sum([one < other, one == other, one > other]) == 1
    assert (hash(one) == hash(other)) >= (one == other)


@given(honest_dates())
def test_of_the_same_earliest_day_the_less_precise_comes_first(date: HonestDate) -> None:
    year, month = HonestDate(date.year), HonestDate(date.year, 1)
    assert year < month < HonestDate(date.year, 1, 1)


@given(honest_dates())
def test_earliest_and_latest(date: HonestDate) -> None:
    days = (date.latest - date.earliest).days + 1
    assert {"year": days in (365, 366), "month": 28 <= days <= 31, "day": days == 1}[date.precision]
    assert date.earliest.year == date.latest.year == date.year
    assert (date.latest + dt.timedelta(1)).day == 1 or date.precision == "day"


@given(honest_dates(2016, 2017), honest_dates(2016, 2017))
def test_contains(one: HonestDate, other: HonestDate) -> None:
    assert one.contains(other) == str(other).startswith(str(one))
    assert one.contains(one)
    if one.contains(other) and other.contains(one):
        assert one == other


@given(st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31)))
def test_of_day(day: dt.date) -> None:
    assert str(HonestDate.of_day(day)) == day.isoformat()
    assert HonestDate.of_day(day).earliest == HonestDate.of_day(day).latest == day


@given(honest_dates(), st.sampled_from(["en", "fr", "es", "pt-BR", "en-US", "de", "sw", "zh-Hans"]))
def test_display_has_the_year_and_no_more_than_is_known(date: HonestDate, locale: str) -> None:
    shown = date.display(locale)
    assert str(date.year) in shown
    if date.precision == "year":
        assert shown == str(date.year)
    else:
        assert shown != HonestDate(date.year).display(locale)


@pytest.mark.parametrize(
    ("text", "locale", "shown"),
    [
        ("2011", "en", "2011"),
        ("2015-09", "en", "September 2015"),
        ("2017-04-27", "en", "27 April 2017"),
        ("2017-04-27", "en-US", "27 April 2017"),
        ("2017-04-27", "en_US", "27 April 2017"),
        ("2011", "fr", "2011"),
        ("2015-09", "fr", "septembre 2015"),
        ("2017-04-27", "fr", "27 avril 2017"),
        ("2011", "es", "2011"),
        ("2015-09", "es", "septiembre de 2015"),
        ("2017-04-27", "es", "27 de abril de 2017"),
    ],
)
def test_display(text: str, locale: str, shown: str) -> None:
    assert HonestDate.parse(text).display(locale) == shown


def test_display_of_a_calendar_day() -> None:
    assert display_day(dt.date(2026, 1, 1)) == "1 January 2026"
    assert display_day(dt.date(2026, 1, 1), "month", "fr") == "janvier 2026"


def test_it_is_not_ordered_with_other_things() -> None:
    with pytest.raises(TypeError):
        HonestDate(2017) < "2018"  # type: ignore[operator]  # noqa: B015
    assert HonestDate(2017) != "2017"


def test_sorting() -> None:
    texts = ["2017-04-27", "2017", "2016-12-31", "2017-04", "2017-01-01", "2017-01", "2016"]
    assert [str(d) for d in sorted(map(HonestDate.parse, texts))] == [
        "2016", "2016-12-31", "2017", "2017-01", "2017-01-01", "2017-04", "2017-04-27",
    ]  # fmt: skip
