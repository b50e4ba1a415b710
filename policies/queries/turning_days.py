"""The days on which a policy's standing turns, as expressions of the database: for views of many days at once.

``lifecycle.standing`` is the definition; ``Policy.objects.with_status`` is its form for one day. These serve views of
many days, such as the years of a map, which ask for a few aggregates and not for every policy. Tests hold them equal.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Case, DateField, ExpressionWrapper, F, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractYear, Greatest, Least

from policies.lifecycle import ONE_DAY
from policies.models.policy import NO_BEGINNING

#: Stands for a day that never comes: later than all that is recorded, with room for a day more.
NEVER: Final = dt.date(9000, 1, 1)
#: Before every day that is asked for.
ALWAYS: Final = dt.date(1, 1, 1)


def day_of(name: str) -> Combinable:
    """A stored day, NEVER where there is none."""
    return Coalesce(F(name), Value(NEVER, DateField()), output_field=DateField())


def over_from() -> Combinable:
    """The first day on which a policy is over: its term ended, or it was replaced or repealed. NEVER if it goes on."""
    after_its_term = ExpressionWrapper(F("force_until") + Value(ONE_DAY), DateField())
    # A day with an interval added is a moment to PostgreSQL.
    return Least(
        Coalesce(Cast(after_its_term, DateField()), Value(NEVER, DateField()), output_field=DateField()),
        day_of("final_from"),
        output_field=DateField(),
    )


def prepared_from() -> Combinable:
    """The first day on which a policy was in development or adopted. NEVER where none is known."""
    return Least(day_of("development_from"), day_of("adopted_from"), output_field=DateField())


def known_from() -> Combinable:
    """The first day on which a policy is known of, as ``known_by`` asks: ALWAYS where no beginning is dated."""
    first = Least(prepared_from(), day_of("force_from"), over_from(), output_field=DateField())
    return Case(When(NO_BEGINNING, then=Value(ALWAYS, DateField())), default=first, output_field=DateField())


def year_of(name: str, days: dict[int, dt.date]) -> Combinable:
    """The year of a view that first shows the day ``name`` (a field or annotation that is not null).

    ``days`` is the day that the view shows of each of its years, which follow one on another. What is earlier than the
    first is of the first; a day after the last one's is of a later year.
    """
    passed = [
        When(**{f"{name}__gt": day, f"{name}__lte": dt.date(year, 12, 31)}, then=Value(year + 1))
        for year, day in days.items()
        if (day.month, day.day) != (12, 31)
    ]
    return Greatest(Case(*passed, default=ExtractYear(name), output_field=IntegerField()), Value(min(days)))
