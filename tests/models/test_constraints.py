"""Every named rule is kept twice: with its message by full_clean, and by the database itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from policies.models import Alignment, PolicyEvent, Source
from tests import factories as make
from tests.models.broken import CASES, AlignmentBuilt

pytestmark = pytest.mark.django_db

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
