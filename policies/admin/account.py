"""Accounts: managers make them and give them roles, and nobody can give more than they have."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policies.admin.base import SteadyAdmin

#: The groups that migrations make.
ROLES = ("analyst", "reviewer", "manager")

admin.site.unregister(User)
# Roles are part of the code: what a group may do is not changed by hand.
admin.site.unregister(Group)


def roles_within(user: Any) -> QuerySet[Group]:
    """The roles that give nothing but what the user has."""
    roles = Group.objects.filter(name__in=ROLES)
    if user.is_superuser:
        return roles
    own = Permission.objects.filter(group__user=user)
    beyond = Permission.objects.filter(group=OuterRef("pk")).exclude(pk__in=own.values("pk"))
    return roles.exclude(Exists(beyond))


@admin.register(User)
class AccountAdmin(SteadyAdmin, UserAdmin):
    """Superusers are made on the command line, and only superusers change them."""

    list_display = ("username", "email", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (_("What the account may do"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = ((None, {"fields": ("username", "email", "password1", "password2", "is_staff", "groups")}),)

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        return ", ".join(sorted(group.name for group in account.groups.all()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = roles_within(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sets a password can be that account, so nobody changes one that may do more than they may."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.is_superuser:
            return True
        only_roles = not obj.is_superuser and not obj.user_permissions.exists()
        return only_roles and not obj.groups.exclude(pk__in=roles_within(request.user).values("pk")).exists()
