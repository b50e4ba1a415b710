"""Full text: which policies have the words of a question, in which order, and where the words stand.

``words`` cuts texts and reads questions, ``passages`` tells what a policy is found by, ``index`` keeps it, ``match``
asks the database, and ``reasons`` shows why a policy was found.
"""

from policies.search.index import rebuild, refresh, refresh_missing, stale
from policies.search.match import rank, ranks, with_titles, with_words
from policies.search.reasons import Reason, Why, reasons
from policies.search.words import Question, read_question

__all__ = [
    "Question",
    "Reason",
    "Why",
    "rank",
    "ranks",
    "read_question",
    "reasons",
    "rebuild",
    "refresh",
    "refresh_missing",
    "stale",
    "with_titles",
    "with_words",
]
