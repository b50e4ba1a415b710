"""The query string: one vocabulary for list, map, timeline, downloads and feeds (docs: pages of the README).

A value that is not understood is named in ``problems`` and left out; it never breaks the page.
"""

from policies.filters.day import AsOf
from policies.filters.facets import Facet, Option, facets_of
from policies.filters.policies import FOREIGN_PREFIXES, SORTS, PolicyFilterSet, understood
from policies.filters.said import choices_in_words, permalink_of
from policies.filters.words import Chip, Problem, query, shorten

__all__ = [
    "FOREIGN_PREFIXES",
    "SORTS",
    "AsOf",
    "Chip",
    "Facet",
    "Option",
    "PolicyFilterSet",
    "Problem",
    "choices_in_words",
    "facets_of",
    "permalink_of",
    "query",
    "shorten",
    "understood",
]
