"""Every named rule is kept twice: with its message by full_clean, and by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from policies.dates import HonestDate
from policies.models import (
    Alignment,
    Assignment,
    Correction,
    Country,
    Policy,
    PolicyEvent,
    PolicyRelation,
    Project,
    Revision,
    Source,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


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
    "revision_of_one_record": (lambda: Revision(number=1, kind="first", role="seeds"), "of a policy or of a project"),
    "revision_number_once_a_policy": (same_revision(make.PolicyFactory, "policy"), "revision of the policy exists"),
    "revision_number_once_a_project": (same_revision(make.ProjectFactory, "project"), "revision of the project exists"),
    "assignment_country_or_region": (
        lambda: Assignment(user=User.objects.create_user("analyst")), "Choose a country or a region"
    ),
    "assignment_country_once": (lambda: assigned_twice(True), "This country is assigned already"),
    "assignment_region_once": (lambda: assigned_twice(False), "This region is assigned already"),
    "source_has_url_or_citation": (lambda: Source(title="A"), "Give the address of the source"),
    "source_url_unique": (same_url, "with this address is recorded already"),
    "source_citation_unique": (same_citation, "with this citation is recorded already"),
}  # fmt: skip
#: The column itself refuses these before the constraint is asked.
NEVER_ASKED = {"alignment_has_source", "frameworkalignment_has_source"}


def test_every_named_constraint_has_a_case() -> None:
    named = {c.name for model in apps.get_app_config("policies").get_models() for c in model._meta.constraints}
    assert named == set(CASES) | NEVER_ASKED


@pytest.mark.django_db
def test_a_coder_in_other_letters_is_no_other_reviewer() -> None:
    with pytest.raises(ValidationError, match="Somebody else than the coder"):
        AlignmentBuilt(coded_by="José", reviewed_by=" JOSE ").full_clean()


@pytest.mark.parametrize("name", CASES)
def test_full_clean_gives_the_message(name: str) -> None:
    build, message = CASES[name]
    with pytest.raises(ValidationError) as caught:
        build().full_clean()
    assert message in " ".join(caught.value.messages)


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses(name: str) -> None:
    row = CASES[name][0]()
    with pytest.raises(IntegrityError), transaction.atomic():
        if row.pk:
            type(row)._default_manager.filter(pk=row.pk).update(parent=row.pk)
        else:
            type(row)._default_manager.bulk_create([row])


def test_an_alignment_needs_its_source() -> None:
    alignment = AlignmentBuilt(source=None)
    with pytest.raises(ValidationError) as caught:
        alignment.full_clean()
    assert "source" in caught.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Alignment.objects.bulk_create([alignment])


TERMS = [
    ("2017", "2025", True),
    ("2017", "2017", True),
    ("2017-04", "2017", True),
    ("2017-04-27", "2017", True),
    ("2017", "2017-01-01", True),
    ("2017", "2017-03", True),
    ("2017-04", "2017-04-01", True),
    ("2017-04-27", "2017-04", True),
    ("2017-04-27", "2017-04-27", True),
    (None, "2017", True),
    ("2017", None, True),
    ("2018", "2017", False),
    ("2018", "2017-12-31", False),
    ("2018-01", "2017", False),
    ("2018-01-01", "2017", False),
    ("2017-05", "2017-04-30", False),
    ("2017-05-01", "2017-04", False),
    ("2017-04-28", "2017-04-27", False),
]


@pytest.mark.parametrize(("start", "end", "accepted"), TERMS)
def test_a_term_does_not_end_before_it_starts(start: str | None, end: str | None, accepted: bool) -> None:
    """Mixed precision: what may be true is taken."""
    policy = make.PolicyFactory()
    policy.term_start, policy.term_end = (HonestDate.parse(text) if text else None for text in (start, end))
    change = {"term_start": start, "term_end": end}
    if accepted:
        policy.full_clean()
        Policy.objects.update(**change)
        return
    with pytest.raises(ValidationError) as caught:
        policy.full_clean()
    assert f"The term ends before it starts ({start})." in caught.value.message_dict["term_end"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.update(**change)


@pytest.mark.parametrize(("start", "end", "accepted"), [t for t in TERMS if t[0] and t[1]])
def test_a_project_does_not_end_before_it_starts(start: str, end: str, accepted: bool) -> None:
    project = Project(slug="p", title="P", start=HonestDate.parse(start), end=HonestDate.parse(end))
    if accepted:
        project.full_clean()
    else:
        with pytest.raises(ValidationError, match="ends before it starts"):
            project.full_clean()


WORDS_25 = "w " * 24 + "w"


@pytest.mark.parametrize(
    "quote",
    [
        WORDS_25,
        f"  {WORDS_25}\n",
        WORDS_25.replace(" ", "\n\n"),
        WORDS_25.replace(" ", "\u00a0"),
        WORDS_25.replace(" ", " \t\u2003 "),
        "one",
    ],
)
def test_25_words_are_taken_however_they_are_spaced(quote: str) -> None:
    alignment = AlignmentBuilt(quote=quote, quote_language="es")
    alignment.full_clean()
    Alignment.objects.bulk_create([alignment])
    assert len(Alignment.objects.get().quote.split(" ")) <= 25


@pytest.mark.parametrize("gap", [" ", "\n", "\u00a0", " \n ", "\u2009", "\u3000"])
def test_26_words_are_refused_however_they_are_spaced(gap: str) -> None:
    alignment = AlignmentBuilt(quote=gap.join("w" * 26), quote_language="es")
    with pytest.raises(ValidationError, match="26 words; 25 are allowed"):
        alignment.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alignment.objects.bulk_create([alignment])
    saved = make.AlignmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alignment.objects.filter(pk=saved.pk).update(quote=gap.join("w" * 26))


@pytest.mark.parametrize(
    ("latitude", "longitude", "accepted"),
    [(90, 180, True), (-90, -180, True), (0, 180.01, False), (-90.01, 0, False), (0, -181, False)],
)
def test_coordinates(latitude: float, longitude: float, accepted: bool) -> None:
    make.CountryFactory()
    if accepted:
        Country.objects.update(latitude=latitude, longitude=longitude)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            Country.objects.update(latitude=latitude, longitude=longitude)


@pytest.mark.parametrize("currency", ["usd", "US", "U$D", "", "12A", "UsD", " US"])
def test_currency(currency: str) -> None:
    funding = make.FundingFactory()
    funding.currency = currency
    with pytest.raises(ValidationError):
        funding.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(funding).objects.update(currency=currency)


def test_one_coder_may_align_to_the_whole_and_to_parts_and_two_coders_to_the_same() -> None:
    whole = make.AlignmentFactory()
    part = copy_of(whole)
    part.component = make.ComponentFactory(framework=whole.framework, code=f"{whole.framework.code}-1")
    other_coder = copy_of(whole)
    other_coder.coded_by = "somebody else"
    for alignment in (part, other_coder):
        alignment.full_clean()
        alignment.save()
    assert Alignment.objects.count() == 3


@pytest.mark.parametrize("who", ["country", "organisation"])
def test_one_action_may_have_two_dates(who: str) -> None:
    parties = {"country": make.CountryFactory(), "organisation": make.OrganisationFactory()}
    first = make.TakesPartFactory(**{**dict.fromkeys(parties), who: parties[who]}, date=HonestDate(2015))
    second = copy_of(first)
    second.date = HonestDate(2016)
    second.full_clean()
    second.save()
    assert type(first).objects.count() == 2


# Rules of clean alone


@pytest.mark.parametrize(
    ("build", "field", "message"),
    [
        (lambda: AlignmentBuilt(component=make.ComponentFactory()), "component", "choose that framework"),
        (lambda: AlignmentBuilt(quote="derechos"), "quote_language", "in which language"),
        (lambda: make.ComponentFactory(framework__code="migof", code="gcm-1"), "code", "begins with “migof-”"),
        (lambda: make.ComponentFactory(framework__code="a", code="a-1", parent=make.ComponentFactory()), "parent",
         "another framework"),
        (lambda: same_framework_mapping(), "other", "two different frameworks"),
        (lambda: Project(slug="p", title="P", sectors="15190 1519"), "sectors", "“1519” is not a five-digit"),
        (lambda: Project(slug="p", title="P", sectors="１５１９０"), "sectors", "is not a five-digit"),
        (lambda: make.PolicyFactory.build(country=make.CountryFactory(), instrument="poem"), "instrument", "not a valid choice"),
        (lambda: make.SourceFactory.build(url="javascript:alert(1)"), "url", "valid URL"),
        (lambda: make.DocumentFactory.build(policy=make.PolicyFactory(), url="data:text/html,x"), "url", "valid URL"),
    ],
)  # fmt: skip
def test_clean_refuses(build: Callable[[], models.Model], field: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        build().full_clean()
    assert message in " ".join(caught.value.message_dict[field])


def same_framework_mapping() -> models.Model:
    framework = make.FrameworkFactory()
    one, other = (make.ComponentFactory(framework=framework) for __ in range(2))
    return make.MappingFactory.build(component=one, other=other, source=make.SourceFactory())


# What is in use stays


@pytest.mark.parametrize(
    ("use", "used"),
    [
        (lambda: make.PolicyFactory(), "country"),
        (lambda: make.CheckFactory(), "country"),
        (lambda: make.MembershipFactory(), "country"),
        (lambda: make.ShareFactory(), "country"),
        (lambda: make.TakesPartFactory(), "country"),
        (lambda: make.TakesPartFactory(), "framework"),
        (lambda: make.AlignmentFactory(), "framework"),
        (lambda: make.AlignmentFactory(), "source"),
        (lambda: make.ComponentFactory(), "framework"),
        (lambda: make.ScoreFactory(), "component"),
        (lambda: make.ParticipationFactory(), "organisation"),
        (lambda: make.FundingFactory(), "funder"),
        (lambda: make.EventFactory(), "source"),
        (lambda: make.PolicyProjectFactory(), "project"),
        (lambda: make.RelationFactory(), "other"),
    ],
)
def test_what_is_in_use_is_not_deleted(use: Callable[[], models.Model], used: str) -> None:
    row = use()
    with pytest.raises(models.ProtectedError) as caught:
        getattr(row, used).delete()
    assert row in caught.value.protected_objects
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_a_policy_takes_its_rows_with_it() -> None:
    event, alignment = make.EventFactory(), make.AlignmentFactory()
    event.policy.delete()
    alignment.policy.delete()
    assert not PolicyEvent.objects.exists()
    assert not Alignment.objects.exists()
    assert Source.objects.count() == 2


def test_texts_are_bounded_in_the_database_too() -> None:
    """PostgreSQL refuses what is too long; SQLite does not know, so full_clean does."""
    policy = make.PolicyFactory()
    policy.title = "x" * 301
    with pytest.raises(ValidationError, match="at most 300 characters"):
        policy.full_clean()
