"""Policies, with what happened to them, what they say to each other, and their texts."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies import lifecycle
from policies.choices import (
    GROUP_OF_EVENT_TYPE,
    RELATION_SEEN_FROM_TARGET,
    Confidence,
    DocumentVariant,
    EventGroup,
    EventType,
    Instrument,
    Level,
    RecordKind,
    RelationType,
    Status,
)
from policies.dates import HonestDate
from policies.models.address import Addressed
from policies.models.country import Country
from policies.models.fields import HonestDateField, Searchable, WebAddressField, check_language
from policies.models.parts import Row, not_before, source_if_known
from policies.models.review import NO_COPY, Publishable, PublishableQuerySet


class Term(models.Model):
    """A word of a controlled vocabulary (a SKOS concept)."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=120)

    class Meta:
        abstract = True
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class Topic(Term):
    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TargetGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


SELF_RELATION = _("A policy cannot replace, amend or repeal itself: choose the other policy.")

#: No beginning of any kind is dated.
NO_BEGINNING = Q(development_from__isnull=True, adopted_from__isnull=True, force_from__isnull=True)


class PolicyQuerySet(PublishableQuerySet["Policy"]):
    def with_status(self, on: dt.date) -> PolicyQuerySet:
        """Annotates ``status_then``: the status as of a day, by the rules of lifecycle.standing."""
        return self.annotate(
            status_then=Case(
                When(final_from__lte=on, then=F("final_status")),
                When(force_until__lt=on, then=Value(lifecycle.TERM_ENDED)),
                When(force_from__lte=on, then=Value(lifecycle.IN_FORCE)),
                When(adopted_from__lte=on, then=Value(lifecycle.ADOPTED)),
                When(development_from__lte=on, then=Value(lifecycle.IN_DEVELOPMENT)),
                When(NO_BEGINNING, then=Value(lifecycle.UNDATED)),
                default=Value(lifecycle.NOT_BEGUN),
                output_field=CharField(max_length=20),
            )
        )

    def known_by(self, on: dt.date) -> PolicyQuerySet:
        """Those that had begun by a day, and those of which no date is known. Needs with_status(on)."""
        return self.exclude(status_then=lifecycle.NOT_BEGUN)


class Policy(Addressed, Searchable, Publishable):
    """A national policy, strategy, plan, law or other instrument on migration."""

    address_kind = RecordKind.POLICY

    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("Made from country, year and title when left empty. Part of the public address: change it rarely."),
        blank=True,
    )
    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="policies")
    title = models.CharField(_("title in English"), max_length=300)
    original_title = models.CharField(_("original title"), max_length=300, blank=True)
    original_language = models.CharField(
        _("original language"), max_length=20, blank=True, help_text=_("A code such as es, fr or pt-BR.")
    )
    instrument = models.CharField(_("instrument"), max_length=20, choices=Instrument)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.NATIONAL)
    legal_reference = models.CharField(
        _("legal reference"),
        max_length=300,
        blank=True,
        help_text=_("As the gazette writes it: Decreto Supremo N° 015-2017-RE."),
    )
    issuing_bodies = models.ManyToManyField(
        "policies.Organisation", verbose_name=_("issuing bodies"), blank=True, related_name="issued_policies"
    )
    lead_bodies = models.ManyToManyField(
        "policies.Organisation", verbose_name=_("lead bodies"), blank=True, related_name="led_policies"
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences in your own words."))
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="policies")
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("target groups"), blank=True, related_name="policies"
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=10,
        choices=Confidence,
        blank=True,
        help_text=_("How sure the record is as a whole."),
    )
    term_start = HonestDateField(
        _("term starts"),
        null=True,
        blank=True,
        help_text=_("First year, month or day of the term the text states, e.g. 2017 of “2017-2025”."),
    )
    term_end = HonestDateField(
        _("term ends"), null=True, blank=True, help_text=_("Last year, month or day of the stated term.")
    )
    under_revision = models.BooleanField(
        _("under revision"), default=False, help_text=_("A source says that a new version is being prepared.")
    )
    last_checked = HonestDateField(
        _("last checked"),
        null=True,
        blank=True,
        help_text=_("When somebody last made sure that the record is still true."),
    )
    notes = models.TextField(
        _("notes for readers"), blank=True, help_text=_("Where sources conflict, what was looked for and not found.")
    )
    source = source_if_known("policies", _("main source"))

    # Stored milestones (lifecycle.Milestones), kept by actions.refresh_milestones.
    development_from = models.DateField(null=True, editable=False)
    adopted_from = models.DateField(null=True, editable=False)
    adopted_date = HonestDateField(null=True, editable=False)
    force_from = models.DateField(null=True, editable=False)
    force_date = HonestDateField(null=True, editable=False)
    force_until = models.DateField(null=True, editable=False)
    final_from = models.DateField(null=True, editable=False)
    final_status = models.CharField(max_length=20, choices=Status, blank=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["country__slug", "slug"]
        permissions = [("publish_policy", _("Can publish policies and send them back"))]
        indexes = [
            models.Index(fields=["state", "country", "instrument"], name="policy_state_country"),
            models.Index(fields=["force_from", "force_until"], name="policy_force_interval"),
            models.Index(fields=["adopted_from"], name="policy_adopted_from"),
        ]
        constraints = [
            models.CheckConstraint(
                name="policy_has_slug",
                condition=~Q(slug=""),
                violation_error_message=_("A policy needs a slug, the last part of its public address."),
            ),
            models.CheckConstraint(
                name="policy_term_end_not_before_start",
                condition=not_before("term_end", "term_start"),
                violation_error_message=_("The term ends before it starts: check the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.term_start and self.term_end and self.term_end.latest < self.term_start.earliest:
            raise ValidationError(
                {"term_end": _("The term ends before it starts (%(start)s).") % {"start": self.term_start}}
            )
        check_language("original_language", self.original_language)

    def has_source(self) -> bool:
        return self.source_id is not None or self.events.exists() or self.documents.exists()

    def searchable_words(self) -> list[str]:
        return [self.title, self.original_title, self.legal_reference, self.summary]

    @property
    def milestones(self) -> lifecycle.Milestones:
        """The stored milestones, without their reasons."""
        return lifecycle.Milestones(
            self.development_from,
            self.adopted_from,
            self.force_from,
            self.force_until,
            self.final_from,
            self.final_status,
            self.force_date,
        )

    @property
    def awaits_force(self) -> bool:
        """Whether it was adopted and its entry into force is only planned: until then it ends no other policy."""
        return self.adopted_from is not None and self.force_from is None

    def facts(self) -> lifecycle.Facts:
        """All that the status depends on. Reads ``events`` and ``relations_in__policy`` (prefetch them for lists)."""
        return lifecycle.Facts(
            events=tuple(lifecycle.Event(e.type, e.date, e.title, e.planned, e.extends_to) for e in self.events.all()),
            term_start=self.term_start,
            term_end=self.term_end,
            successors=tuple(
                lifecycle.Successor(
                    relation.type,
                    relation.date or relation.policy.force_date,
                    relation.policy.title,
                )
                for relation in self.relations_in.all()
                if relation.type in (RelationType.REPLACES, RelationType.REPEALS)
                and relation.policy.is_published
                and (relation.date or not relation.policy.awaits_force)
            ),
        )


class PolicyEvent(Row):
    """Something that happened to a policy, or is planned to."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="events")
    type = models.CharField(_("type"), max_length=30, choices=EventType)
    date = HonestDateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("2011, 2015-09 or 2017-04-27: only as much as the source says. Empty if no source gives one."),
    )
    title = models.CharField(_("what happened"), max_length=300)
    planned = models.BooleanField(
        _("planned"), default=False, help_text=_("Announced; no source says yet that it happened.")
    )
    extends_to = HonestDateField(
        _("extends to"), null=True, blank=True, help_text=_("For an extension: the new last day of the term.")
    )
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="events"
    )
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("date").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["date"], name="event_date")]
        constraints = [
            models.UniqueConstraint(
                name="event_once",
                fields=["policy", "type", "date", "title"],
                violation_error_message=_("This event is recorded already."),
            ),
            models.UniqueConstraint(
                name="event_once_undated",
                fields=["policy", "type", "title"],
                condition=Q(date__isnull=True),
                violation_error_message=_("This undated event is recorded already."),
            ),
            models.CheckConstraint(
                name="event_only_extension_extends",
                condition=Q(extends_to__isnull=True) | Q(type=EventType.EXTENDED),
                violation_error_message=_("Only an event of type “Extended” can say until when it extends the term."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date or '—'} {self.get_type_display()}: {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.date and not self.planned and self.date.earliest > timezone.localdate():
            message = _("%(date)s is still to come: mark the event as planned, or mend its date.")
            raise ValidationError({"date": message % {"date": self.date}})

    @property
    def group(self) -> EventGroup:
        return GROUP_OF_EVENT_TYPE[EventType(self.type)]


class PolicyRelation(Row):
    """What one policy does to another; shown on both."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="relations_out")
    type = models.CharField(_("relation"), max_length=20, choices=RelationType)
    other = models.ForeignKey(
        Policy,
        verbose_name=_("other policy"),
        on_delete=models.PROTECT,
        related_name="relations_in",
        limit_choices_to=NO_COPY,
    )
    date = HonestDateField(
        _("from"), null=True, blank=True, help_text=_("From when, if not from this policy's entry into force.")
    )
    source = source_if_known("relations")

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="relation_of_two_policies",
                condition=~Q(policy=F("other")),
                violation_error_message=SELF_RELATION,
            ),
            models.UniqueConstraint(
                name="relation_once",
                fields=["policy", "type", "other"],
                violation_error_message=_("This relation is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.get_type_display()} {self.other}"

    def clean(self) -> None:
        super().clean()
        # Also said by the constraint, but that is not asked about rows of a form that have no key yet.
        if self.policy_id is not None and self.policy_id == self.other_id:
            raise ValidationError({"other": SELF_RELATION})

    @property
    def seen_from_target(self) -> str:
        """The relation in the words of the other policy: ``replaced by``."""
        return str(RELATION_SEEN_FROM_TARGET[RelationType(self.type)])

    @property
    def begins(self) -> HonestDate | None:
        """From when: its own date, else that on which the acting policy entered into force, or was adopted."""
        return self.date or self.policy.force_date or self.policy.adopted_date


class PolicyDocument(Row):
    """A text of the policy on the web."""

    policy = models.ForeignKey(Policy, verbose_name=_("policy"), on_delete=models.CASCADE, related_name="documents")
    variant = models.CharField(_("variant"), max_length=30, choices=DocumentVariant)
    language = models.CharField(_("language"), max_length=20, help_text=_("A code such as es, fr or pt-BR."))
    url = WebAddressField(_("address"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    archived_url = WebAddressField(_("archived copy"), blank=True)
    checksum = models.CharField(
        _("checksum"), max_length=64, blank=True, help_text=_("SHA-256 of the file, 64 hexadecimal digits.")
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["variant", "language", "id"]
        constraints = [
            models.UniqueConstraint(
                name="document_once",
                fields=["policy", "url"],
                violation_error_message=_("This document is listed already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_variant_display())

    def clean(self) -> None:
        super().clean()
        check_language("language", self.language)
