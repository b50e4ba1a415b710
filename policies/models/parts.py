"""What several models have in common: a field, a rule."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

SOURCE = _("source")


class Row(models.Model):
    """A row of a record that is drafted, reviewed and published with it."""

    #: On a row of a working copy: the row of the published record that it stands for.
    copy_of = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True


def source_if_known(related_name: str = "+", verbose_name: Any = SOURCE, **more: Any) -> models.ForeignKey[Any, Any]:
    """The source of a fact that may have none of its own. One in use cannot be deleted."""
    return models.ForeignKey(
        "policies.Source",
        verbose_name=verbose_name,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name=related_name,
        **more,
    )


def not_before(end: str, start: str) -> Q:
    """That one honest date is not before another, if both are known.

    The start is cut to the precision of the end: 2017-04 to 2017 is possible, 2018 to 2017 is not.
    """
    return (
        Q((f"{start}__isnull", True))
        | Q((f"{end}__isnull", True))
        | LessThanOrEqual(
            Substr(start, 1, Length(end), output_field=CharField()),
            Substr(end, 1, output_field=CharField()),
        )
    )
