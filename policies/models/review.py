"""The publication state of a record: who may see it. The moves between states are in actions.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.choices import PublicationState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

M = TypeVar("M", bound=models.Model)


class PublishableQuerySet(models.QuerySet[M]):
    def published(self) -> Any:
        """What every reader sees."""
        return self.filter(state=PublicationState.PUBLISHED)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Any:
        """Published ones; for staff who may see records in the admin, all of them (a preview)."""
        may_preview = getattr(user, "is_staff", False) and user.has_perm("policies.view_policy")  # type: ignore[union-attr]
        return self.all() if may_preview else self.published()


class Publishable(models.Model):
    state = models.CharField(
        _("publication state"),
        max_length=20,
        choices=PublicationState,
        default=PublicationState.DRAFT,
        editable=False,
        db_index=True,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_own_work = models.BooleanField(
        _("published by its own author"),
        default=False,
        editable=False,
        help_text=_("There was no other reviewer."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == PublicationState.PUBLISHED
