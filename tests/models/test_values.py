"""Where the rules of single values begin and end: terms, words of a quote, coordinates, currencies, and rules of clean alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from policies.dates import HonestDate
from policies.models import Alignment, Country, Funding, Policy, Project
from tests import factories as make
from tests.models.broken import AlignmentBuilt, copy_of

pytestmark = pytest.mark.django_db

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


@pytest.mark.parametrize(
    ("amount", "accepted"), [("9999999999999.99", True), ("10000000000000", False), ("99999999999999.99", False)]
)
def test_an_amount_has_no_more_digits_than_are_kept(amount: str, accepted: bool) -> None:
    row = make.FundingFactory.build(
        project=make.ProjectFactory(), funder=make.OrganisationFactory(), source=make.SourceFactory(), amount=amount
    )
    if not accepted:
        with pytest.raises(ValidationError, match=r"15 digits|13 digits"):
            row.full_clean()
        return
    row.full_clean()
    row.save()
    assert Funding.objects.get().amount == Decimal(amount)
