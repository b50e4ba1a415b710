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


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Project

    slug = factory.Sequence("project-{}".format)
    title = factory.Sequence("Project {}".format)
    start = "2015"


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
