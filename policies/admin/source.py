from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.base import SearchableAdmin
from policies.admin.look_up import LooksUp
from policies.choices import LinkHealth
from policies.models import LinkCheck, Source
from policies.queries.quality.links import COPIES
from policies.queries.standings import show_day


@admin.register(Source)
class SourceAdmin(LooksUp, SearchableAdmin):
    list_display = ("label", "site", "publisher", "published", "accessed", "reliability", "link_health")
    list_filter = ("reliability", "link_health", "language")
    fields = (
        "url",
        "citation",
        "title",
        "publisher",
        ("published", "accessed"),
        ("language", "reliability"),
        "archived_url",
        ("link_health", "last_reached"),
        "last_try",
    )
    readonly_fields = ("link_health", "last_reached", "last_try")

    @admin.display(description=_("last try"))
    def last_try(self, source: Source) -> str:
        """What the address answered, and what helps where it did not. Nothing here is ever written over the address."""
        check = LinkCheck.objects.filter(address=source.url).first() if source.url else None
        if check is None:
            return gettext("not tried yet")
        said = check.problem or gettext("answered %(status)s") % {"status": check.status}
        lines = [(f"{show_day(timezone.localdate(check.checked_at))}: {said}",)]
        if check.final_address:
            moved = gettext("Moved for good to") if check.moved_for_good else gettext("Leads to")
            lines.append((format_html('{} <a href="{}" rel="noopener">{}</a>', moved, *[check.final_address] * 2),))
        if check.health != LinkHealth.ALIVE:
            words = gettext("Look for old copies, and name one above as archived copy")
            lines.append((format_html('<a href="{}" rel="noopener">{}</a>', COPIES + source.url, words),))
        return format_html_join(SafeString("<br>"), "{}", lines)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if change and "url" in form.changed_data:
            # What is known is known of the address, and readers are told no more of a new one.
            check = LinkCheck.objects.filter(address=obj.url.strip()).first()
            obj.link_health = check.health if check else LinkHealth.UNCHECKED
            obj.last_reached = timezone.localdate(check.last_success_at) if check and check.last_success_at else None
        super().save_model(request, obj, form, change)
