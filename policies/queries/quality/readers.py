"""What readers said, and nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext

from policies.choices import CorrectionState, RecordKind
from policies.models import Correction, Country, Policy
from policies.queries.quality.base import Place, Row, Scope


def unanswered(scope: Scope) -> QuerySet[Correction]:
    """The oldest first. In a narrowed scope those about its countries and their policies."""
    found = Correction.objects.filter(state=CorrectionState.NEW).order_by("received_at", "pk")
    if not scope.narrowed:
        return found
    countries = Country.objects.filter(scope.of_country()).order_by().values("slug")
    policies = Policy.objects.filter(scope.of_country("country__")).order_by().values("slug")
    return found.filter(Q(kind=RecordKind.COUNTRY, key__in=countries) | Q(kind=RecordKind.POLICY, key__in=policies))


def rows(found: Iterable[Correction]) -> list[Row]:
    words = gettext("Answer it")
    return [
        Row(
            Truncator(correction.message).chars(200),
            str(correction),
            None,
            (Place(words, "correction", correction.pk, "id_state"),),
        )
        for correction in found
    ]
