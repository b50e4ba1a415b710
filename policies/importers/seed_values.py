"""From the text of one value in a seed file to the value of a field, or to words on how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from policies.importers.seed_files import UNSEEN
from policies.models import Source
from policies.models.fields import QuoteField
from policies.models.source import is_address

FLAGS = {"yes": True, "no": False, "true": True, "false": False}
WHOLE = re.compile(r"-?[0-9]{1,9}")
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
#: So many codes are listed when none is near to what was written.
FEW_CODES = 25


class ValueProblem(Exception):
    """What is wrong with a value, in words."""


def shown(text: str) -> str:
    """In quotation marks, and cut."""
    return f"“{text if len(text) <= 80 else text[:80] + '…'}”"


def nearest(text: str, known: Iterable[str]) -> str:
    """`` (did you mean “…”?)`` for the known word that is most like a text, or an empty text."""
    found = get_close_matches(text[:200], list(known), n=1)
    return f" (did you mean {shown(found[0])}?)" if found else ""


def one_text(value: Any) -> str:
    """A value that is one text, without space around it. ValueProblem for a list, a row or what cannot be seen."""
    if not isinstance(value, str):
        raise ValueProblem("expected one value, not a list or a row")
    if found := UNSEEN.search(value):
        raise ValueProblem(f"a character that cannot be seen (U+{ord(found[0]):04X}): take it out")
    return value.strip()


def missing(field: Any, name: str) -> str:
    if field.related_model is Source:
        return f"{name} is missing: give the address (https://…) or the citation where this was read"
    return f"{name} is missing: every {field.model._meta.verbose_name} row needs it"


def read_value(field: Any, text: str) -> Any:
    """The value of a field that is no relation. ValueProblem says what is wrong."""
    if isinstance(field, models.BooleanField):
        if text not in FLAGS:
            raise ValueProblem(f"write yes or no, not {shown(text)}")
        return FLAGS[text]
    if text == "":
        return None if field.null else ""
    _check_number(field, text)
    if field.choices:
        _check_code(text, [str(code) for code, __ in field.flatchoices])
    if isinstance(field, QuoteField):
        text = " ".join(text.split())
    try:
        return field.clean(text, None)
    except ValidationError as error:
        raise ValueProblem(" ".join(error.messages)) from error


def _check_number(field: Any, text: str) -> None:
    if isinstance(field, models.IntegerField) and not WHOLE.fullmatch(text):
        raise ValueProblem(f"{shown(text)} is not a whole number of at most nine digits")
    if isinstance(field, models.FloatField | models.DecimalField) and not NUMBER.fullmatch(text):
        raise ValueProblem(f"{shown(text)} is not a number: write digits and a point, as in 1250.50 or -9.15")


def _check_code(text: str, codes: list[str]) -> None:
    if text not in codes:
        hint = nearest(text, codes) or (f": one of {', '.join(codes)}" if len(codes) <= FEW_CODES else "")
        raise ValueProblem(f"{shown(text)} is not a code of this list{hint}")


def source_key(text: str) -> str:
    """By what a source is named. ValueProblem if that can be neither an address nor a citation."""
    name = "url" if is_address(text) else "citation"
    try:
        Source._meta.get_field(name).clean(text, None)  # type: ignore[attr-defined]
    except ValidationError as error:
        raise ValueProblem(f"{' '.join(error.messages)} ({shown(text)})") from error
    return text


def written(value: Any) -> str:
    """One way to write each value, so that equal values have equal keys."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
