"""Whether the addresses that the record names still answer: asking them politely, and keeping what they said."""

from policies.links.outcome import Manners, Outcome
from policies.links.record import addresses_to_check, record, show_to_readers
from policies.links.run import outcomes

__all__ = ["Manners", "Outcome", "addresses_to_check", "outcomes", "record", "show_to_readers"]
