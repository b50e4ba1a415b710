"""Field types of the domain: honest dates, quotes, and text folded for searching."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from babel import Locale
from babel.core import get_global
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.dates import HOW_TO_WRITE, DateError, HonestDate


def fold(text: str) -> str:
    """Lower case without accents, one space between words: ``Política  Nacional`` → ``politica nacional``."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Twice, because either step can make work for the other: ™ is TM, and İ is i with a dot above.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@functools.cache
def known_languages() -> frozenset[str]:
    """Codes of the languages that CLDR names, and of those it has under the name of another (cnr)."""
    named = {code for code in Locale("en").languages if "_" not in code}
    renamed = {code for code, new in get_global("language_aliases").items() if "_" in new}
    return frozenset(named | renamed) - frozenset(language_mended())


@functools.cache
def language_mended() -> dict[str, str]:
    """The code to write, by what people write in its place: names in English, and codes that were given up (iw)
    or are not the shortest (spa)."""
    named = {code: name for code, name in Locale("en").languages.items() if "_" not in code}
    aliases = {old: new for old, new in get_global("language_aliases").items() if new in named and old not in named}
    return aliases | {fold(name): code for code, name in named.items() if fold(name) not in named}


#: Subtags of BCP 47 (RFC 5646): language, script, region, variants, extensions.
LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?"
)


def usual_code(code: str) -> str | None:
    """The BCP 47 code that is meant, in its usual letters: ``ES_pe`` → ``es-PE``. None where CLDR knows no such language."""
    base, *rest = code.replace("_", "-").split("-")
    base = language_mended().get(fold(base), base.lower())
    mended = "-".join([base, *(_usual_letters(part) for part in rest)])
    return mended if base in known_languages() and LANGUAGE_TAG.fullmatch(mended) else None


def check_language(field: str, code: str) -> None:
    """Refuses what is no BCP 47 code of a language that CLDR knows, in its usual letters (pt-BR). Empty is unknown."""
    if not code:
        return
    mended = usual_code(code)
    if mended is None:
        message = _("“%(code)s” is not the code of a language: write one such as es, fr or pt-BR (BCP 47).")
        raise ValidationError({field: message % {"code": code}})
    if mended != code:
        message = _("“%(code)s” is not how this language is coded: write %(mended)s.")
        raise ValidationError({field: message % {"code": code, "mended": mended}})


def _usual_letters(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()


@functools.cache
def known_currencies() -> frozenset[str]:
    """Codes of ISO 4217, with those of money that is no longer paid in."""
    return frozenset(get_global("all_currencies"))


def not_a_date(error: DateError) -> ValidationError:
    """The error in the language of the page: what is wrong, and how to write a date."""
    return ValidationError(f"{gettext(error.message) % error.params} {gettext(HOW_TO_WRITE)}", code="invalid_date")


class HonestDateFormField(forms.CharField):
    """One text box that takes a year, a month or a day."""

    default_help = _("A year (2011), a month (2015-09) or a day (2017-04-27): only as much as the source says.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs.pop("empty_value", None)
        kwargs["help_text"] = kwargs.get("help_text") or self.default_help
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"size": "14", "placeholder": "YYYY[-MM[-DD]]", "autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> HonestDate | None:
        if isinstance(value, HonestDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return HonestDate.parse(text)
        except DateError as error:
            raise not_a_date(error) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip() != str(data or "").strip()


class HonestDateField(models.CharField):
    """Stores an HonestDate as its written form, which sorts and compares by earliest day in any database."""

    description = _("A date known to the year, the month or the day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> HonestDate | None:
        return HonestDate.parse(value) if value else None

    def to_python(self, value: Any) -> HonestDate | None:
        if value is None or isinstance(value, HonestDate):
            return value
        if value == "":
            return None
        try:
            return HonestDate.parse(value)
        except DateError as error:
            raise not_a_date(error) from error

    def get_prep_value(self, value: Any) -> str | None:
        date = self.to_python(value)
        return None if date is None else str(date)

    def run_validators(self, value: Any) -> None:
        """The type is the validation: length validators of CharField do not apply to an HonestDate."""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        # CharField would turn the form's empty value into "", but a missing date is None.
        return models.Field.formfield(self, **{"form_class": HonestDateFormField, **kwargs})


class WebAddressField(models.URLField):
    """An address of the web: http or https; https where a form leaves it out."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class QuoteField(models.TextField):
    """A quoted passage: runs of white space become one space, so that words can be counted in the database."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return " ".join(value.split()) if isinstance(value, str) else value


class Searchable(models.Model):
    """Keeps ``search_text``: the words a record is found by, folded."""

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def searchable_words(self) -> list[str]:
        """What a reader may type to find this record."""
        raise NotImplementedError(f"{type(self).__name__} must say what it is found by")

    def gather_words(self) -> None:
        """What ``save`` does first; whoever writes many records at once calls it."""
        self.search_text = fold(" ".join(word for word in self.searchable_words() if word))

    def save(self, **kwargs: Any) -> None:
        self.gather_words()
        update_fields = kwargs.get("update_fields")
        if update_fields is not None:
            kwargs["update_fields"] = {*update_fields, "search_text"}
        super().save(**kwargs)
