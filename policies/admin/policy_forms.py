"""Forms of the policy page: what an analyst need not fill in, and what is asked before saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from slugify import slugify

from policies.admin.publishing import PublishableForm
from policies.desk.addresses import free_slug
from policies.desk.successors import PLACEHOLDER
from policies.models import Policy
from policies.queries.duplicates import LikelyDuplicate, likely_duplicates


class PolicyForm(PublishableForm):
    different = forms.BooleanField(
        label=_("This is another policy"),
        required=False,
        widget=forms.HiddenInput,
        help_text=_("Tick it, and save again, if none of the records above is this policy."),
    )

    class Meta:
        model = Policy
        fields = "__all__"
        widgets = {
            "title": forms.TextInput(attrs={"size": 90}),
            "original_title": forms.TextInput(attrs={"size": 90}),
            "legal_reference": forms.TextInput(attrs={"size": 60}),
            "original_language": forms.TextInput(attrs={"size": 8}),
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 90}),
            "notes": forms.Textarea(attrs={"rows": 3, "cols": 90}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.suggest_slug(cleaned)
        identity = ("country", "title", "original_title", "legal_reference")
        asks = self.instance.pk is None or any(name in self.changed_data for name in identity)
        if asks and cleaned.get("country") and cleaned.get("title"):
            duplicates = likely_duplicates(
                cleaned["country"],
                [cleaned["title"], cleaned.get("original_title") or ""],
                cleaned.get("legal_reference") or "",
                self.instance.copy_of_id or self.instance.pk,
            )
            if duplicates and self.instance.pk is not None:
                # What it replaces, amends or implements is not what it is, however alike the two are called.
                related = set(self.instance.relations_out.values_list("other_id", flat=True))
                duplicates = [found for found in duplicates if found.policy.pk not in related]
            if duplicates and "different" in self.fields:
                self.fields["different"].widget = forms.CheckboxInput()
                if not cleaned.get("different"):
                    self.add_error("different", ValidationError(duplicate_warning(duplicates), code="duplicate"))
        return cleaned

    def suggest_slug(self, cleaned: dict[str, Any]) -> None:
        """An empty slug becomes country, year and title, with a number if that is or was somebody's; so does that of a successor,
        which is its predecessor's until it has a title of its own."""
        if "slug" not in self.fields or "slug" in self.errors:
            return
        renamed = {"title", "slug"} & set(self.changed_data) == {"title"}
        if cleaned.get("slug") and not (renamed and cleaned["slug"].startswith(PLACEHOLDER)):
            return
        country, title = cleaned.get("country"), cleaned.get("title")
        if not country or not title:
            return
        start = cleaned.get("term_start")
        words = slugify(title, max_length=80, word_boundary=True)
        base = "-".join(part for part in (country.iso3.lower(), str(start.year) if start else "", words) if part)
        cleaned["slug"] = free_slug(Policy, base)


def duplicate_warning(duplicates: list[LikelyDuplicate]) -> str:
    rows = format_html_join(
        "",
        '<li><a href="{}" target="_blank" rel="noopener">{}</a> ({}, {})</li>',
        (
            (
                reverse("admin:policies_policy_change", args=[found.policy.pk]),
                found.policy.title,
                found.policy.get_state_display(),
                found.because,
            )
            for found in duplicates[:5]
        ),
    )
    return format_html("{}<ul>{}</ul>", _("This may be recorded already:"), rows)
