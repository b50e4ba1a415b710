"""What a coder reads in a text: that it follows a framework or one of its components, with the evidence."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Replace
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from policies.choices import Confidence, Link, SourceKind
from policies.models.fields import HonestDateField, QuoteField, check_language, fold
from policies.models.framework import Framework, FrameworkComponent

SHORT_DATE_HELP = _("2011, 2015-09 or 2017-04-27.")

#: The longest passage that may be quoted, in words.
QUOTE_WORDS = 25
#: The fields that a reviewer reads: when one changes, nobody has reviewed what is said now.
READ = frozenset(
    ["framework", "component", "link", "quote", "quote_language", "where", "source_kind", "rationale", "source"]
)


class Reading(models.Model):
    """The coded part of an alignment, whatever the text is that was read."""

    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    component = models.ForeignKey(
        FrameworkComponent,
        verbose_name=_("component"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text=_("Empty: it follows the framework as a whole."),
    )
    link = models.CharField(
        _("link"),
        max_length=10,
        choices=Link,
        help_text=_("Explicit: the text names the framework. Implicit: your reading of it."),
    )
    quote = QuoteField(_("passage"), blank=True, help_text=_("Word for word, in its own language, 25 words at most."))
    quote_language = models.CharField(
        _("language of the passage"), max_length=20, blank=True, help_text=_("A code such as es, fr or pt-BR.")
    )
    where = models.CharField(
        _("where in the text"), max_length=300, blank=True, help_text=_("Article, page or section.")
    )
    source_kind = models.CharField(_("kind of source"), max_length=30, choices=SourceKind)
    rationale = models.CharField(
        _("rationale"), max_length=300, blank=True, help_text=_("One line: why you read it so.")
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence, blank=True)
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    coded_by = models.CharField(
        _("coded by"), max_length=80, blank=True, help_text=_("Your initials or the coding round; yours if left empty.")
    )
    coded_on = HonestDateField(_("coded on"), null=True, blank=True, help_text=SHORT_DATE_HELP)
    reviewed_by = models.CharField(_("reviewed by"), max_length=80, blank=True)
    reviewed_on = HonestDateField(_("reviewed on"), null=True, blank=True, help_text=SHORT_DATE_HELP)

    class Meta:
        abstract = True
        ordering = ["framework", "component__order", "id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_has_source",
                condition=Q(source__isnull=False),
                violation_error_message=_("An alignment needs the source it was read in."),
            ),
            models.CheckConstraint(
                name="%(class)s_quote_25_words",
                condition=Q(quote="")
                | LessThanOrEqual(
                    Length("quote") - Length(Replace("quote", models.Value(" "), models.Value(""))), QUOTE_WORDS - 1
                ),
                violation_error_message=_("A passage has 25 words at most: cut it to the words that matter."),
            ),
            models.CheckConstraint(
                name="%(class)s_reviewed_by_another",
                condition=Q(reviewed_by="") | ~Q(reviewed_by=F("coded_by")),
                violation_error_message=_("Somebody else than the coder reviews an alignment."),
            ),
            models.CheckConstraint(
                name="%(class)s_review_dated_with_reviewer",
                condition=Q(reviewed_on__isnull=True) | ~Q(reviewed_by=""),
                violation_error_message=_("A review date needs its reviewer."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.quote = " ".join(self.quote.split())
        words = len(self.quote.split())
        if words > QUOTE_WORDS:
            raise ValidationError(
                {
                    "quote": _("The passage has %(words)s words; %(most)s are allowed. Cut it to those that matter.")
                    % {"words": words, "most": QUOTE_WORDS}
                }
            )
        if self.reviewed_by and fold(self.reviewed_by) == fold(self.coded_by):
            raise ValidationError({"reviewed_by": _("Somebody else than the coder reviews an alignment.")})
        if self.quote and not self.quote_language:
            raise ValidationError({"quote_language": _("Say in which language the passage is (es, fr, en …).")})
        check_language("quote_language", self.quote_language)
        if self.component_id and self.framework_id and self.component.framework_id != self.framework_id:  # type: ignore[union-attr]
            raise ValidationError(
                {
                    "component": _(
                        "“%(component)s” is a component of %(framework)s: choose that framework or another component."
                    )
                    % {"component": self.component, "framework": self.component.framework}  # type: ignore[union-attr]
                }
            )

    @property
    def reviewed(self) -> bool:
        return bool(self.reviewed_by)
