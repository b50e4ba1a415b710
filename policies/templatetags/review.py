"""What was said of a field or of a row, beside it; and what waits for whoever looks."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from policies.desk.queue import Queue, queue_of

register = template.Library()


@register.simple_tag(takes_context=True)
def comments_on_field(context: dict[str, Any], name: Any, label: Any = "") -> Any:
    """The Spot (admin/comments.py) of a field of the record; None on pages that have no comments, and for rows' fields."""
    page = context.get("comments")
    return page.at("", None, str(name), str(label)) if page and not context.get("inline_admin_form") else None


@register.simple_tag(takes_context=True)
def comments_on_row(context: dict[str, Any], part: str, row: Any) -> Any:
    """The Spot of a row that is stored."""
    page = context.get("comments")
    if not page or row is None or row.pk is None:
        return None
    return page.at(part, row.pk, "", str(row))


@register.filter
def ticked(comment: Any, page: Any) -> bool:
    return comment.pk in page.ticked


@register.simple_tag(takes_context=True)
def my_queue(context: dict[str, Any]) -> Queue:
    return queue_of(context["request"].user, timezone.localdate())


@register.filter
def named_in(key: Any, names: dict[int, str]) -> str:
    """The name of a country by its key; empty where there is none."""
    return names.get(key, "")
