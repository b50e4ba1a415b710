"""The text that policies are found by, as words; the index over it is made by the migration of the same name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.policy import Policy


class PolicyText(models.Model):
    """The words of one policy by where they stand, folded, with one space between them; kept by policies.search.index.

    SQLite has an FTS5 index over these columns, kept by triggers; PostgreSQL two generated columns: ``words`` with all
    words and a GIN index, ``heading`` with all but ``rest``, weighted by column. A migration that makes this table
    anew must make them anew.
    """

    policy = models.OneToOneField(Policy, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title = models.TextField()
    original_title = models.TextField()
    reference = models.TextField()
    body = models.TextField()
    rest = models.TextField()

    class Meta:
        verbose_name = _("text that a policy is found by")
        verbose_name_plural = _("texts that policies are found by")

    def __str__(self) -> str:
        return f"{self.policy_id}"
