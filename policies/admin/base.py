"""What every admin page here has: search without accents, and no query a row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
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


class RowInline(admin.TabularInline):
    """Rows of a record, in a table; none is offered empty until asked for."""

    extra = 0
    show_change_link = False


class CardInline(admin.StackedInline):
    """Rows with too many fields for a table."""

    extra = 0
