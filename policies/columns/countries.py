"""Countries, their groups, and who looked for what in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policies import models
from policies.columns.base import table
from policies.columns.shared import COUNTRY, SOURCE

COUNTRIES = table(
    "countries",
    models.Country,
    _("Countries and areas of ISO 3166-1 with their United Nations regions."),
    "iso3",
    [
        ("iso3", _("ISO 3166-1 alpha-3 code.")),
        ("iso2", _("ISO 3166-1 alpha-2 code.")),
        ("note",),
        ("m49", _("Numerical code of the United Nations Statistics Division.")),
        ("name", _("English short name, from Unicode CLDR.")),
        ("slug", _("Last part of its address on this site.")),
        ("region", _("M49 region.")),
        ("sub_region", _("M49 sub-region.")),
        ("intermediate_region", _("M49 intermediate region, where there is one.")),
        ("income", _("World Bank income group.")),
        ("un_member", _("Whether it is a member of the United Nations.")),
        ("latitude",),
        ("longitude", _("Degrees east, of the same point.")),
    ],
)

GROUPS = table(
    "groups",
    models.CountryGroup,
    _("Groups of countries, such as the African Union."),
    "code",
    [("code", _("Code, as in queries.")), ("name", _("Name.")), ("notes",), SOURCE],
)

MEMBERSHIPS = table(
    "memberships",
    models.GroupMembership,
    _("Members of groups, with the dates that a source gives."),
    "group country since",
    [
        ("group", _("The group."), "group.code", "groups.code"),
        COUNTRY,
        ("since",),
        ("until",),
        (*SOURCE[:1], _("Its source, where it is not the group's own."), *SOURCE[2:]),
    ],
)

CHECKS = table(
    "checks",
    models.CountryCheck,
    _("Who looked for what in a country, when, and what was found."),
    "country scope date",
    [
        COUNTRY,
        ("scope", _("What was looked for.")),
        ("date", _("When.")),
        ("outcome", _("What was found.")),
        ("where",),
        ("checked_by", _("By whom.")),
        SOURCE,
    ],
)
