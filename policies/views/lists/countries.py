"""All countries with the state of their national policies, as a file."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.columns import TABLES
from policies.filters import AsOf
from policies.models import Country
from policies.queries.country_states import countries_with_states
from policies.views.lists.base import Cells, Listed, Rows, Shape

SHAPE = Shape(TABLES["countries"], ("state", "state_name", "state_as_of", "policies"))


def rows(data: QueryDict) -> Rows:
    day = AsOf.read(data)
    found = countries_with_states(day.on)
    states = dict(found)

    def beside(country: Country) -> Cells:
        state = states[country]
        return state.value, str(state.label), day.on.isoformat(), str(country.policy_count)  # type: ignore[attr-defined]

    return Rows(SHAPE.cells((country for country, __ in found), beside), lambda: len(found), day)


COUNTRIES = Listed(_("Countries"), "country-list", SHAPE.headers, rows, SHAPE.numbers | {"policies"})
