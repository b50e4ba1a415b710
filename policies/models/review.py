"""The publication state of a record: who may see it. The moves between states are in actions.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.choices import PublicationState

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

M = TypeVar("M", bound=models.Model)

#: Other records refer to records, never to somebody's working copy of one.
NO_COPY = {"copy_of__isnull": True}


class PublishableQuerySet(models.QuerySet[M]):
    def published(self) -> Any:
        """What every reader sees."""
        return self.filter(state=PublicationState.PUBLISHED)

    def records(self) -> Any:
        """All but working copies, which are no records of their own."""
        return self.filter(**NO_COPY)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Any:
        """Published ones; for staff who may see records in the admin, all of them (a preview)."""
        may_preview = getattr(user, "is_staff", False) and user.has_perm(permission("view", self.model))  # type: ignore[union-attr]
        return self.all() if may_preview else self.published()


def permission(verb: str, model: type[models.Model]) -> str:
    """The name of a permission: ``policies.publish_project``."""
    return f"{model._meta.app_label}.{get_permission_codename(verb, model._meta)}"


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
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        editable=False,
        related_name="+",
        help_text=_("Everybody who worked on the record since somebody else published it: its authors."),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_own_work = models.BooleanField(
        _("published by its own author"),
        default=False,
        editable=False,
        help_text=_("There was no reviewer who had no part in it."),
    )
    copy_of = models.OneToOneField(
        "self",
        verbose_name=_("working copy of"),
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="working_copy",
        help_text=_("The published record that this copy replaces once it is published."),
    )
    copied_state = models.JSONField(
        null=True, editable=False, help_text=_("On a working copy: what the record said when the copy was made.")
    )
    restores = models.PositiveIntegerField(
        _("restores revision"),
        null=True,
        editable=False,
        help_text=_("On a working copy that brings an earlier one back."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == PublicationState.PUBLISHED

    @property
    def is_copy(self) -> bool:
        return self.copy_of_id is not None

    def has_source(self) -> bool:
        """Whether the record names any source: without one it is not published."""
        raise NotImplementedError(f"{type(self).__name__} must say where its sources are")
