"""A record in which everything hangs together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make


@pytest.fixture(scope="session")
def world() -> Callable[[int], None]:
    """Fills the record with ``n`` of everything, all hanging on the records that have pages here."""

    def fill(n: int) -> None:
        country = make.CountryFactory(slug="the-country")
        make.CountryFactory(kenya=True)
        source = make.SourceFactory()
        framework = make.FrameworkFactory(code="migof", adopted="2015-11", source=source)
        other = make.FrameworkFactory(code="mgi")
        project, funder = make.ProjectFactory(slug="the-project"), make.OrganisationFactory(slug="the-funder")
        body = make.OrganisationFactory(country=country)
        the_policy = policy = make.PolicyFactory(slug="the-policy", country=country, source=source)
        for number in range(n):
            if number:
                home = make.MadeUpCountryFactory() if number % 2 else country
                policy = make.PolicyFactory(country=home, source=make.SourceFactory())
                make.RelationFactory(policy=the_policy, other=policy, type="amends", source=make.SourceFactory())
                make.RelationFactory(policy=policy, other=the_policy, type="based-on")
            component = make.ComponentFactory(framework=framework, code=f"migof-c{number + 1}", source=source)
            mapped = make.ComponentFactory(framework=other, code=f"mgi-d{number + 1}")
            make.MappingFactory(component=component, other=mapped)
            make.FrameworkAlignmentFactory(subject=framework, framework=other, component=mapped)
            make.FrameworkAlignmentFactory(framework=framework, component=component)
            framework.topics.add(make.TopicFactory())
            for aligned in {the_policy, policy}:
                make.AlignmentFactory(policy=aligned, framework=framework, component=component)
                make.PolicyProjectFactory(policy=aligned, project=make.ProjectFactory())
                make.EventFactory(policy=aligned, date=f"20{number % 20 + 1:02}", type="adopted")
                make.EventFactory(policy=aligned, date=f"20{number % 20 + 1:02}", type="other")
                make.DocumentFactory(policy=aligned)
                aligned.topics.add(make.TopicFactory())
                aligned.issuing_bodies.add(body, make.OrganisationFactory())
                aligned.lead_bodies.add(make.OrganisationFactory())
            here = project if number == 0 else make.ProjectFactory()
            make.ShareFactory(project=here, country=country)
            make.ParticipationFactory(project=here, organisation=funder, source=make.SourceFactory())
            make.ParticipationFactory(project=here, role="4")
            make.ParticipationFactory(project=project)
            make.FundingFactory(project=here, funder=funder)
            make.FundingFactory(project=project)
            make.PolicyProjectFactory(policy=policy, project=here)
            make.CheckFactory(country=country, date=f"20{number + 1:02}")
            home = country if number == 0 else make.MadeUpCountryFactory()
            make.TakesPartFactory(country=home, framework=framework)
            make.ScoreFactory(country=home, component=component, year=2015)
        refresh(Policy.objects.values_list("pk", flat=True))

    return fill
