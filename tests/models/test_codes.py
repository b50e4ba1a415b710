"""Codes of languages and currencies, and events that are still to come: what is refused, and how it is to be mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from babel import Locale
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from policies.dates import HonestDate
from policies.models import Alignment, Funding, Policy, PolicyDocument, PolicyEvent, Source
from policies.models.fields import check_language, known_languages


def refused(record: Policy | PolicyEvent | Funding | Source | Alignment | PolicyDocument) -> dict[str, list[str]]:
    try:
        record.clean()
    except ValidationError as error:
        return error.message_dict
    return {}


# Languages


@pytest.mark.parametrize(
    "code",
    ["es", "fr", "pt-BR", "sr-Latn", "cnr", "es-419", "zh-Hant-TW", "ca-valencia", "no", "tl", "ga", "en-x-draft", ""],
)
def test_codes_of_languages_are_taken(code: str) -> None:
    check_language("language", code)


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ("english", "en"), ("Spanish", "es"), ("ES", "es"), ("spa", "es"), ("iw", "he"), ("pt_BR", "pt-BR"),
        ("pt-br", "pt-BR"), ("SR-latn", "sr-Latn"), ("zh-hant-tw", "zh-Hant-TW"), ("portuguese-br", "pt-BR"),
    ],
)  # fmt: skip
def test_a_language_that_can_be_told_is_mended(code: str, mended: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_language("language", code)
    assert caught.value.message_dict == {"language": [f"“{code}” is not how this language is coded: write {mended}."]}
    check_language("language", mended)


@pytest.mark.parametrize(
    "code", ["qqq", "xx", "e", "castellano", "es fr", "es,fr", "es-", "-es", "es-B", "es\n", "é", "%s", "12"]
)
def test_what_is_no_language_is_refused(code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_language("language", code)
    assert "write one such as es, fr or pt-BR" in caught.value.message_dict["language"][0]


@given(
    code=st.one_of(st.text(max_size=20), st.sampled_from(sorted(known_languages())), st.sampled_from(["es-1", "a-b"]))
)
def test_whatever_is_written_is_taken_or_refused_with_words_that_are_true(code: str) -> None:
    try:
        check_language("language", code)
    except ValidationError as error:
        message = error.message_dict["language"][0]
        if "how this language" in message:
            check_language("language", message.rpartition("write ")[2].removesuffix("."))
    else:
        assert not code or code.split("-")[0] in known_languages()


def test_every_language_that_has_a_name_is_known() -> None:
    named = {code for code in Locale("en").languages if "_" not in code}
    assert named <= known_languages()


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda code: Policy(original_language=code), "original_language"),
        (lambda code: PolicyDocument(language=code), "language"),
        (lambda code: Alignment(quote="x", quote_language=code), "quote_language"),
        (lambda code: Source(language=code), "language"),
    ],
)
def test_records_with_a_language_check_it(make: Callable[[str], Policy], field: str) -> None:
    assert list(refused(make("english"))) == [field]
    assert refused(make("es")) == {}


# Currencies


@pytest.mark.parametrize("code", ["USD", "EUR", "XOF", "PEN", "DEM"])
def test_currencies_of_the_list_are_taken(code: str) -> None:
    assert refused(Funding(currency=code)) == {}


@pytest.mark.parametrize("code", ["USX", "AAA", "EUS"])
def test_a_currency_that_is_none_is_refused(code: str) -> None:
    assert refused(Funding(currency=code)) == {
        "currency": [f"“{code}” is not a currency of ISO 4217: write its code, such as USD, EUR or XOF."]
    }


# Events to come


def test_an_event_that_is_still_to_come_is_planned() -> None:
    today = timezone.localdate()
    tomorrow = HonestDate.of_day(today + dt.timedelta(days=1))
    assert refused(PolicyEvent(date=tomorrow)) == {
        "date": [f"{tomorrow} is still to come: mark the event as planned, or mend its date."]
    }
    assert refused(PolicyEvent(date=tomorrow, planned=True)) == {}


def test_an_event_that_may_have_happened_is_taken() -> None:
    today = timezone.localdate()
    for date in (HonestDate.of_day(today), HonestDate(today.year, today.month), HonestDate(today.year), None):
        assert refused(PolicyEvent(date=date)) == {}


def test_a_year_that_has_not_begun_is_still_to_come() -> None:
    assert "date" in refused(PolicyEvent(date=HonestDate(timezone.localdate().year + 1)))
