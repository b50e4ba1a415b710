"""What a reviewer asks to be mended before a record is published: on a field, on a row, or on the record as a whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.choices import Role
from policies.models.policy import Policy
from policies.models.project import Project
from policies.models.review import Publishable

#: Characters: what needs more is better talked over.
LONGEST_COMMENT = 2000


class ReviewCommentQuerySet(models.QuerySet["ReviewComment"]):
    def of(self, record: Publishable) -> ReviewCommentQuerySet:
        return self.filter(**{record._meta.model_name or "": record})

    def sent(self) -> ReviewCommentQuerySet:
        """Those that the record was sent back with; others are being written."""
        return self.filter(sent_at__isnull=False)


class ReviewComment(models.Model):
    """It is there from writing until the record is published, and is read by staff alone: it is no part of the record.

    ``part`` is the accessor of the rows (``events``), ``row`` the key of one; both are empty for the record's own fields,
    and ``field`` too for the record as a whole. The row is no foreign key: it may be taken out, and what was asked stays.
    """

    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.CASCADE, related_name="review_comments")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="review_comments"
    )
    part = models.CharField(_("part"), max_length=40, blank=True)
    row = models.BigIntegerField(_("row"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=60, blank=True)
    called = models.CharField(
        _("on"), max_length=300, blank=True, help_text=_("What the field or row was called then.")
    )
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    done_at = models.DateTimeField(_("marked as done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment of a reviewer")
        verbose_name_plural = _("comments of reviewers")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="comment_of_one_record",
                condition=Q(policy__isnull=True) ^ Q(project__isnull=True),
                violation_error_message=_("A comment is on a policy or on a project."),
            ),
            models.CheckConstraint(
                name="comment_done_after_sent",
                condition=Q(done_at__isnull=True) | Q(sent_at__isnull=False),
                violation_error_message=_("Only a comment that was sent can be done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called}: {self.text}" if self.called else self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
