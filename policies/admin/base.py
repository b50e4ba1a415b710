"""What every admin page here has: search without accents, and no query a row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, UniqueConstraint
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from policies.models.fields import fold


class SearchableAdmin(admin.ModelAdmin):
    """For models that keep ``search_text``: every word typed must occur, accents and case do not count."""

    search_fields = ("search_text",)
    list_per_page = 50
    show_full_result_count = False
    save_on_top = True

    class Media:
        css = {"all": ("admin.css",)}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in fold(search_term.replace("\x00", "")).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False


class DistinctRows(BaseInlineFormSet):
    """Refuses two rows of one form that the database would refuse, in the words of the constraint."""

    def clean(self) -> None:
        # Not BaseModelFormSet.clean: it does the same for some of the constraints, in words for programmers.
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                self.refuse_repeated(constraint)

    def refuse_repeated(self, constraint: UniqueConstraint) -> None:
        names = [self.model._meta.get_field(name).attname for name in constraint.fields if name != self.fk.name]
        seen: set[tuple[Any, ...]] = set()
        for form in self.forms:
            if not getattr(form, "cleaned_data", None) or form in self.deleted_forms or form.errors:
                continue
            values = {field.attname: getattr(form.instance, field.attname) for field in self.model._meta.fields}
            key = tuple(values[name] for name in names)
            # As in SQL, nothing equals a missing value.
            if None in key or (constraint.condition is not None and not holds(constraint.condition, values)):
                continue
            if key in seen:
                form.add_error(None, constraint.get_violation_error_message())
            seen.add(key)


def holds(condition: Q, values: dict[str, Any]) -> bool:
    """Whether a condition made of ``<field>__isnull`` is true of these values, by field or attribute name."""
    answers = []
    for name, wanted in condition.children:
        field = name.removesuffix("__isnull")
        value = values.get(field, values.get(f"{field}_id"))
        answers.append((value is None) is wanted)
    return all(answers)


class RowInline(admin.TabularInline):
    """Rows of a record, in a table; none is offered empty until asked for."""

    formset = DistinctRows
    extra = 0
    show_change_link = False


class CardInline(admin.StackedInline):
    """Rows with too many fields for a table."""

    formset = DistinctRows
    extra = 0
