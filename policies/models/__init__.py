"""The record: one file a noun, a QuerySet above its model."""

from policies.models.account import Assignment
from policies.models.address import PastAddress
from policies.models.alignment import Alignment, FrameworkAlignment
from policies.models.comment import ReviewComment
from policies.models.correction import Correction
from policies.models.country import Country, CountryCheck, CountryGroup, GroupMembership
from policies.models.framework import ComponentMapping, Framework, FrameworkComponent
from policies.models.importing import ImportBatch, ImportRow
from policies.models.link import LinkCheck
from policies.models.organisation import Organisation
from policies.models.participation import ComponentScore, Participation
from policies.models.policy import Policy, PolicyDocument, PolicyEvent, PolicyRelation, TargetGroup, Topic
from policies.models.project import Funding, PolicyProject, Project, ProjectCountry, ProjectParticipation
from policies.models.revision import Revision
from policies.models.search import PolicyText
from policies.models.seeding import SeededRecord
from policies.models.source import Source
from policies.models.version import DataVersion

__all__ = [
    "Alignment",
    "Assignment",
    "ComponentMapping",
    "ComponentScore",
    "Correction",
    "Country",
    "CountryCheck",
    "CountryGroup",
    "DataVersion",
    "Framework",
    "FrameworkAlignment",
    "FrameworkComponent",
    "Funding",
    "GroupMembership",
    "ImportBatch",
    "ImportRow",
    "LinkCheck",
    "Organisation",
    "Participation",
    "PastAddress",
    "Policy",
    "PolicyDocument",
    "PolicyEvent",
    "PolicyProject",
    "PolicyRelation",
    "PolicyText",
    "Project",
    "ProjectCountry",
    "ProjectParticipation",
    "ReviewComment",
    "Revision",
    "SeededRecord",
    "Source",
    "TargetGroup",
    "Topic",
]
