"""Accounts: managers make them and give them roles, and nobody can give more than they have."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from policies.access import proof, refusals
from policies.admin.base import RowInline, SteadyAdmin
from policies.admin.meanwhile import SeenForm
from policies.models import Assignment, log

#: The groups that migrations make.
ROLES = ("analyst", "reviewer", "manager")

admin.site.unregister(User)
# Roles are part of the code: what a group may do is not changed by hand.
admin.site.unregister(Group)
# A secret is shown to its owner, once, and to nobody else.
admin.site.unregister([TOTPDevice, StaticDevice])


def roles_within(user: Any) -> QuerySet[Group]:
    """The roles that give nothing but what the user has."""
    roles = Group.objects.filter(name__in=ROLES)
    if user.is_superuser:
        return roles
    own = Permission.objects.filter(group__user=user)
    beyond = Permission.objects.filter(group=OuterRef("pk")).exclude(pk__in=own.values("pk"))
    return roles.exclude(Exists(beyond))


class AccountForm(SeenForm, UserChangeForm):
    pass


class AssignmentInline(RowInline):
    model = Assignment
    autocomplete_fields = ("country",)
    fields = ("country", "region")


@admin.register(User)
class AccountAdmin(SteadyAdmin, UserAdmin):
    """Superusers are made on the command line, and only superusers change them."""

    form = AccountForm
    change_form_template = "admin/access/account.html"
    list_display = ("username", "email", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "second_factor")
    inlines = (AssignmentInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "second_factor")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (_("What the account may do"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = ((None, {"fields": ("username", "email", "password1", "password2", "is_staff", "groups")}),)

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        return ", ".join(sorted(group.name for group in account.groups.all()))

    @admin.display(description=_("second factor"))
    def second_factor(self, account: User) -> str:
        device = proof.device_of(account) if account.pk else None
        if device is not None:
            words = gettext("set up on %(day)s; recovery codes left: %(left)d")
            day = date_format(timezone.localtime(device.created_at), "j M Y")
            return words % {"day": day, "left": proof.codes_left(account)}
        if account.pk and proof.needs_second_factor(account):
            return gettext("not yet: at the next sign-in the account is asked to set one up")
        return gettext("none; the account may set one up")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """An account is made first, and then given countries."""
        return self.inlines if obj is not None else ()

    def get_urls(self) -> list[Any]:
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<int:pk>/second-factor/", reset, name="auth_user_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes away the second factor of an account whose app is lost, after asking; only of one that may be changed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        account = self.get_object(request, str(pk))
        if account is None:
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied(gettext("This account may do more than yours."))
        back = reverse("admin:auth_user_change", args=[pk])
        if request.method == "POST":
            proof.reset(account)
            log.write(request.user, account, log.SECOND_FACTOR, "The second factor was taken away.")  # type: ignore[arg-type]
            refusals.logger.info("account=%s took away the second factor of account=%s", request.user.pk, pk)
            said = gettext("The second factor of “%s” was taken away.") % account
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(back)
        title = gettext("Take away the second factor of %s?") % account
        context = {**self.admin_site.each_context(request), "title": title, "account": account, "back": back}
        return render(request, "admin/access/reset.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = roles_within(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an account did stays told: one that did anything is made inactive, and not deleted with its log."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not LogEntry.objects.filter(user=obj).exists())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sets a password can be that account, so nobody changes one that may do more than they may."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.is_superuser:
            return True
        only_roles = not obj.is_superuser and not obj.user_permissions.exists()
        return only_roles and not obj.groups.exclude(pk__in=roles_within(request.user).values("pk")).exists()
