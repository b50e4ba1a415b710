"""What every admin page here has: search without accents, no query a row, and an answer to whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, UniqueConstraint
from django.forms import BaseInlineFormSet
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.autocomplete import OneOf, SomeOf, labels_of, learn_labels, possible_key
from policies.admin.meanwhile import SEEN, SeenForm
from policies.admin.overtaken import say_all
from policies.models.fields import fold

#: More words than this are no search, and more conditions than a database takes in one query.
MOST_WORDS = 20
#: What records are called in addresses and downloads: codes of letters without accents.
PUBLIC_NAMES = ("slug", "code", "iso3")
#: Rows of one kind in a record.
MOST_ROWS = 500
#: How the filters beside a list write their choices in the query string, after the name of the field.
OF_RELATION = ("__id__exact", "__isnull")
OF_VALUE = ("", "__exact", "__isnull", "__isempty")
#: What is said of a row that is sent again and no longer there.
TAKEN_OUT = _("Somebody took this row out meanwhile. Tick its box to delete it here too, or enter it as a new row.")


class SomeRecords(forms.ModelMultipleChoiceField):
    """Refuses what cannot be a key before the database fails on it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not possible_key(str(key)):
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key})
        return super().clean(value)


class SharedLabels(BaseModelAdmin):
    """Autocomplete boxes of one page share the labels that were read."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OneOf(db_field, self.admin_site, labels=labels_of(request)))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SomeOf(db_field, self.admin_site, labels=labels_of(request)))
        kwargs.setdefault("form_class", SomeRecords)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SteadyAdmin(SharedLabels, admin.ModelAdmin):
    """Answers made-up addresses and forms with a message, on every database."""

    form: type[forms.ModelForm] = SeenForm
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ("admin.css",)}

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters beside the list can ask: anything else is for the database to stumble over."""
        filters = self.get_list_filter(request) if request is not None else self.list_filter
        for item in filters:
            path = item[0] if isinstance(item, list | tuple) else item
            if isinstance(path, type):  # a filter with a name of its own, and no field
                if lookup == getattr(path, "parameter_name", None):
                    return True
                continue
            is_relation = get_fields_from_path(self.model, path)[-1].is_relation
            if lookup in {f"{path}{ending}" for ending in (OF_RELATION if is_relation else OF_VALUE)}:
                return True
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        few_words = " ".join(search_term.split()[:MOST_WORDS])
        return super().get_search_results(request, queryset, few_words)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        if not all(possible_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            said = gettext("What was chosen is not in this list: choose rows of it and try again.")
            self.message_user(request, said, messages.WARNING)
            return None
        return super().response_action(request, queryset)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """While a form is saved the record is held, so that of two at once the second sees what the first saved."""
        if request.method == "POST" and possible_key(object_id) and transaction.get_connection().in_atomic_block:
            self.model._default_manager.select_for_update().filter(pk=object_id).exists()
        return super().get_object(request, object_id, from_field)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The digest has no line of its own: templates/admin/change_form.html holds it."""
        return [name for name in super().get_fields(request, obj) if name != SEEN]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, SeenForm):
            rows = self.get_inlines(request, obj)
            form.parts = tuple((row.model, _get_foreign_key(self.model, row.model, row.fk_name).name) for row in rows)
        return form

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        if isinstance(form, SeenForm) and form.overtaken:
            context["added_meanwhile"] = say_all(form, context["inline_admin_formsets"])
        learn_labels(forms_of_page(context))
        return super().render_change_form(request, context, *args, **kwargs)


def forms_of_page(context: dict[str, Any]) -> Iterator[forms.BaseForm]:
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.forms


class SearchableAdmin(SteadyAdmin):
    """For models that keep ``search_text``: every word typed must occur, accents and case do not count.

    It may also occur in what the record is called in addresses and downloads.
    """

    search_fields = ("search_text",)
    save_on_top = True

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        names = [field.name for field in self.opts.concrete_fields if field.name in PUBLIC_NAMES]
        for word in fold(search_term).split()[:MOST_WORDS]:
            found = Q(search_text__contains=word)
            for name in names:
                found |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, False


class DistinctRows(BaseInlineFormSet):
    """Refuses two rows of one form that the database would refuse, in the words of the constraint."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """Rows know the record that they are rows of, so that to name one of them asks the database nothing."""
        form = super()._construct_form(i, **kwargs)
        if self.instance.pk is not None:
            setattr(form.instance, self.fk.name, self.instance)
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = gettext("Delete this row")

    def clean(self) -> None:
        # Not BaseModelFormSet.clean: it does the same for some of the constraints, in words for programmers.
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                self.refuse_repeated(constraint)
        for form in self.forms:
            # The page has no room for what is wrong with a hidden field.
            if "id" in form.errors:
                form.add_error(None, TAKEN_OUT)

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


class Rows(SharedLabels, InlineModelAdmin):
    """Rows of a record with what they point to, in one query; none is offered empty until asked for."""

    formset = DistinctRows
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # However many a form says it has: no record has so many, and to draw thousands takes minutes.
        return super().get_formset(request, obj, **{"max_num": MOST_ROWS, "absolute_max": MOST_ROWS, **kwargs})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.get_autocomplete_fields(request))


class RowInline(Rows, admin.TabularInline):
    """Rows in a table, whose boxes are named by its columns: to who hears the page as well."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field

    template = "admin/policies/rows.html"


class CardInline(Rows, admin.StackedInline):
    """Rows with too many fields for a table."""

    template = "admin/policies/cards.html"
