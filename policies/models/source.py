"""Where a fact was read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from policies.choices import LinkHealth, PublicationState, Reliability
from policies.models.fields import HonestDateField, Searchable, WebAddressField, check_language


class SourceQuerySet(models.QuerySet["Source"]):
    def named(self, reference: str) -> SourceQuerySet:
        """The source with this address or citation (at most one)."""
        return self.filter(Q(url=reference) if is_address(reference) else Q(url="", citation=reference))

    def named_by_public(self) -> SourceQuerySet:
        """Those that readers meet: of a published record, of a row of one, or of reference data."""
        met = Q()
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and relation.one_to_many):
                continue
            rows: Any = relation.related_model._base_manager  # type: ignore[union-attr]
            names = {field.name for field in relation.related_model._meta.fields}  # type: ignore[union-attr]
            published = {"state": PublicationState.PUBLISHED} if "state" in names else {}
            published |= {f"{of}__state": PublicationState.PUBLISHED for of in ("policy", "project") if of in names}
            met |= Exists(rows.filter(**{relation.field.name: OuterRef("pk")}, **published))  # type: ignore[union-attr]
        return self.filter(met)


def is_address(reference: str) -> bool:
    return reference.startswith(("http://", "https://"))


class Source(Searchable):
    """A page or a document, named by its address or, where it has none, by a citation."""

    url = WebAddressField(_("address"), blank=True)
    citation = models.CharField(
        _("citation"),
        max_length=500,
        blank=True,
        help_text=_("How a book would cite it. Needed when there is no address."),
    )
    title = models.CharField(_("title"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    archived_url = WebAddressField(_("archived copy"), blank=True)
    published = HonestDateField(_("published"), null=True, blank=True)
    accessed = HonestDateField(_("accessed"), null=True, blank=True, help_text=_("When somebody last read it."))
    language = models.CharField(
        _("language"), max_length=20, blank=True, help_text=_("A code such as es, fr or pt-BR.")
    )
    reliability = models.CharField(_("reliability"), max_length=20, choices=Reliability, blank=True)
    link_health = models.CharField(
        _("link health"), max_length=20, choices=LinkHealth, default=LinkHealth.UNCHECKED, editable=False
    )
    last_reached = models.DateField(
        _("last reached"),
        null=True,
        editable=False,
        help_text=_("The last day on which the address answered when it was tried."),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "url", "citation"]
        constraints = [
            models.CheckConstraint(
                name="source_has_url_or_citation",
                condition=~Q(url="") | ~Q(citation=""),
                violation_error_message=_("Give the address of the source or, if it has none, a citation."),
            ),
            models.UniqueConstraint(
                name="source_url_unique",
                fields=["url"],
                condition=~Q(url=""),
                violation_error_message=_("A source with this address is recorded already: choose that one."),
            ),
            models.UniqueConstraint(
                name="source_citation_unique",
                fields=["citation"],
                condition=Q(url=""),
                violation_error_message=_("A source with this citation is recorded already: choose that one."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def site(self) -> str:
        """The host of the address without ``www.``, as a reader names a page that has no known title."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @property
    def reference(self) -> str:
        """What names it: its address or, where it has none, its citation."""
        return self.url or self.citation

    @property
    def label(self) -> str:
        return self.title or self.citation or f"{self.site}{urlsplit(self.url).path}"[:120]

    def clean(self) -> None:
        super().clean()
        check_language("language", self.language)

    def searchable_words(self) -> list[str]:
        return [self.title, self.citation, self.publisher, self.url]

    def save(self, **kwargs: Any) -> None:
        self.url = self.url.strip()
        super().save(**kwargs)
