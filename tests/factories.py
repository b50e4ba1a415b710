"""Records for tests: small, valid, and plainly made up."""

from __future__ import annotations

import factory

from policies import choices, models


class CountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Country
        django_get_or_create = ("iso3",)

    iso3, iso2, m49, slug = "PER", "PE", "604", "peru"
    region, sub_region = "americas", "latin-america-and-the-caribbean"
    intermediate_region = "south-america"
    income, un_member = "upper-middle", True
    latitude, longitude = -9.15, -74.38

    class Params:
        ecuador = factory.Trait(iso3="ECU", iso2="EC", m49="218", slug="ecuador", latitude=-1.42, longitude=-78.75)
        kenya = factory.Trait(
            iso3="KEN",
            iso2="KE",
            m49="404",
            slug="kenya",
            region="africa",
            sub_region="sub-saharan-africa",
            intermediate_region="eastern-africa",
            latitude=0.53,
            longitude=37.86,
        )


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Source

    url = factory.Sequence("https://example.org/source/{}".format)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Organisation

    slug = factory.Sequence("organisation-{}".format)
    name = factory.Sequence("Organisation {}".format)
    type = choices.OrganisationType.MULTILATERAL


class FrameworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Framework

    code = factory.Sequence("framework{}".format)
    name = factory.LazyAttribute(lambda framework: f"Framework {framework.code}")
    short_name = factory.LazyAttribute(lambda framework: framework.code.upper())
    kind = choices.FrameworkKind.GOVERNANCE_FRAMEWORK


class ComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FrameworkComponent

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"c-{n}")
    kind = choices.ComponentKind.OBJECTIVE
    short_title = factory.LazyAttribute(lambda component: f"Component {component.code}")


class PolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Policy

    country = factory.SubFactory(CountryFactory)
    slug = factory.Sequence("policy-{}".format)
    title = factory.Sequence("Policy {}".format)
    instrument = choices.Instrument.POLICY
    state = choices.PublicationState.PUBLISHED


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PolicyEvent

    policy = factory.SubFactory(PolicyFactory)
    type = choices.EventType.ADOPTED
    date = "2017-04-27"
    title = factory.Sequence("Event {}".format)
    source = factory.SubFactory(SourceFactory)


class AlignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Alignment

    policy = factory.SubFactory(PolicyFactory)
    framework = factory.SubFactory(FrameworkFactory)
    link = choices.Link.EXPLICIT
    source_kind = choices.SourceKind.POLICY_TEXT
    source = factory.SubFactory(SourceFactory)
    coded_by = "tests"


class FrameworkAlignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FrameworkAlignment

    subject = factory.SubFactory(FrameworkFactory, kind=choices.FrameworkKind.REGIONAL_FRAMEWORK)
    framework = factory.SubFactory(FrameworkFactory)
    link = choices.Link.IMPLICIT
    source_kind = choices.SourceKind.POLICY_TEXT
    source = factory.SubFactory(SourceFactory)
    coded_by = "tests"


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Project

    slug = factory.Sequence("project-{}".format)
    title = factory.Sequence("Project {}".format)
    start = "2015"
    state = choices.PublicationState.PUBLISHED


class ParticipationFactory(factory.django.DjangoModelFactory):
    """An organisation in a project, by default its funder."""

    class Meta:
        model = models.ProjectParticipation

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = choices.OrganisationRole.FUNDING


class PolicyProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PolicyProject

    policy = factory.SubFactory(PolicyFactory)
    project = factory.SubFactory(ProjectFactory)
    role = choices.PolicyProjectRole.DRAFTED
    source = factory.SubFactory(SourceFactory)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Topic

    slug = factory.Sequence("topic-{}".format)
    label = factory.Sequence("Topic {}".format)


class TargetGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TargetGroup

    slug = factory.Sequence("target-{}".format)
    label = factory.Sequence("Target {}".format)


class RelationFactory(factory.django.DjangoModelFactory):
    """``policy`` does something to ``other``, by default replaces it."""

    class Meta:
        model = models.PolicyRelation

    policy = factory.SubFactory(PolicyFactory)
    type = choices.RelationType.REPLACES
    other = factory.SubFactory(PolicyFactory)


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PolicyDocument

    policy = factory.SubFactory(PolicyFactory)
    variant = choices.DocumentVariant.ORIGINAL
    language = "es"
    url = factory.Sequence("https://example.org/document/{}".format)


class FundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Funding

    project = factory.SubFactory(ProjectFactory)
    funder = factory.SubFactory(OrganisationFactory)
    type = choices.FundingType.COMMITMENT
    amount = "1000.00"
    currency = "USD"
    source = factory.SubFactory(SourceFactory)


class ShareFactory(factory.django.DjangoModelFactory):
    """A country that a project is for."""

    class Meta:
        model = models.ProjectCountry

    project = factory.SubFactory(ProjectFactory)
    country = factory.SubFactory(CountryFactory)


class MappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ComponentMapping

    component = factory.SubFactory(ComponentFactory)
    relation = choices.MappingRelation.CLOSE
    other = factory.SubFactory(ComponentFactory)
    source = factory.SubFactory(SourceFactory)


class CheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CountryCheck

    country = factory.SubFactory(CountryFactory)
    date = "2024-05"
    outcome = choices.CheckOutcome.NONE_FOUND
    where = "The gazette"
    checked_by = "tests"


class TakesPartFactory(factory.django.DjangoModelFactory):
    """What a country did about a framework, by default ratified it."""

    class Meta:
        model = models.Participation

    country = factory.SubFactory(CountryFactory)
    framework = factory.SubFactory(FrameworkFactory)
    action = choices.ParticipationAction.RATIFIED
    date = "2005"
    source = factory.SubFactory(SourceFactory)


class ScoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ComponentScore

    country = factory.SubFactory(CountryFactory)
    component = factory.SubFactory(ComponentFactory)
    framework = factory.LazyAttribute(lambda score: score.component.framework)
    year = factory.Sequence(lambda n: 1950 + n % 200)
    score = 3
    scale = "1 to 4"
    source = factory.SubFactory(SourceFactory)


class GroupFactory(factory.django.DjangoModelFactory):
    """A group of countries."""

    class Meta:
        model = models.CountryGroup

    code = factory.Sequence("group-{}".format)
    name = factory.Sequence("Group {}".format)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GroupMembership

    group = factory.SubFactory(GroupFactory)
    country = factory.SubFactory(CountryFactory)
    since = "1996"


class SeededRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SeededRecord

    model, key, record = "policy", "per-policy", 1


class MadeUpCountryFactory(CountryFactory):
    """As many countries as a test wants; their codes are of no country."""

    iso3 = factory.Sequence(lambda n: f"X{n:02}" if n < 100 else f"Y{n % 100:02}")
    iso2 = factory.Sequence(lambda n: f"{chr(65 + n // 10 % 26)}{n % 10}")
    m49 = ""
    slug = factory.Sequence("country-{}".format)
