"""The query string: one vocabulary for list, map, timeline, downloads and feeds (docs: pages of the README).

A value that is not understood is named in ``problems`` and left out; it never breaks the page.
"""

from policies.filters.countries import OF_COUNTRIES, countries_within
from policies.filters.day import AsOf
from policies.filters.facets import Facet, Option, facets_of
from policies.filters.members import Members, Rows, members_of
from policies.filters.policies import FOREIGN_PREFIXES, NOT_NARROWING, OTHER_NAMES, SORTS, PolicyFilterSet, understood
from policies.filters.said import choices_in_words, permalink_of
from policies.filters.words import Chip, Problem, query, shorten

__all__ = [
    "FOREIGN_PREFIXES",
    "NOT_NARROWING",
    "OF_COUNTRIES",
    "OTHER_NAMES",
    "SORTS",
    "AsOf",
    "Chip",
    "Facet",
    "Members",
    "Option",
    "PolicyFilterSet",
    "Problem",
    "Rows",
    "choices_in_words",
    "countries_within",
    "facets_of",
    "members_of",
    "permalink_of",
    "query",
    "shorten",
    "understood",
]
