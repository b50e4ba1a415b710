"""The published policies in memory, for counting: each value that a reader can choose is the set of its policies.

Sets are compressed bitmaps (pyroaring), so that what fits many choices at once, and each facet's counts beside it, are
intersections and take microseconds where the database would scan the record again for each facet. The database stays
the truth: the index is built from it whenever the data version has risen (holder.py). Views that group all policies, by
country and year say, group columns of numbers (table.py) of a selection (selected.py).
"""

from policies.bitmaps.holder import current, forget
from policies.bitmaps.index import Index
from policies.bitmaps.milestones import Milestones
from policies.bitmaps.selected import Selected, published, selected
from policies.bitmaps.table import NEVER, NUMBER_OF_TYPE, day_of

__all__ = [
    "NEVER",
    "NUMBER_OF_TYPE",
    "Index",
    "Milestones",
    "Selected",
    "current",
    "day_of",
    "forget",
    "published",
    "selected",
]
