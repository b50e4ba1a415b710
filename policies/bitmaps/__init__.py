"""The published policies in memory, for counting: each value that a reader can choose is the set of its policies.

Sets are compressed bitmaps (pyroaring), so that what fits many choices at once, and each facet's counts beside it, are
intersections and take microseconds where the database would scan the record again for each facet. The database stays
the truth: the index is built from it whenever the data version has risen (holder.py).
"""

from policies.bitmaps.holder import current, forget
from policies.bitmaps.index import Index
from policies.bitmaps.milestones import Milestones

__all__ = ["Index", "Milestones", "current", "forget"]
