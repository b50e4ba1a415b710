"""How alignments are entered: of a policy and of a framework, on the page of either."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policies.admin.base import CardInline
from policies.models import Alignment, FrameworkAlignment
from policies.models.account import coder_name
from policies.models.reading import READ, Reading

#: Reading somebody's coding and signing it is no authorship.
SIGNING = {"reviewed_by", "reviewed_on"}


class CodingForm(forms.ModelForm):
    """The framework follows from the component, so it need not be chosen twice."""

    class Meta:
        model: type[Reading]
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets say which
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "rationale": forms.TextInput(attrs={"size": 80}),
            "where": forms.TextInput(attrs={"size": 50}),
            "quote_language": forms.TextInput(attrs={"size": 8}),
        }

    #: Who codes when the form does not say, as readers are told: the admin sets it.
    coder = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "framework" in self.fields:
            self.fields["framework"].required = False
            self.fields["framework"].help_text = _("May stay empty when a component is chosen.")
        if "coded_by" in self.fields:
            self.fields["coded_by"].help_text = (
                _("Readers see it: the coding round. Left empty it is “%s”, which stands for you.") % self.coder
            )
        if "reviewed_by" in self.fields:
            self.fields["reviewed_by"].help_text = _("Readers see it: “%s” stands for you.") % self.coder

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.refuse_own_review(cleaned)
        if "component" not in self.fields:
            return cleaned  # of a published policy: it is only signed
        self.forget_review(cleaned)
        if not cleaned.get("coded_by"):
            cleaned["coded_by"] = self.coder
        if not cleaned.get("framework"):
            if cleaned.get("component"):
                cleaned["framework"] = cleaned["component"].framework
            elif "component" not in self.errors:
                self.add_error("component", _("Choose the component, or the framework as a whole."))
        return cleaned

    def refuse_own_review(self, cleaned: dict[str, Any]) -> None:
        """Whatever name somebody signs with: what they coded is read by another."""
        coded_by = cleaned.get("coded_by") or self.instance.coded_by or self.coder
        if cleaned.get("reviewed_by") and "reviewed_by" in self.changed_data and coded_by == self.coder:
            self.add_error("reviewed_by", _("Somebody else than the coder reviews an alignment."))

    def forget_review(self, cleaned: dict[str, Any]) -> None:
        """What was reviewed is what it said then: said otherwise, nobody has reviewed it yet."""
        changed = set(self.changed_data)
        if self.instance.reviewed_by and changed & READ and not changed & SIGNING:
            self.instance.reviewed_by, self.instance.reviewed_on = "", None
            cleaned.update({"reviewed_by": "", "reviewed_on": None})


class AlignmentForm(CodingForm):
    class Meta(CodingForm.Meta):
        model = Alignment


class FrameworkAlignmentForm(CodingForm):
    class Meta(CodingForm.Meta):
        model = FrameworkAlignment


class CodedInline(CardInline):
    """Alignments as rows of what was read; coded by whoever enters them, reviewed by those who publish."""

    autocomplete_fields = ("framework", "component", "source")
    fields = (
        ("component", "framework"),
        ("link", "source_kind", "confidence"),
        "quote",
        ("quote_language", "where"),
        "rationale",
        "source",
        ("coded_by", "coded_on"),
        ("reviewed_by", "reviewed_on"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Reviewing is for reviewers."""
        return () if request.user.has_perm("policies.publish_policy") else ("reviewed_by", "reviewed_on")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = type("CodersAlignmentForm", (self.form,), {"coder": coder_name(request.user)})
        return super().get_formset(request, obj, **{"form": form, **kwargs})
