"""Readers say what is wrong. ``of`` names the page that they read, as its address does: ``policies/<slug>``.

Never kept: the form carries a token of its own. The pages that lead here stay the same for everybody.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from policies import corrections
from policies.access.addresses import address_of
from policies.citing import name_of
from policies.filters import shorten
from policies.models.fields import WebAddressField
from policies.views.moved import slug_now
from policies.views.records import RECORDS


class CorrectionForm(forms.Form):
    """``homepage`` is no question to people: it is out of sight, and programs fill it in."""

    message = forms.CharField(
        label=_("What is wrong or missing?"),
        help_text=_("As exactly as you can: which date, which title, what it should say."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": corrections.LONGEST}),
        # Counted in clean_message, after what cannot be seen is taken away, with an error that counts too.
        strip=True,
    )
    source_url = WebAddressField(_("Where does it say so?"), blank=True).formfield(
        help_text=_("The address of a law, a gazette or a report. Not needed, and a great help."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    contact = forms.CharField(
        label=_("How can we ask back?"),
        required=False,
        max_length=200,
        help_text=_(
            "An e-mail address, for instance. Not needed. It is never shown, and deleted when you are answered."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, about: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    @property
    def kind_and_key(self) -> tuple[str, str]:
        kind, __, key = self.about.partition("/")
        return kind, key

    def clean_message(self) -> str:
        message = corrections.plain(self.cleaned_data["message"])
        if len(message) < corrections.SHORTEST:
            raise forms.ValidationError(_("Say a little more: which fact is wrong, and what is right?"))
        if len(message) > corrections.LONGEST:
            text = gettext("This has %(length)d characters; %(most)d are read. Cut it to what matters, or send two.")
            raise forms.ValidationError(text % {"length": len(message), "most": corrections.LONGEST})
        if corrections.links_in(message) > corrections.MOST_LINKS:
            most = corrections.MOST_LINKS
            text = ngettext(
                "There is more than %d link in it. Keep the one that matters most.",
                "There are more than %d links in it. Keep those that matter most.",
                most,
            )
            raise forms.ValidationError(text % most)
        if corrections.is_repeated(*self.kind_and_key, message):
            raise forms.ValidationError(_("We have this message already: there is no need to send it again."))
        return message

    def clean_contact(self) -> str:
        return " ".join(corrections.plain(self.cleaned_data["contact"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            # It comes back anyway, and opened anew.
            return cleaned
        since = corrections.seconds_since_opened(cleaned.get("opened", ""), self.about)
        if since is None:
            raise forms.ValidationError(_("This form had been open for too long. It is fresh now: send it once more."))
        if since < corrections.QUICKEST:
            raise forms.ValidationError(_("That was quicker than anybody types. Wait a moment, and send it once more."))
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_correction(request: HttpRequest) -> HttpResponse:
    about, record = record_of(request.GET.get("of", ""))
    context: dict[str, Any] = {"record": record, "name": name_of(record), "about": about}
    if request.method != "POST":
        context["sent"] = "sent" in request.GET
        context["form"] = CorrectionForm(about, initial={"opened": corrections.opened(about)})
        return render(request, "policies/suggest_correction.html", context)
    form = CorrectionForm(about, request.POST)
    status = 422
    if form.is_valid():
        if not corrections.too_many_from(address_of(request) or ""):
            keep(form, record)
            return redirect(f"{reverse('suggest-correction')}?of={about}&sent=1")
        text = gettext("Many messages came from your network lately. Yours is not sent: copy it, and send it tomorrow.")
        form.add_error(None, text)
        status = 429
    # What was typed stays; the form is opened anew.
    form.data = {**form.data.dict(), "opened": corrections.opened(about)}  # type: ignore[attr-defined]
    return render(request, "policies/suggest_correction.html", context | {"form": form}, status=status)


def keep(form: CorrectionForm, record: Any) -> None:
    kind, key = form.kind_and_key
    corrections.receive(
        kind,
        key,
        settings.SITE_URL + record.get_absolute_url(),
        form.cleaned_data["message"],
        form.cleaned_data["source_url"],
        form.cleaned_data["contact"],
        suspect=bool(form.cleaned_data["homepage"]),
    )


def record_of(about: str) -> tuple[str, Any]:
    """The public record that ``policies/<slug>`` names, and that name as it is written; also by a name that it had before.
    Http404 if there is none."""
    kind, __, key = about.strip("/").partition("/")
    if kind not in RECORDS or not key or "\x00" in key:
        raise Http404(shorten(about))
    try:
        record = RECORDS[kind].find(key)
    except Http404:
        now = slug_now(kind, key)
        if now is None:
            raise
        record = RECORDS[kind].find(now)
    return record.get_absolute_url().strip("/"), record
