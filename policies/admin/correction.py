"""What readers say is wrong: read by all who enter records, answered by those who publish."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from policies.admin.base import SteadyAdmin
from policies.choices import CorrectionState
from policies.models import Correction


@admin.register(Correction)
class CorrectionAdmin(SteadyAdmin):
    list_display = ("beginning", "page", "state", "received_at", "answered_at")
    list_filter = ("state", "kind")
    search_fields = ("message", "key", "answer")
    fields = ("page", "message", "proposed_source", "contact", "received_at", "state", "answer", "answered_at")
    readonly_fields = ("page", "message", "proposed_source", "contact", "received_at", "answered_at")

    @admin.display(description=_("message"))
    def beginning(self, correction: Correction) -> str:
        return Truncator(correction.message).chars(80)

    @admin.display(description=_("page"))
    def page(self, correction: Correction) -> str:
        return format_html('<a href="{}">{}</a>', correction.permalink, correction)

    @admin.display(description=_("where it says so"))
    def proposed_source(self, correction: Correction) -> str:
        """An address that anybody may have written: shown, and opened without telling where from."""
        if not correction.source_url:
            return "—"
        return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', *[correction.source_url] * 2)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not answer has no need to know whom to ask back."""
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [name for name in fields if name != "contact"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from readers."""
        return False

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        if obj.state == CorrectionState.NEW:
            obj.answered_at, obj.answered_by = None, None
        elif "state" in form.changed_data or obj.answered_at is None:
            obj.answered_at, obj.answered_by = timezone.now(), request.user
        super().save_model(request, obj, form, change)
