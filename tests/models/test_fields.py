"""Honest dates, quotes and folded text, in models, forms and the database."""

from __future__ import annotations

import random

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.forms import modelform_factory
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.dates import HOW_TO_WRITE, HonestDate
from policies.models import Alignment, Project
from policies.models.fields import HonestDateFormField, fold
from tests.factories import AlignmentFactory, ProjectFactory
from tests.strategies import honest_dates


def raw(project: Project) -> object:
    """What really stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT start FROM policies_project WHERE id = %s", [project.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2011", "2015-09", "2017-04-27"])
@pytest.mark.parametrize("make", [str, HonestDate.parse])
def test_round_trip_through_the_database(text: str, make: type) -> None:
    project = ProjectFactory(start=make(text))
    assert raw(project) == text
    assert Project.objects.get(pk=project.pk).start == HonestDate.parse(text)


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", ["", None])
def test_no_date_is_null(nothing: str | None) -> None:
    project = ProjectFactory(start=nothing)
    assert raw(project) is None
    project.refresh_from_db()
    assert project.start is None
    assert Project.objects.filter(start__isnull=True).get() == project


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["2017-13", "27/04/2017", 2017])
def test_no_bad_date_reaches_the_database(bad: object) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        ProjectFactory(start=bad)
    with pytest.raises(ValidationError):
        list(Project.objects.filter(start__lte=bad))
    assert not Project.objects.exists()


@pytest.mark.django_db
@settings(max_examples=10)
@given(st.lists(honest_dates(2016, 2017) | honest_dates(), min_size=8, max_size=25, unique=True))
def test_the_database_orders_and_compares_as_python_does(dates: list[HonestDate]) -> None:
    Project.objects.all().delete()
    random.Random(1).shuffle(dates)
    Project.objects.bulk_create([Project(slug=f"p-{n}", title="P", start=date) for n, date in enumerate(dates)])
    assert list(Project.objects.order_by("start").values_list("start", flat=True)) == sorted(dates)
    pivot = dates[0]
    assert Project.objects.filter(start__lt=pivot).count() == sum(date < pivot for date in dates)
    assert Project.objects.filter(start__gte=str(pivot)).count() == sum(date >= pivot for date in dates)


@pytest.mark.django_db
def test_dates_survive_serializing() -> None:
    for start in ("2015-09", None):
        project = ProjectFactory(start=start)
        (again,) = serializers.deserialize("json", serializers.serialize("json", [project]))
        again.save()
        assert Project.objects.get(pk=project.pk).start == (HonestDate.parse(start) if start else None)


def test_full_clean_says_how_to_write_a_date() -> None:
    with pytest.raises(ValidationError) as caught:
        Project(slug="p", title="P", start="2017-13").clean_fields()
    (message,) = caught.value.message_dict["start"]
    assert message == "There is no month 13. Write a year (2011), a month (2015-09) or a day (2017-04-27)."


ProjectForm = modelform_factory(Project, fields=["title", "slug", "start", "end"])


@pytest.mark.django_db
def test_a_model_form_keeps_precision_and_null() -> None:
    form = ProjectForm({"title": "P", "slug": "p", "start": " 2015-09 ", "end": ""})
    project = form.save()
    assert (raw(project), project.end) == ("2015-09", None)
    project.refresh_from_db()
    shown = ProjectForm(instance=project)
    assert 'value="2015-09"' in str(shown["start"])
    assert "value=" not in str(shown["end"])
    assert not ProjectForm({"title": "P", "slug": "p", "start": "2015-09", "end": ""}, instance=project).has_changed()
    assert ProjectForm({"title": "P", "slug": "p", "start": "2015", "end": ""}, instance=project).changed_data == [
        "start"
    ]


def test_a_form_refuses_with_help_and_keeps_what_was_typed() -> None:
    form = forms.Form({"when": "27/04/2017"})
    form.fields["when"] = HonestDateFormField()
    (message,) = form.errors["when"]
    assert message.startswith("“27/04/2017” ")
    assert message.endswith(HOW_TO_WRITE)
    assert 'value="27/04/2017"' in str(form["when"])


@pytest.mark.parametrize("value", ["2017\x00", "x" * 100_000, "２０１７"])
def test_the_form_field_refuses_oddities(value: str) -> None:
    with pytest.raises(ValidationError):
        HonestDateFormField().clean(value)


def test_form_field_needs_a_date_only_if_required() -> None:
    assert HonestDateFormField(required=False).clean("  ") is None
    with pytest.raises(ValidationError, match="required"):
        HonestDateFormField().clean("")
    assert HonestDateFormField().clean(HonestDate(2017)) == HonestDate(2017)


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (HonestDate(2017), "2017", False),
        (HonestDate(2017), " 2017 ", False),
        (HonestDate(2017), "2017-01", True),
        (HonestDate(2017), "", True),
        (None, "", False),
        (None, None, False),
        ("", None, False),
        (None, "2017", True),
        ("2017", "2017", False),
    ],
)
def test_has_changed(initial: object, data: object, changed: bool) -> None:
    assert HonestDateFormField().has_changed(initial, data) is changed


# Quotes


@pytest.mark.django_db
def test_a_quote_is_stored_with_single_spaces() -> None:
    alignment = AlignmentFactory(quote="  derechos\n\nhumanos\u00a0de\u2003todas \t las personas ", quote_language="es")
    alignment.refresh_from_db()
    assert alignment.quote == "derechos humanos de todas las personas"
    Alignment.objects.update(quote="a \n b")
    assert Alignment.objects.get().quote == "a b"


# Folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Política  Nacional", "politica nacional"),
        ("POLI\u0301TICA\n", "politica"),
        ("N° 015-2017-RE", "n° 015-2017-re"),
        ("Straße", "strasse"),
        ("Đắk", "đak"),
        ("ﬁn", "fin"),
        ("İstanbul", "istanbul"),
        ("  ", ""),
        ("Миграция", "миграция"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("Act℠™")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_folding_ignores_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) or "µ" in text or "ÿ" in text
