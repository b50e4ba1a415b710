"""All countries with the state of their national policies, as a file."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.columns import TABLES
from policies.filters import AsOf
from policies.models import Country
from policies.queries.country_states import countries_with_states
from policies.views.lists.base import Cells, Rows, Shape

SHAPE = Shape(
    TABLES["countries"],
    {
        "state": _("State of its national policies and strategies on the day of the list."),
        "state_name": _("The state in words."),
        "state_as_of": _("The day of the list."),
        "policies": _("How many policies and other instruments are recorded, of any day."),
    },
)


def rows(data: QueryDict) -> Rows:
    day = AsOf.read(data)
    found = countries_with_states(day.on)
    states = dict(found)

    def beside(country: Country) -> Cells:
        state = states[country]
        return state.value, str(state.label), day.on.isoformat(), str(country.policy_count)  # type: ignore[attr-defined]

    return Rows(SHAPE.cells((country for country, __ in found), beside), lambda: len(found), day)


COUNTRIES = SHAPE.listed(_("Countries"), "country-list", rows, counts=["policies"])
