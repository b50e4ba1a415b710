"""The pages of the second factor: showing a code, setting up an app, new recovery codes."""

from __future__ import annotations

import math
from base64 import b32encode
from typing import Any

from axes.helpers import get_client_session_hash
from axes.models import AccessLog
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies.access import proof, refusals
from policies.access.qr import qr_code
from policies.models import log

ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=ATTRIBUTES))


def page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": title, "next": way_on(request), **context}
    return render(request, f"admin/access/{template}", whole)


def way_on(request: HttpRequest) -> str:
    """Where somebody was going when they were asked for a code; never to another site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("admin:index")


def account_of(request: HttpRequest) -> Any:
    """Whose session this is, with one factor shown or with both; None for nobody's, and for readers with an account."""
    user = request.user if request.user.is_authenticated else request.unproven  # type: ignore[attr-defined]
    return user if user is not None and user.is_active and user.is_staff else None


def code(request: HttpRequest) -> HttpResponse:
    """Asks for the code after the password, and lets in who has it."""
    if request.user.is_authenticated or request.missing_step != "code":  # type: ignore[attr-defined]
        return HttpResponseRedirect(way_on(request))
    account = request.unproven  # type: ignore[attr-defined]
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = proof.check_any(account, form.cleaned_data["code"])
        if answer.device is not None:
            let_in(request, account, answer.device)
            if isinstance(answer.device, proof.StaticDevice):
                log.write(account, account, log.SECOND_FACTOR, "Signed in with a recovery code.")
                say_codes_left(request, account)
            else:
                log.write(account, account, log.SECOND_FACTOR, "Signed in with a code of the app.")
            return HttpResponseRedirect(way_on(request))
        if answer.wait_until is None:
            log.write(account, account, log.SECOND_FACTOR, "Wrong code at sign-in.")
        refuse(request, form, answer, "wrong code at sign-in")
    return page(request, "code.html", gettext("Second factor"), form=form)


def let_in(request: HttpRequest, account: Any, device: Any) -> None:
    """The session is the account's from here, under a new key: whoever knew the old one has nothing."""
    before = get_client_session_hash(request)
    request.user = account
    proof.show(request, device)
    request.session.cycle_key()
    # The log of sign-ins knows a session by its key.
    AccessLog.objects.filter(session_hash=before).update(session_hash=get_client_session_hash(request))


def refuse(request: HttpRequest, form: CodeForm, answer: proof.Answer, reason: str) -> None:
    refusals.log(request, reason if answer.wait_until is None else f"{reason}, while waiting after others")
    if answer.wait_until is None:
        form.add_error("code", gettext("This code is not right, or no longer. Wait for the next one and enter that."))
        return
    seconds = max(1, math.ceil((answer.wait_until - timezone.now()).total_seconds()))
    wait = ngettext("wait %d second and try again.", "wait %d seconds and try again.", seconds) % seconds
    form.add_error("code", gettext("After wrong codes none is looked at for a while: %s") % wait)


def say_codes_left(request: HttpRequest, account: Any) -> None:
    left = proof.codes_left(account)
    said = ngettext("%d recovery code is left.", "%d recovery codes are left.", left) % left
    address = reverse("admin:two_factor")
    link = format_html('<a href="{}">{}</a>', address, gettext("Make new ones"))
    messages.warning(request, format_html("{} {}", said, link))


def two_factor(request: HttpRequest) -> HttpResponse:
    """What the account has set up; where there is nothing, the way to set it up."""
    account = account_of(request)
    device = proof.device_of(account)
    if device is None:
        return set_up(request)
    context = {"device": device, "left": proof.codes_left(account), "required": proof.needs_second_factor(account)}
    return page(request, "two_factor.html", gettext("Two-factor sign-in"), **context)


def set_up(request: HttpRequest) -> HttpResponse:
    """Shows the secret until a code of it is entered; then this app is the account's only one."""
    account = account_of(request)
    had = proof.device_of(account)
    device = proof.pending_device(account)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = proof.check(account, device, form.cleaned_data["code"])
        if answer.device is not None:
            codes = proof.confirm(account, answer.device)
            let_in(request, account, answer.device)
            what = "Another app was set up as second factor." if had else "An app was set up as second factor."
            log.write(account, account, log.SECOND_FACTOR, what)
            return recovery_page(request, codes)
        refuse(request, form, answer, "wrong code while setting up a second factor")
    secret = b32encode(device.bin_key).decode()
    context = {
        "form": form,
        "qr": qr_code(device.config_url, gettext("QR code of the secret that stands below")),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "replaces": had is not None,
        "required": proof.needs_second_factor(account),
    }
    title = gettext("Set up another app") if had else gettext("Set up two-factor sign-in")
    return page(request, "set_up.html", title, **context)


def new_codes(request: HttpRequest) -> HttpResponse:
    """Makes new recovery codes, in place of those before."""
    account = account_of(request)
    if request.method != "POST" or proof.device_of(account) is None:
        return HttpResponseRedirect(reverse("admin:two_factor"))
    codes = proof.new_recovery_codes(account)
    log.write(account, account, log.SECOND_FACTOR, "New recovery codes were made.")
    return recovery_page(request, codes)


def recovery_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return page(request, "recovery_codes.html", gettext("Recovery codes"), codes=codes)
