"""The words of the domain: every closed list, its codes as they stand in URLs, and its labels.

Codes are public: they are in query strings, downloads and seeds, so they never change.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Instrument(TextChoices):
    POLICY = "policy", _("Policy")
    STRATEGY = "strategy", _("Strategy")
    ACTION_PLAN = "action-plan", _("Action plan")
    LAW = "law", _("Law")
    DECREE = "decree", _("Decree")
    REGULATION = "regulation", _("Regulation")
    AGREEMENT = "agreement", _("Agreement")
    INSTITUTIONAL_ACT = "institutional-act", _("Institutional act")


#: The family that the map of countries counts unless a reader chooses others.
NATIONAL_POLICY_FAMILY = (Instrument.POLICY, Instrument.STRATEGY)
#: Texts that enter into force by an act of their own, so that its being unrecorded is worth saying.
LEGAL_ACTS = (Instrument.LAW, Instrument.DECREE, Instrument.REGULATION, Instrument.AGREEMENT)


class Level(TextChoices):
    NATIONAL = "national", _("National")
    SUBNATIONAL = "subnational", _("Subnational")
    REGIONAL = "regional", _("Regional (several countries)")


class Status(TextChoices):
    """Status of a policy as of a day (lifecycle.py gives the rules)."""

    IN_DEVELOPMENT = "in-development", _("In development")
    ADOPTED = "adopted", _("Adopted")
    IN_FORCE = "in-force", _("In force")
    TERM_ENDED = "term-ended", _("Term ended")
    REPLACED = "replaced", _("Replaced")
    REPEALED = "repealed", _("Repealed")
    UNDATED = "undated", _("Undated")


class CountryState(TextChoices):
    """What the map says of a country as of a day."""

    IN_FORCE = "in-force", _("In force")
    IN_DEVELOPMENT = "in-development", _("In development")
    ENDED = "ended", _("Ended")
    NONE_FOUND = "none-found", _("None found")
    NOT_ASSESSED = "not-assessed", _("Not assessed")


class EventGroup(TextChoices):
    PREPARATION = "preparation", _("Preparation")
    ADOPTION = "adoption", _("Adoption")
    FORCE = "force", _("Force")
    END = "end", _("End")
    FOLLOW_THROUGH = "follow-through", _("Follow-through")
    CONTEXT = "context", _("Context")


class EventType(TextChoices):
    DRAFTING_STARTED = "drafting-started", _("Drafting started")
    DRAFTED = "drafted", _("Draft or bill presented")
    CONSULTATION = "consultation", _("Consultation")
    TECHNICAL_ASSISTANCE = "technical-assistance", _("Technical assistance")
    VALIDATED = "validated", _("Validated")
    ADOPTED = "adopted", _("Adopted")
    PUBLISHED = "published", _("Published")
    LAUNCHED = "launched", _("Launched")
    ENTERED_INTO_FORCE = "entered-into-force", _("Entered into force")
    AMENDED = "amended", _("Amended")
    EXTENDED = "extended", _("Extended")
    SUSPENDED = "suspended", _("Suspended")
    TERM_ENDED = "term-ended", _("Term ended")
    REPLACED = "replaced", _("Replaced")
    REPEALED = "repealed", _("Repealed")
    IMPLEMENTATION_PLAN = "implementation-plan", _("Implementation plan")
    IMPLEMENTATION = "implementation", _("Implementation")
    EVALUATION = "evaluation", _("Evaluation")
    REVIEW = "review", _("Review")
    INSTITUTION_CREATED = "institution-created", _("Institution created")
    ANNOUNCEMENT = "announcement", _("Announcement")
    OTHER = "other", _("Other")


EVENT_TYPES_BY_GROUP: dict[EventGroup, tuple[EventType, ...]] = {
    EventGroup.PREPARATION: (
        EventType.DRAFTING_STARTED,
        EventType.DRAFTED,
        EventType.CONSULTATION,
        EventType.TECHNICAL_ASSISTANCE,
        EventType.VALIDATED,
    ),
    EventGroup.ADOPTION: (EventType.ADOPTED, EventType.PUBLISHED, EventType.LAUNCHED),
    EventGroup.FORCE: (EventType.ENTERED_INTO_FORCE, EventType.AMENDED, EventType.EXTENDED, EventType.SUSPENDED),
    EventGroup.END: (EventType.TERM_ENDED, EventType.REPLACED, EventType.REPEALED),
    EventGroup.FOLLOW_THROUGH: (
        EventType.IMPLEMENTATION_PLAN,
        EventType.IMPLEMENTATION,
        EventType.EVALUATION,
        EventType.REVIEW,
    ),
    EventGroup.CONTEXT: (EventType.INSTITUTION_CREATED, EventType.ANNOUNCEMENT, EventType.OTHER),
}
GROUP_OF_EVENT_TYPE = {kind: group for group, kinds in EVENT_TYPES_BY_GROUP.items() for kind in kinds}


class RelationType(TextChoices):
    """What one policy does to another, as ELI and schema.org Legislation name it."""

    AMENDS = "amends", _("amends")
    REPEALS = "repeals", _("repeals")
    REPLACES = "replaces", _("replaces")
    IMPLEMENTS = "implements", _("implements")
    BASED_ON = "based-on", _("is based on")


#: The same relation read from the other end.
RELATION_SEEN_FROM_TARGET = {
    RelationType.AMENDS: _("amended by"),
    RelationType.REPEALS: _("repealed by"),
    RelationType.REPLACES: _("replaced by"),
    RelationType.IMPLEMENTS: _("implemented by"),
    RelationType.BASED_ON: _("basis of"),
}


class DocumentVariant(TextChoices):
    ORIGINAL = "original", _("Original text")
    OFFICIAL_TRANSLATION = "official-translation", _("Official translation")
    UNOFFICIAL_TRANSLATION = "unofficial-translation", _("Unofficial translation")


class Link(TextChoices):
    EXPLICIT = "explicit", _("Explicit")
    IMPLICIT = "implicit", _("Implicit")


class EvidenceKind(TextChoices):
    """What a policy's place under a framework or component rests on, the best first.

    By mapping: an alignment to a component of another framework that corresponds to it.
    """

    EXPLICIT = "explicit", _("Explicit")
    IMPLICIT = "implicit", _("Implicit")
    BY_MAPPING = "by-mapping", _("By mapping")

    @property
    def letter(self) -> str:
        """What stands for it in a narrow cell, with a legend beside."""
        return {"explicit": "E", "implicit": "I", "by-mapping": "M"}[self.value]


class SourceKind(TextChoices):
    """What sort of text an alignment's passage was read in."""

    POLICY_TEXT = "policy-text", _("Policy text")
    OFFICIAL_DESCRIPTION = "official-description", _("Official description")
    PRESS = "press", _("Press or other non-official page")


class Confidence(TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Reliability(TextChoices):
    OFFICIAL = "official", _("Official")
    SECONDARY = "secondary", _("Secondary")
    PRESS = "press", _("Press")


class Verification(TextChoices):
    """How a fact of a framework was checked."""

    OFFICIAL = "official", _("Read in an official text")
    SECONDARY = "secondary", _("Read in a non-official text")
    RECALLED = "recalled", _("Not yet checked in a text")


class LinkHealth(TextChoices):
    UNCHECKED = "unchecked", _("Not checked")
    ALIVE = "alive", _("Answers")
    #: Somebody answers, and turns programs away, or has a certificate that this site does not know.
    UNCLEAR = "unclear", _("Could not be told")
    DEAD = "dead", _("Does not answer")


class RecordKind(TextChoices):
    """Pages about one thing, by the first part of their address."""

    POLICY = "policies", _("Policy")
    COUNTRY = "countries", _("Country")
    FRAMEWORK = "frameworks", _("Framework")
    PROJECT = "projects", _("Project")
    FUNDER = "funders", _("Organisation")


class CorrectionState(TextChoices):
    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    SPAM = "spam", _("Spam")


class FrameworkKind(TextChoices):
    GOVERNANCE_FRAMEWORK = "governance-framework", _("Governance framework")
    COMPACT = "compact", _("Compact")
    TREATY = "treaty", _("Treaty")
    DECLARATION = "declaration", _("Declaration")
    GOAL_SET = "goal-set", _("Goal set")
    INDICATOR_SET = "indicator-set", _("Indicator set")
    REGIONAL_FRAMEWORK = "regional-framework", _("Regional framework")


class ComponentKind(TextChoices):
    PRINCIPLE = "principle", _("Principle")
    OBJECTIVE = "objective", _("Objective")
    DOMAIN = "domain", _("Domain")
    TARGET = "target", _("Target")
    ARTICLE = "article", _("Article")


class MappingRelation(TextChoices):
    """SKOS mapping relations."""

    EXACT = "exactMatch", _("exact match")
    CLOSE = "closeMatch", _("close match")
    BROAD = "broadMatch", _("broader")
    NARROW = "narrowMatch", _("narrower")
    RELATED = "relatedMatch", _("related")


class ParticipationAction(TextChoices):
    SIGNED = "signed", _("Signed")
    RATIFIED = "ratified", _("Ratified")
    ACCEPTED = "accepted", _("Accepted")
    APPROVED = "approved", _("Approved")
    ACCEDED = "acceded", _("Acceded")
    SUCCEEDED = "succeeded", _("Succeeded")
    VOTED_FOR = "voted-for", _("Voted for")
    VOTED_AGAINST = "voted-against", _("Voted against")
    ABSTAINED = "abstained", _("Abstained")
    ENDORSED = "endorsed", _("Endorsed")
    CHAMPION = "champion", _("Champion")
    ASSESSED = "assessed", _("Assessed")
    MEMBER = "member", _("Member of the body that adopted it")
    WITHDREW = "withdrew", _("Withdrew")


class ParticipationState(TextChoices):
    """What a map of a framework's participants says of a country as of a day. Its labels depend on the framework."""

    TAKES_PART = "takes-part", _("Takes part")
    BEGUN = "begun", _("Signed only")
    AGAINST = "against", _("Voted against")
    NO_PART = "no-part", _("Takes no part")
    NOT_RECORDED = "not-recorded", _("Not recorded")


#: What makes a state a party to a treaty: each has the same effect (Vienna Convention on the Law of Treaties, articles 11-16).
CONSENT = (
    ParticipationAction.RATIFIED,
    ParticipationAction.ACCEPTED,
    ParticipationAction.APPROVED,
    ParticipationAction.ACCEDED,
    ParticipationAction.SUCCEEDED,
)


class OrganisationRole(TextChoices):
    """IATI code list OrganisationRole."""

    FUNDING = "1", _("Funding")
    ACCOUNTABLE = "2", _("Accountable")
    EXTENDING = "3", _("Extending")
    IMPLEMENTING = "4", _("Implementing")


class OrganisationType(TextChoices):
    """IATI code list OrganisationType."""

    GOVERNMENT = "10", _("Government")
    LOCAL_GOVERNMENT = "11", _("Local Government")
    OTHER_PUBLIC = "15", _("Other Public Sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    PARTNER_NGO = "24", _("Partner Country based NGO")
    PUBLIC_PRIVATE = "30", _("Public Private Partnership")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Private Sector")
    PRIVATE_PROVIDER = "71", _("Private Sector in Provider Country")
    PRIVATE_RECIPIENT = "72", _("Private Sector in Aid Recipient Country")
    PRIVATE_THIRD = "73", _("Private Sector in Third Country")
    ACADEMIC = "80", _("Academic, Training and Research")
    OTHER = "90", _("Other")


class ActivityStatus(TextChoices):
    """IATI code list ActivityStatus."""

    PIPELINE = "1", _("Pipeline/identification")
    IMPLEMENTATION = "2", _("Implementation")
    FINALISATION = "3", _("Finalisation")
    CLOSED = "4", _("Closed")
    CANCELLED = "5", _("Cancelled")
    SUSPENDED = "6", _("Suspended")


class FundingType(TextChoices):
    """The two IATI transaction types that the site records (code list TransactionType)."""

    COMMITMENT = "2", _("Commitment")
    DISBURSEMENT = "3", _("Disbursement")


class PolicyProjectRole(TextChoices):
    DRAFTED = "drafted", _("Drafted the policy")
    SUPPORTED = "supported", _("Supported the policy")
    IMPLEMENTS = "implements", _("Implements the policy")
    EVALUATED = "evaluated", _("Evaluated the policy")


class CheckOutcome(TextChoices):
    FOUND = "found", _("Found")
    NONE_FOUND = "none-found", _("None found")


class CheckScope(TextChoices):
    """What somebody looked for. Only the first says anything about the map's "none found"."""

    NATIONAL_POLICY = "national-policy", _("National migration policies and strategies")
    ASYLUM_LAW = "asylum-law", _("Asylum law")


class RevisionKind(TextChoices):
    """What a publication did."""

    FIRST = "first", _("first published")
    CHANGED = "changed", _("changed")
    ARCHIVED = "archived", _("withdrawn")
    RESTORED = "restored", _("earlier revision restored")


class Role(TextChoices):
    """Who published, as readers are told: never a name."""

    ANALYST = "analyst", _("analyst")
    REVIEWER = "reviewer", _("reviewer")
    MANAGER = "manager", _("manager")
    SEEDS = "seeds", _("the project's own seeds")


class PublicationState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class IncomeGroup(TextChoices):
    """World Bank income groups."""

    LOW = "low", _("Low income")
    LOWER_MIDDLE = "lower-middle", _("Lower middle income")
    UPPER_MIDDLE = "upper-middle", _("Upper middle income")
    HIGH = "high", _("High income")


class Region(TextChoices):
    """UN M49 regions, sub-regions and intermediate regions: slug in URLs, English short name."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    OCEANIA = "oceania", _("Oceania")
    NORTHERN_AFRICA = "northern-africa", _("Northern Africa")
    SUB_SAHARAN_AFRICA = "sub-saharan-africa", _("Sub-Saharan Africa")
    EASTERN_AFRICA = "eastern-africa", _("Eastern Africa")
    MIDDLE_AFRICA = "middle-africa", _("Middle Africa")
    SOUTHERN_AFRICA = "southern-africa", _("Southern Africa")
    WESTERN_AFRICA = "western-africa", _("Western Africa")
    LATIN_AMERICA = "latin-america-and-the-caribbean", _("Latin America and the Caribbean")
    CARIBBEAN = "caribbean", _("Caribbean")
    CENTRAL_AMERICA = "central-america", _("Central America")
    SOUTH_AMERICA = "south-america", _("South America")
    NORTHERN_AMERICA = "northern-america", _("Northern America")
    CENTRAL_ASIA = "central-asia", _("Central Asia")
    EASTERN_ASIA = "eastern-asia", _("Eastern Asia")
    SOUTH_EASTERN_ASIA = "south-eastern-asia", _("South-eastern Asia")
    SOUTHERN_ASIA = "southern-asia", _("Southern Asia")
    WESTERN_ASIA = "western-asia", _("Western Asia")
    EASTERN_EUROPE = "eastern-europe", _("Eastern Europe")
    NORTHERN_EUROPE = "northern-europe", _("Northern Europe")
    CHANNEL_ISLANDS = "channel-islands", _("Channel Islands")
    SOUTHERN_EUROPE = "southern-europe", _("Southern Europe")
    WESTERN_EUROPE = "western-europe", _("Western Europe")
    AUSTRALIA_AND_NEW_ZEALAND = "australia-and-new-zealand", _("Australia and New Zealand")
    MELANESIA = "melanesia", _("Melanesia")
    MICRONESIA = "micronesia", _("Micronesia")
    POLYNESIA = "polynesia", _("Polynesia")


#: The five that divide the world, in the order of M49's own list.
CONTINENTS = (Region.AFRICA, Region.AMERICAS, Region.ASIA, Region.EUROPE, Region.OCEANIA)


class ImportState(TextChoices):
    """Where an imported file stands."""

    PENDING = "pending", _("Waits to be confirmed")
    IMPORTED = "imported", _("Imported as drafts")
    PUBLISHED = "published", _("Published")
    UNDONE = "undone", _("Undone")


class ImportVerdict(TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
