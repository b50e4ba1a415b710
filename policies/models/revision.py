"""What was published when, by whom in which role, and what it changed: the public history of a record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from reversion.models import Revision as Snapshot

from policies.choices import RevisionKind, Role
from policies.models.policy import Policy
from policies.models.project import Project
from policies.models.review import Publishable


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, record: Publishable) -> RevisionQuerySet:
        return self.filter(**{record._meta.model_name or "": record})

    def for_changes(self) -> RevisionQuerySet:
        """As the public changelog lists them: newest first, with what they are of."""
        return self.select_related("policy__country", "project", "snapshot").order_by("-at", "-id")


class Revision(models.Model):
    """One publication of a policy or of a project (in W3C PROV's words, an activity).

    ``changes`` holds what it changed, as rows of policies.history.differences.Change: texts as they were then, so that
    a name that changes later does not change history. It is empty for the first one.
    """

    policy = models.ForeignKey(
        Policy, verbose_name=_("policy"), null=True, blank=True, on_delete=models.CASCADE, related_name="revisions"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), null=True, blank=True, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Of this record, from 1."))
    kind = models.CharField(_("kind"), max_length=12, choices=RevisionKind)
    at = models.DateTimeField(_("published at"), default=timezone.now)
    role = models.CharField(_("published by"), max_length=10, choices=Role)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    own_work = models.BooleanField(_("published by its own author"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    snapshot = models.OneToOneField(Snapshot, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-at", "-id"], name="revision_newest")]
        constraints = [
            models.CheckConstraint(
                name="revision_of_one_record",
                condition=Q(policy__isnull=True) ^ Q(project__isnull=True),
                violation_error_message=_("A revision is of a policy or of a project."),
            ),
            models.UniqueConstraint(
                name="revision_number_once_a_policy",
                fields=["policy", "number"],
                violation_error_message=_("This revision of the policy exists already."),
            ),
            models.UniqueConstraint(
                name="revision_number_once_a_project",
                fields=["project", "number"],
                violation_error_message=_("This revision of the project exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}, {self.number}"

    @property
    def record(self) -> Any:
        return self.policy or self.project

    @property
    def title(self) -> str:
        """What readers know the record by: as it is called now, or, where they do not see it now, as it was called then.

        A record that was withdrawn may be a draft again, of which nobody but its authors knows the title.
        """
        if self.record.is_published:
            return str(self.record.title)
        return self.snapshot.comment if self.snapshot else str(self.record.slug)
