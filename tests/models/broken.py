"""Rows that break one named rule each, and what is said then."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from policies.dates import HonestDate
from policies.models import (
    Alignment,
    Assignment,
    Correction,
    ImportBatch,
    ImportRow,
    PastAddress,
    PolicyEvent,
    PolicyRelation,
    ReviewComment,
    Revision,
    Source,
)
from tests import factories as make


def copy_of(row: models.Model) -> models.Model:
    """The same row once more, unsaved."""
    kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**kept)


def twice(factory: type, **fields: object) -> Callable[[], models.Model]:
    return lambda: copy_of(factory(**fields))


def unsaved(factory: type, **fields: object) -> Callable[[], models.Model]:
    """A row whose relations are saved and which itself is not."""

    def build() -> models.Model:
        row = copy_of(factory())
        type(row)._default_manager.all().delete()
        for name, value in fields.items():
            setattr(row, name, value)
        return row

    return build


def address_twice() -> PastAddress:
    first = PastAddress.objects.create(kind="policies", slug="a", policy=make.PolicyFactory())
    return PastAddress(kind="policies", slug="a", policy=first.policy)


def event_extending() -> PolicyEvent:
    return PolicyEvent(
        policy=make.PolicyFactory(), type="adopted", title="A", source=make.SourceFactory(), extends_to=HonestDate(2020)
    )


def relation_to_itself() -> PolicyRelation:
    policy = make.PolicyFactory()
    return PolicyRelation(policy=policy, other=policy, type="replaces")


def component_its_own_parent() -> models.Model:
    component = make.ComponentFactory(framework__code="f", code="f-1")
    component.parent = component
    return component


def mapping_to_itself() -> models.Model:
    component = make.ComponentFactory()
    return make.MappingFactory.build(component=component, other=component, source=make.SourceFactory())


def same_revision(factory: type, of: str) -> Callable[[], Revision]:
    def second() -> Revision:
        first = Revision.objects.create(number=1, kind="first", role="seeds", **{of: factory()})
        return Revision(number=1, kind="changed", role="seeds", **{of: first.record})

    return second


def assigned_twice(by_country: bool) -> models.Model:
    given = {"country": make.CountryFactory()} if by_country else {"region": "africa"}
    return copy_of(Assignment.objects.create(user=User.objects.create_user("analyst"), **given))


def row_twice() -> models.Model:
    batch = ImportBatch.objects.create(state="imported", checksum="0", file_name="a.csv")
    return copy_of(ImportRow.objects.create(batch=batch, number=3, verdict="added", title="Act"))


def same_url() -> models.Model:
    return Source(url=make.SourceFactory().url)


def same_citation() -> models.Model:
    return Source(citation=Source.objects.create(citation="El Peruano, 27 April 2017").citation)


def same_iati(factory: type) -> Callable[[], models.Model]:
    def build() -> models.Model:
        row = copy_of(factory(iati_id="XM-DAC-1"))
        row.slug = "other"
        return row

    return build


def organisation_twice(**fields: object) -> models.Model:
    return copy_of(make.TakesPartFactory(country=None, organisation=make.OrganisationFactory(), **fields))


def whole_scored_twice() -> models.Model:
    return copy_of(make.ScoreFactory(component=None, framework=make.FrameworkFactory()))


def review_without_reviewer() -> models.Model:
    return AlignmentBuilt(reviewed_on=HonestDate(2020))


def AlignmentBuilt(**fields: object) -> Alignment:
    known = {
        "policy": make.PolicyFactory(),
        "framework": make.FrameworkFactory(),
        "source": make.SourceFactory(),
        "link": "explicit",
        "source_kind": "press",
        "coded_by": "tests",
    }
    return Alignment(**{**known, **fields})


def FrameworkAlignmentBuilt(**fields: object) -> models.Model:
    return copy_of(make.FrameworkAlignmentFactory.build(**{**followed(), **fields}))


def followed() -> dict[str, object]:
    return {"subject": make.FrameworkFactory(), "framework": make.FrameworkFactory(), "source": make.SourceFactory()}


def framework_aligned_to_itself() -> models.Model:
    framework = make.FrameworkFactory()
    return FrameworkAlignmentBuilt(subject=framework, framework=framework)


def framework_aligned_twice_to_a_component() -> models.Model:
    component = make.ComponentFactory(framework__code="x", code="x-1")
    return copy_of(make.FrameworkAlignmentFactory(framework=component.framework, component=component))


CASES: dict[str, tuple[Callable[[], models.Model], str]] = {
    "alignment_reviewed_by_another": (
        lambda: AlignmentBuilt(coded_by="One", reviewed_by="One"),
        "Somebody else than the coder",
    ),
    "alignment_quote_25_words": (lambda: AlignmentBuilt(quote="w " * 26, quote_language="en"), "26 words; 25 are allowed"),
    "alignment_once_a_coder": (
        lambda: copy_of(make.AlignmentFactory(component=make.ComponentFactory(framework=make.FrameworkFactory(code="x")),
                                              framework=make.FrameworkFactory._meta.model.objects.get(code="x"))),
        "to this component already",
    ),
    "alignment_once_a_coder_whole": (twice(make.AlignmentFactory), "to the whole framework already"),
    "alignment_review_dated_with_reviewer": (review_without_reviewer, "A review date needs its reviewer"),
    "frameworkalignment_reviewed_by_another": (
        lambda: FrameworkAlignmentBuilt(coded_by="One", reviewed_by="One"),
        "Somebody else than the coder",
    ),
    "frameworkalignment_quote_25_words": (
        lambda: FrameworkAlignmentBuilt(quote="w " * 26, quote_language="en"), "26 words; 25 are allowed"
    ),
    "frameworkalignment_once_a_coder": (framework_aligned_twice_to_a_component, "to this component already"),
    "frameworkalignment_once_a_coder_whole": (twice(make.FrameworkAlignmentFactory), "two frameworks as a whole already"),
    "frameworkalignment_review_dated_with_reviewer": (
        lambda: FrameworkAlignmentBuilt(reviewed_on=HonestDate(2020)), "A review date needs its reviewer"
    ),
    "frameworkalignment_of_two": (framework_aligned_to_itself, "cannot be aligned to itself"),
    "country_coordinates_on_earth": (unsaved(make.CountryFactory, latitude=90.5), "Latitude is between -90 and 90"),
    "country_check_once_a_date": (twice(make.CheckFactory), "on this date is recorded already"),
    "component_not_its_own_parent": (component_its_own_parent, "cannot be its own parent"),
    "mapping_once_a_pair": (twice(make.MappingFactory), "mapped already"),
    "mapping_of_two_components": (mapping_to_itself, "joins components of two different frameworks"),
    "framework_complete_list_has_its_day": (
        unsaved(make.FrameworkFactory, participants_complete=True),
        "give that day",
    ),
    "participation_of_a_country_or_an_organisation": (unsaved(make.TakesPartFactory, country=None), "not both"),
    "participation_once": (twice(make.TakesPartFactory), "recorded already"),
    "participation_once_undated": (twice(make.TakesPartFactory, date=None), "recorded already, without a date"),
    "participation_of_organisation_once": (organisation_twice, "of this organisation is recorded already."),
    "participation_of_organisation_once_undated": (
        lambda: organisation_twice(date=None), "of this organisation is recorded already, without a date"
    ),
    "score_once_a_year": (twice(make.ScoreFactory), "for this component and year already"),
    "score_of_whole_once_a_year": (whole_scored_twice, "for the whole framework and year already"),
    "membership_once_a_date": (twice(make.MembershipFactory), "a member since that date already"),
    "membership_once_undated": (twice(make.MembershipFactory, since=None), "a member since an unknown date already"),
    "membership_until_not_before_since": (
        unsaved(make.MembershipFactory, since=HonestDate(2018), until=HonestDate(2017)), "ends before it begins"
    ),
    "seeded_record_once_a_key": (twice(make.SeededRecordFactory), "have loaded this key already"),
    "score_year_plausible": (unsaved(make.ScoreFactory, year=1949), "between 1950 and 2199"),
    "organisation_iati_id_unique": (same_iati(make.OrganisationFactory), "Another organisation has this IATI"),
    "policy_term_end_not_before_start": (
        unsaved(make.PolicyFactory, term_start=HonestDate(2018), term_end=HonestDate(2017)), "ends before it starts"
    ),
    "event_once": (twice(make.EventFactory), "This event is recorded already"),
    "event_once_undated": (twice(make.EventFactory, date=None), "This undated event is recorded already"),
    "event_only_extension_extends": (event_extending, "Only an event of type “Extended”"),
    "relation_of_two_policies": (relation_to_itself, "cannot replace, amend or repeal itself"),
    "relation_once": (twice(make.RelationFactory), "This relation is recorded already"),
    "document_once": (twice(make.DocumentFactory), "This document is listed already"),
    "project_iati_id_unique": (same_iati(make.ProjectFactory), "Another project has this IATI"),
    "policy_has_slug": (unsaved(make.PolicyFactory, slug=""), "A policy needs a slug"),
    "project_country_once": (twice(make.ShareFactory), "This country is listed already"),
    "project_country_percentage_range": (unsaved(make.ShareFactory, percentage=Decimal("100.01")), "between 0 and 100"),
    "project_participation_once": (twice(make.ParticipationFactory), "has this role already"),
    "funding_amount_not_negative": (unsaved(make.FundingFactory, amount=Decimal("-0.01")), "cannot be negative"),
    "funding_currency_iso_4217": (unsaved(make.FundingFactory, currency="usd"), "three capital letters"),
    "funding_once": (twice(make.FundingFactory, date="2016"), "This funding is recorded already"),
    "funding_once_undated": (twice(make.FundingFactory), "This undated funding is recorded already"),
    "policy_project_once": (twice(make.PolicyProjectFactory), "in this role already"),
    "correction_accepted_with_answer": (
        lambda: Correction(kind="policies", key="a", permalink="https://x.example/", message="m", state="accepted"),
        "write the public answer",
    ),
    "correction_answered_without_contact": (
        lambda: Correction(
            kind="policies", key="a", permalink="https://x.example/", message="m", state="refused", contact="a@example.org"
        ),
        "keeps no contact",
    ),
    "past_address_once": (address_twice, "leads to another record already"),
    "past_address_of_its_record": (
        lambda: PastAddress(kind="projects", slug="a", policy=make.PolicyFactory()),
        "of one policy, project or organisation",
    ),
    "comment_of_one_record": (lambda: ReviewComment(text="a", role="reviewer"), "on a policy or on a project"),
    "comment_done_after_sent": (
        lambda: ReviewComment(policy=make.PolicyFactory(), text="a", role="reviewer", done_at=timezone.now()),
        "Only a comment that was sent",
    ),
    "revision_of_one_record": (lambda: Revision(number=1, kind="first", role="seeds"), "of a policy or of a project"),
    "revision_number_once_a_policy": (same_revision(make.PolicyFactory, "policy"), "revision of the policy exists"),
    "revision_number_once_a_project": (same_revision(make.ProjectFactory, "project"), "revision of the project exists"),
    "assignment_country_or_region": (
        lambda: Assignment(user=User.objects.create_user("analyst")), "Choose a country or a region"
    ),
    "assignment_country_once": (lambda: assigned_twice(True), "This country is assigned already"),
    "assignment_region_once": (lambda: assigned_twice(False), "This region is assigned already"),
    "import_keeps_pending_files_only": (
        lambda: ImportBatch(state="imported", checksum="0", file_name="a.csv", content=b"x"), "waits to be confirmed"
    ),
    "import_row_once": (row_twice, "is recorded already"),
    "source_has_url_or_citation": (lambda: Source(title="A"), "Give the address of the source"),
    "source_url_unique": (same_url, "with this address is recorded already"),
    "source_citation_unique": (same_citation, "with this citation is recorded already"),
}  # fmt: skip
