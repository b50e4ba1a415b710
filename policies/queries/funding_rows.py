"""Paths of money as rows of a flow: with names, and drawn together where there are too many to tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from policies.models import Organisation
from policies.queries.funding_fold import MOST_NODES, Fold
from policies.queries.funding_names import Names, Places
from policies.queries.paths import UNKNOWN, Paths
from policies.rows import FlowRow

#: So many paths are listed one by one.
MOST_SINGLY = 300


@dataclass(frozen=True, slots=True)
class Flow:
    """``rows`` are what is drawn, ``singly`` what the table lists: the same, one by one where there are not too many."""

    rows: list[FlowRow]
    singly: list[FlowRow]
    funders: int
    projects: int
    policies: int
    countries: int
    without_funder: int  # projects
    without_policy: int  # projects
    folded: bool  # projects, policies or countries are drawn together
    undivided: bool  # something flows to several policies together


def flow_of(paths: Paths, known: Iterable[Organisation] = ()) -> Flow:
    """The rows of these paths, with the largest funders first. At most three queries for names, whatever their number.

    ``known`` are funders whose names need not be asked for.
    """
    paths = paths.largest_first()
    listed = [*paths] if len(paths) <= MOST_SINGLY else []
    places = Places()
    fold = Fold(paths, places)
    names = Names(
        listed or fold.drawn,
        {funder.pk: funder for funder in known},
        places,
        projects=bool(listed) or not fold.many_projects,
        policies=bool(listed) or not fold.many_policies,
    )
    drawn = fold.rows(names)
    projects, ends = paths.project, paths.ends
    number, policies = len(np.unique(projects)), ends.policy_sets.union(paths.policies)
    return Flow(
        rows=drawn,
        singly=[names.row(path) for path in listed] or drawn,
        funders=int(np.count_nonzero(np.unique(paths.funder) != UNKNOWN)),
        projects=number,
        policies=len(policies),
        countries=len(ends.country_sets.union(paths.countries)),
        without_funder=len(np.unique(projects[paths.funder == UNKNOWN])),
        without_policy=len(np.unique(projects[paths.without_policy])),
        folded=number > MOST_NODES or len(policies) > MOST_NODES,
        undivided=bool(np.any(ends.policy_sets.sizes[paths.policies] > 1)),
    )
