"""What was found when an address was last tried."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.choices import LinkHealth
from policies.models.fields import WebAddressField


class LinkCheck(models.Model):
    """The last try of an address that sources or documents name. Written by ``check_links`` alone.

    No page is made from it: readers are shown what is copied from here to the source (policies.links.record).
    """

    address = WebAddressField(_("address"), unique=True, editable=False)
    health = models.CharField(_("health"), max_length=20, choices=LinkHealth, editable=False)
    status = models.PositiveSmallIntegerField(
        _("status"), null=True, editable=False, help_text=_("What HTTP calls the answer; empty if there was none.")
    )
    problem = models.CharField(_("problem"), max_length=200, blank=True, editable=False)
    final_address = WebAddressField(
        _("leads to"), blank=True, editable=False, help_text=_("Where redirects led, if there were any.")
    )
    moved_for_good = models.BooleanField(
        _("moved for good"),
        default=False,
        editable=False,
        help_text=_("Every redirect was a permanent one: the site asks that the new address be used."),
    )
    checked_at = models.DateTimeField(_("tried"), editable=False)
    last_success_at = models.DateTimeField(_("last answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        default_permissions = ()
        indexes = [models.Index(fields=["health"], name="link_check_health")]

    def __str__(self) -> str:
        return self.address
