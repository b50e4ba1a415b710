"""The admin's site: who may see any page of it, and the pages of signing in."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from policies.access import pages, refusals
from policies.access.forms import EntryForm

View = Callable[..., HttpResponse]


def next_step(request: HttpRequest) -> HttpResponse | None:
    """The way to what is missing after the password; None if nothing is, or nobody signed in."""
    if request.user.is_authenticated or request.unproven is None:  # type: ignore[attr-defined]
        return None
    name = "admin:two_factor_code" if request.missing_step == "code" else "admin:two_factor"  # type: ignore[attr-defined]
    going = request.POST.get("next") or request.GET.get("next") or request.get_full_path()
    on = {} if going.startswith((reverse("admin:login"), reverse("admin:logout"))) else {"next": going}
    return HttpResponseRedirect(f"{reverse(name)}{'?' if on else ''}{urlencode(on)}")


class EntrySite(AdminSite):
    """Django's, behind the second factor of those who need one (access/middleware.py)."""

    login_form = EntryForm

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        inner = super().admin_view(view, cacheable)

        def step_by_step(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                refusals.log(request, "not, or no longer, an account of the staff")
            return next_step(request) or inner(request, *args, **kwargs)

        return update_wrapper(step_by_step, inner)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Django's list of what there is to open, in our words for its log."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"] if model["model"] is LogEntry):
            model["name"] = gettext("Who did what")
        return apps

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        step = next_step(request) if request.method == "GET" else None
        return step or super().login(request, extra_context)

    def leave(self, request: HttpRequest) -> HttpResponse:
        """Signs out, also somebody who has shown one factor only."""
        if not request.user.is_authenticated and request.unproven is not None:  # type: ignore[attr-defined]
            request.user = request.unproven  # type: ignore[attr-defined]
            return self.logout(request)
        return super().admin_view(self.logout)(request)

    def half_way(self, view: View) -> View:
        """For pages that need the password and no more; those who need a code show it first."""

        def inner(request: HttpRequest) -> HttpResponse:
            account = pages.account_of(request)
            # Who has an app shows its code before anything else; who has none has no code to show.
            here = "code" if view is pages.code else "setup"
            if account is None or request.missing_step not in (None, here):  # type: ignore[attr-defined]
                return next_step(request) or HttpResponseRedirect(reverse("admin:login"))
            return view(request)

        return never_cache(csrf_protect(inner))

    def get_urls(self) -> list[Any]:
        ours = [
            path("logout/", never_cache(csrf_protect(self.leave)), name="logout"),
            path("two-factor/", self.half_way(pages.two_factor), name="two_factor"),
            path("two-factor/code/", self.half_way(pages.code), name="two_factor_code"),
            path("two-factor/another/", self.half_way(pages.set_up), name="two_factor_another"),
            path("two-factor/recovery-codes/", self.half_way(pages.new_codes), name="two_factor_codes"),
        ]
        return [*ours, *super().get_urls()]
