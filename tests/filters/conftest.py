"""The record that is asked."""

from __future__ import annotations

import pytest

from policies.actions import refresh
from policies.models import Country
from tests import factories as make


@pytest.fixture(scope="module")
def record(lasting: None) -> None:
    """Four policies that differ in everything that can be asked."""
    peru, ecuador, kenya = make.CountryFactory(), make.CountryFactory(ecuador=True), make.CountryFactory(kenya=True)
    migof = make.FrameworkFactory(code="migof", short_name="MiGOF")
    gcm = make.FrameworkFactory(code="gcm", short_name="GCM")
    o2 = make.ComponentFactory(framework=migof, code="migof-o2")
    p1 = make.ComponentFactory(framework=migof, code="migof-p1")
    gcm23 = make.ComponentFactory(framework=gcm, code="gcm-23")
    health, gender = make.TopicFactory(slug="health"), make.TopicFactory(slug="gender")

    per = make.PolicyFactory(
        slug="per", country=peru, title="National Migration Policy", original_title="Política Nacional Migratoria",
        term_start="2017", term_end="2025",
    )  # fmt: skip
    make.EventFactory(policy=per, type="drafting-started", date="2015-09")
    make.EventFactory(policy=per, date="2017-04-27")
    per.topics.add(health, gender)
    make.AlignmentFactory(policy=per, framework=migof, component=o2, link="implicit")
    make.AlignmentFactory(policy=per, framework=migof, component=p1, link="explicit")
    make.AlignmentFactory(policy=per, framework=gcm, component=gcm23, link="implicit")

    law = make.PolicyFactory(slug="law", country=peru, title="Act on 100% of aliens", instrument="law")
    make.EventFactory(policy=law, date="2010-06")
    law.topics.add(gender)
    make.AlignmentFactory(policy=law, framework=migof, link="explicit")

    ecu = make.PolicyFactory(slug="ecu", country=ecuador, title="Plan", instrument="action-plan")
    make.EventFactory(policy=ecu, type="drafting-started", date="2019")
    make.AlignmentFactory(policy=ecu, framework=gcm, component=gcm23, link="explicit")

    can = make.GroupFactory(code="can", name="Andean Community")
    make.MembershipFactory(group=can, country=peru, since="1969-05-26")
    make.MembershipFactory(group=can, country=ecuador, since="1969")
    make.MembershipFactory(group=can, country=kenya, since="2001", until="2010")
    Country.objects.filter(pk=kenya.pk).update(income="low")
    per.target_groups.add(make.TargetGroupFactory(slug="returnees"))
    fund = make.OrganisationFactory(slug="fund")
    project = make.ProjectFactory(slug="project")
    make.ParticipationFactory(project=project, organisation=fund, role="1")
    make.PolicyProjectFactory(policy=per, project=project)
    unpaid = make.PolicyProjectFactory(policy=law, project=make.ProjectFactory(slug="other")).project
    make.FundingFactory(project=unpaid, funder=make.OrganisationFactory(slug="payer"))
    make.PolicyProjectFactory(policy=law, project=make.ProjectFactory(slug="hidden", state="draft"))

    ken = make.PolicyFactory(slug="ken", country=kenya, title="Strategy", instrument="strategy")
    refresh([per.pk, law.pk, ecu.pk, ken.pk])
    make.PolicyFactory(slug="draft", country=peru, title="National Migration Policy, next", state="draft")
