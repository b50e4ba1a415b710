"""The alignment grid: a policy beside all components of one framework, entered and saved as one page.

``?framework=CODE`` says which; else it is the one that the policy is most aligned to. What is sent is checked by the rules of
the form of an alignment, row by row, and saved in one transaction or not at all.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from policies import actions
from policies.admin.grid_rows import Grid, GridRow
from policies.admin.overtaken import overtaken
from policies.admin.publishing import LOCKED, NOT_ASSIGNED
from policies.admin.working_copies import WorkingCopies
from policies.choices import PublicationState
from policies.models import Framework, Policy
from policies.models.account import coder_name

ALIGNMENTS = tuple(f"policies.{verb}_alignment" for verb in ("add", "change", "delete"))


class AlignmentGrid(WorkingCopies):
    """Adds the grid to the pages of a policy."""

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/grid/", self.guarded(self.grid), name="policies_policy_grid"), *super().get_urls()]

    def grid(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return self.grid_page(request, self.there(request, pk))
        with transaction.atomic():
            # Held, so that of two who save at once the second sees what the first saved.
            Policy.objects.select_for_update().filter(pk=pk if pk < 2**63 else None).exists()
            policy = self.there(request, pk)
            if not self.may_use_grid(request, policy):
                raise PermissionDenied
            return self.save_grid(request, policy)

    def may_use_grid(self, request: HttpRequest, policy: Policy) -> bool:
        return actions.may_edit(policy, request.user) and request.user.has_perms(ALIGNMENTS)  # type: ignore[arg-type]

    def save_grid(self, request: HttpRequest, policy: Policy) -> HttpResponse:
        framework = Framework.objects.filter(code=request.POST.get("framework", "")).first()
        if framework is None:
            self.message_user(request, gettext("This framework is gone: choose another."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:policies_policy_grid", args=[policy.pk]))
        grid = Grid(policy, framework, coder_name(request.user), request.POST)
        found = overtaken(policy, request.POST.get("loaded_at", ""))
        if found is not None and request.POST.get("save_over") != found.version:
            grid.say_meanwhile()
            return self.grid_page(request, policy, grid, overtaken=found)
        if not grid.is_valid():
            return self.grid_page(request, policy, grid, wrong=True)
        going = ",".join(str(row.instance.pk) for row in grid.going)
        if going and request.POST.get("take_out") != going:
            return self.grid_page(request, policy, grid, going=going)
        done = grid.save()
        if any(done.values()):
            actions.edited(policy, request.user)  # type: ignore[arg-type]
            actions.refresh([policy.pk])
            said = gettext("Alignment with %(framework)s: %(added)d added, %(changed)d changed, %(out)d taken out.") % {
                "framework": framework, "added": done["added"], "changed": done["changed"], "out": done["taken out"],
            }  # fmt: skip
            self.log_change(request, policy, said)
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(request, gettext("Nothing was changed, so nothing was saved."), messages.INFO)
        return HttpResponseRedirect(address_of(policy, framework))

    def grid_page(
        self, request: HttpRequest, policy: Policy, grid: Grid | None = None, going: str = "", **said: Any
    ) -> HttpResponse:
        frameworks = list(frameworks_of(policy))
        if grid is None:
            framework, problem = chosen(frameworks, request.GET.get("framework", ""))
            grid = Grid(policy, framework, coder_name(request.user)) if framework else None
            said["problem"] = problem
        may = self.may_use_grid(request, policy)
        if grid is not None and not may:
            for __, row in grid.rows:
                for each in row.fields.values():
                    each.disabled = True
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Alignment with %s") % grid.framework if grid else gettext("Alignment"),
            "subtitle": str(policy),
            "opts": self.opts,
            "original": policy,
            "frameworks": frameworks,
            "grid": grid,
            "loaded_at": request.POST.get("loaded_at") or policy.changed_at.isoformat(),
            "going": going,
            "going_rows": [in_words(row) for row in grid.going] if grid and going else [],
            "may": may,
            "locked": "" if may else self.why_not(request, policy),
            **said,
        }
        return TemplateResponse(request, "admin/policies/grid.html", context)

    def why_not(self, request: HttpRequest, policy: Policy) -> Any:
        if not actions.within_assignment(policy, request.user):  # type: ignore[arg-type]
            return NOT_ASSIGNED
        state = PublicationState(policy.state)
        return LOCKED.get(state, gettext("Your account may look at this, and not change it."))


def address_of(policy: Policy, framework: Framework) -> str:
    return f"{reverse('admin:policies_policy_grid', args=[policy.pk])}?framework={framework.code}"


def frameworks_of(policy: Policy) -> QuerySet[Framework]:
    """All frameworks, those that the policy is aligned to most often first; ``used`` says how often."""
    used = Count("alignments", filter=Q(alignments__policy=policy))
    return Framework.objects.annotate(used=used).order_by("-used", "name")


def chosen(frameworks: Any, code: str) -> tuple[Framework | None, str]:
    """The framework with this code, else the first; and what was wrong with the code."""
    known = list(frameworks)
    found = next((framework for framework in known if framework.code == code), None)
    problem = gettext("There is no framework “%s”: choose one of the list.") % code[:60] if code and not found else ""
    return found or next(iter(known), None), problem


def in_words(row: GridRow) -> str:
    """What is stored of an alignment that is to go."""
    alignment, stored = row.instance, row.initial
    parts = [
        alignment.component.label if alignment.component else gettext("The framework as a whole"),
        f"“{stored['quote']}”" if stored.get("quote") else gettext("no passage"),
        str(stored.get("rationale") or ""),
        gettext("coded by %s") % alignment.coded_by if alignment.coded_by else "",
        gettext("reviewed by %s") % alignment.reviewed_by if alignment.reviewed_by else "",
    ]
    return "; ".join(part for part in parts if part)
