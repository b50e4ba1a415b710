"""The lists of policies and projects, narrowed to what waits for whoever looks: the whole of the queues of the first page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.desk import queue

LABELS = {
    queue.WAITING: _("Waiting for me to publish"),
    queue.SENT_BACK: _("Sent back to me"),
    queue.DRAFTS: _("My drafts"),
    queue.NOT_CHECKED: _("Not checked for 12 months, in my countries"),
    queue.ENDED: _("Term ended without successor, in my countries"),
}


class InMyQueue(admin.SimpleListFilter):
    """``queue``: one of desk.queue.QUEUES."""

    title = _("my queue")
    parameter_name = "queue"
    offered: tuple[str, ...] = tuple(LABELS)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, LABELS[key]) for key in self.offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = self.value()
        if key not in self.offered:
            return queryset
        found = queue.QUEUES[key](queryset.model, request.user, timezone.localdate())  # type: ignore[arg-type]
        return queryset.filter(pk__in=found.order_by().values("pk"))


class ProjectsInMyQueue(InMyQueue):
    """What is to be checked again are policies."""

    offered = (queue.WAITING, queue.SENT_BACK, queue.DRAFTS)
