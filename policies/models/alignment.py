"""Which framework a policy, or a regional framework, follows; on what evidence, and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policies.models.framework import Framework
from policies.models.parts import Row
from policies.models.policy import Policy
from policies.models.reading import Reading

ITSELF = _("A framework cannot be aligned to itself.")


class AlignmentQuerySet(models.QuerySet["Alignment"]):
    def matching(
        self, frameworks: list[str], components: list[str], links: list[str], by_mapping: Collection[int] = ()
    ) -> AlignmentQuerySet:
        """Those that satisfy every condition given, all on one and the same alignment.

        ``by_mapping`` are components, by id, whose alignments count although they are of other frameworks or components.
        The link is that of the alignment as it was coded, by mapping or not.
        """
        conditions = Q()
        if frameworks:
            conditions &= Q(framework__code__in=frameworks)
        if components:
            conditions &= Q(component__code__in=components)
        if by_mapping:
            conditions |= Q(component__in=by_mapping)
        if links:
            conditions &= Q(link__in=links)
        return self.filter(conditions)


class Alignment(Row, Reading):
    """A coder's statement that a policy follows a framework or one of its components."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="alignments")

    objects = AlignmentQuerySet.as_manager()

    class Meta(Reading.Meta):
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")
        indexes = [models.Index(fields=["framework", "component", "link", "policy"], name="alignment_facets")]
        constraints = [
            *Reading.Meta.constraints,
            models.UniqueConstraint(
                name="alignment_once_a_coder",
                fields=["policy", "component", "coded_by"],
                violation_error_message=_(
                    "This coder has aligned this policy to this component already: mend that alignment instead."
                ),
            ),
            models.UniqueConstraint(
                name="alignment_once_a_coder_whole",
                fields=["policy", "framework", "coded_by"],
                condition=Q(component__isnull=True),
                violation_error_message=_(
                    "This coder has aligned this policy to the whole framework already: mend that alignment instead."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} – {self.component or self.framework}"

    @property
    def predates_framework(self) -> bool:
        """Whether the policy's adoption is older than the framework, so that the link is one of theme only."""
        adopted: dt.date | None = self.policy.adopted_from or self.policy.force_from
        return bool(adopted and self.framework.adopted and adopted < self.framework.adopted.earliest)


class FrameworkAlignment(Reading):
    """The same of a regional framework, which is no policy of a country and counts as none.

    ``subject`` is the framework that follows, ``framework`` the one that is followed.
    """

    subject = models.ForeignKey(
        Framework,
        verbose_name=_("framework that follows"),
        on_delete=models.CASCADE,
        related_name="alignments_to_others",
    )

    class Meta(Reading.Meta):
        verbose_name = _("alignment of a framework")
        verbose_name_plural = _("alignments of frameworks")
        constraints = [
            *Reading.Meta.constraints,
            models.UniqueConstraint(
                name="frameworkalignment_once_a_coder",
                fields=["subject", "component", "coded_by"],
                violation_error_message=_(
                    "This coder has aligned this framework to this component already: mend that alignment instead."
                ),
            ),
            models.UniqueConstraint(
                name="frameworkalignment_once_a_coder_whole",
                fields=["subject", "framework", "coded_by"],
                condition=Q(component__isnull=True),
                violation_error_message=_(
                    "This coder has aligned these two frameworks as a whole already: mend that alignment instead."
                ),
            ),
            models.CheckConstraint(
                name="frameworkalignment_of_two",
                condition=~Q(subject=F("framework")),
                violation_error_message=ITSELF,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.component or self.framework}"

    def clean(self) -> None:
        super().clean()
        # Also said by the constraint, but that is not asked about rows of a form that have no key yet.
        if self.subject_id is not None and self.subject_id == self.framework_id:
            raise ValidationError({"framework": ITSELF})

    @property
    def predates_framework(self) -> bool:
        """Whether all that its date of adoption can mean is older than the other's, so that only the theme is shared."""
        mine, theirs = self.subject.adopted, self.framework.adopted
        return bool(mine and theirs and mine.latest < theirs.earliest)
