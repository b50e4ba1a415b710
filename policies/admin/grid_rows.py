"""The rows of the alignment grid: a form for each alignment of one framework, and one for each component without any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.overtaken import say_differences
from policies.choices import Link, SourceKind
from policies.models import Alignment, Framework, FrameworkComponent, Policy, Source
from policies.models.reading import QUOTE_WORDS, READ

#: What is sent of a row: the component (0: the framework as a whole), the alignment (0: a new one), the field.
SENT = re.compile(r"c([0-9]{1,15})-a([0-9]{1,15})-link\Z")
#: The columns, in the order of reading and of the Tab key.
COLUMNS = ("link", "quote", "quote_language", "where", "source_kind", "source", "rationale", "confidence")
#: More rows than any framework has: what is sent beyond them is no form of ours.
MOST_SENT = 600


class SourceReference(forms.CharField):
    """A recorded source by its address or citation: it can be typed, pasted and chosen from a list without any script."""

    def __init__(self, sources: dict[str, Source], **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)
        self.sources = sources

    def prepare_value(self, value: Any) -> Any:
        return value.reference if isinstance(value, Source) else value

    def clean(self, value: Any) -> Source | None:
        reference = super().clean(value)
        if not reference:
            return None
        found = self.sources.get(reference)
        if found is None:
            raise ValidationError(
                _("No source with this address or citation is recorded: add it to the sources first.")
            )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "").strip() != str(data or "").strip()


class GridRow(forms.ModelForm):
    """One alignment in the grid. Empty link: not assessed, so there is none, or none any more."""

    class Meta:
        model = Alignment
        fields = [name for name in COLUMNS if name != "source"]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 3, "data-most-words": QUOTE_WORDS}),
            "rationale": forms.Textarea(attrs={"rows": 2}),
            "quote_language": forms.TextInput(attrs={"size": 8, "autocapitalize": "none", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, sources: dict[str, Source], gone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.gone = gone
        self.fields["link"] = forms.ChoiceField(
            choices=[("", _("Not assessed")), *Link.choices], required=False, label=_("Link")
        )
        self.fields["source_kind"] = forms.ChoiceField(
            choices=[("", "—"), *SourceKind.choices], label=self.fields["source_kind"].label
        )
        source = SourceReference(
            sources, label=_("Source: address or citation"), widget=forms.TextInput({"list": "sources"})
        )
        self.fields["source"] = source
        if self.instance.pk:
            self.initial["source"] = self.instance.source
        for each in self.fields.values():
            each.help_text = ""

    def _get_validation_exclusions(self) -> set[str]:
        """The rules about the whole row count too: once a coder and component."""
        return super()._get_validation_exclusions() - {"policy", "framework", "component", "coded_by"}

    @property
    def taken_out(self) -> bool:
        was_there = bool(self.instance.pk) or self.gone
        return was_there and self.is_bound and not self.data.get(self.add_prefix("link"))

    def full_clean(self) -> None:
        """A row that says “not assessed” need not be right otherwise."""
        super().full_clean()
        if self.taken_out:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("link") and not self.taken_out and "link" not in self.errors:
            self.add_error(
                "link", _("Choose explicit or implicit, or empty this row: not assessed is said without words.")
            )
        if self.instance.reviewed_by and READ & set(self.changed_data):
            # What was reviewed is what it said then.
            self.instance.reviewed_by, self.instance.reviewed_on = "", None
        return cleaned

    def clean_rationale(self) -> str:
        return " ".join(self.cleaned_data["rationale"].split())

    def _update_errors(self, errors: ValidationError) -> None:
        """What is wrong with a field that has no cell stands beside the component."""
        if hasattr(errors, "error_dict"):
            of_row = [each for name, found in errors.error_dict.items() if name not in self.fields for each in found]
            of_cells = {name: found for name, found in errors.error_dict.items() if name in self.fields}
            errors = ValidationError({**of_cells, **({NON_FIELD_ERRORS: of_row} if of_row else {})})
        super()._update_errors(errors)

    def _post_clean(self) -> None:
        if "source" in self.cleaned_data:
            self.instance.source = self.cleaned_data["source"]
        super()._post_clean()

    @property
    def words(self) -> int:
        return len(str(self["quote"].value() or "").split())

    def cells(self) -> list[list[forms.BoundField]]:
        """The fields of each cell beside the component."""
        groups = (
            ("link",),
            ("quote", "quote_language", "where"),
            ("source_kind", "source"),
            ("rationale", "confidence"),
        )
        return [[self[name] for name in group] for group in groups]


@dataclass
class Grid:
    """All rows of a framework on a policy. ``added`` are alignments that somebody else entered meanwhile."""

    policy: Policy
    framework: Framework
    coder: str
    data: Any = None
    rows: list[tuple[FrameworkComponent | None, GridRow]] = field(default_factory=list)
    added: list[Alignment] = field(default_factory=list)
    #: Sources by address or citation: those of the policy, and those that were named.
    sources: dict[str, Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        components: list[FrameworkComponent | None] = [None, *self.framework.components.order_by("order", "code")]
        stored: dict[int, list[Alignment]] = {}
        # Not alignment.policy from the database, a query a row.
        for alignment in self.policy.alignments.select_related("component", "framework", "source").order_by("pk"):
            alignment.policy = self.policy
            self.sources[alignment.source.reference] = alignment.source
            if alignment.framework_id == self.framework.pk:
                stored.setdefault(alignment.component_id or 0, []).append(alignment)
        self.sources |= {source.reference: source for source in self.sources_at_hand()}
        sent = self.sent()
        for component in components:
            key = component.pk if component else 0
            of_component = stored.get(key, [])
            known = {alignment.pk for alignment in of_component}
            for alignment in of_component:
                self.rows.append((component, self.row(component, alignment, bound=(key, alignment.pk) in sent)))
                if self.data is not None and (key, alignment.pk) not in sent:
                    self.added.append(alignment)
            new = [pk for of, pk in sorted(sent) if of == key and pk not in known]
            for pk in new or ([] if of_component else [0]):
                self.rows.append((component, self.row(component, None, bound=(key, pk) in sent, pk=pk)))

    def sources_at_hand(self) -> Iterable[Source]:
        of_policy = Q(pk=self.policy.source_id) | Q(pk__in=self.policy.events.values("source"))
        named = {value.strip() for key, value in self.data.items() if key.endswith("-source")} if self.data else set()
        if named:
            of_policy |= Q(url__in=named) | Q(url="", citation__in=named)
        return Source.objects.filter(of_policy)

    def sent(self) -> set[tuple[int, int]]:
        if self.data is None:
            return set()
        found = (SENT.match(name) for name in self.data)
        return set([(int(m.group(1)), int(m.group(2))) for m in found if m][:MOST_SENT])

    def row(
        self, component: FrameworkComponent | None, alignment: Alignment | None, bound: bool, pk: int = 0
    ) -> GridRow:
        """``pk`` is that of an alignment that is no longer there: what was sent of it is a new one."""
        instance, initial = alignment, {}
        if instance is None:
            instance = Alignment(policy=self.policy, framework=self.framework, component=component, coded_by=self.coder)
            initial = {"quote_language": self.policy.original_language, "source": self.policy.source}
        prefix = f"c{component.pk if component else 0}-a{alignment.pk if alignment else pk}"
        data = self.data if bound else None
        return GridRow(data, prefix=prefix, instance=instance, initial=initial, sources=self.sources, gone=bool(pk))

    @property
    def changed(self) -> list[GridRow]:
        return [row for __, row in self.rows if row.is_bound and (row.has_changed() or row.gone)]

    def is_valid(self) -> bool:
        return all(row.is_valid() for row in self.changed)

    @property
    def going(self) -> list[GridRow]:
        """The rows that saving takes out; ``initial`` of each is what is stored."""
        return [row for row in self.changed if row.taken_out and row.instance.pk]

    def say_meanwhile(self) -> None:
        """Puts beside each cell that differs what the database holds."""
        for __, row in self.rows:
            if not row.is_bound:
                continue
            row.full_clean()
            if row.gone:
                row.add_error(None, gettext("Somebody took this row out meanwhile. Saved again it comes back."))
            elif row.instance.pk and row.has_changed():
                stored = Alignment.objects.select_related("source").get(pk=row.instance.pk)
                say_differences(row, stored)

    def save(self) -> dict[str, int]:
        """How many rows were ``added``, ``changed`` and ``taken out``. Rows that nobody touched are not written."""
        done = {"added": 0, "changed": 0, "taken out": 0}
        for row in self.changed:
            if row.taken_out:
                if row.instance.pk:
                    row.instance.delete()
                    done["taken out"] += 1
            elif row.cleaned_data.get("link"):
                done["changed" if row.instance.pk else "added"] += 1
                row.save()
        return done
