"""The page where a record gets another public address, and how its form shows the one that it has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.base import SteadyAdmin
from policies.desk import addresses


class AddressForm(forms.Form):
    """``slug`` is looked at by the action, which knows what is taken."""

    slug = forms.CharField(
        label=_("New last part of the address"),
        max_length=200,
        widget=forms.TextInput(attrs={"size": 80, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "Small letters, figures and hyphens. What others have written down and linked to goes on leading here."
        ),
    )


class ChangesAddress(SteadyAdmin):
    """For a model of which records have addresses. On their forms it is fixed once readers may have seen it."""

    change_form_template = "admin/policies/addressed.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"policies_{self.opts.model_name}_address"
        return [path("<int:pk>/address/", self.admin_site.admin_view(self.address), name=name), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not addresses.was_public(obj):
            return fieldsets
        return [(name, {**options, "fields": fixed(options["fields"])}) for name, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "address_now")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Only where it may be typed."""
        open_to_typing = obj is None or (self.has_change_permission(request, obj) and not addresses.was_public(obj))
        return super().get_prepopulated_fields(request, obj) if open_to_typing else {}

    @admin.display(description=_("public address"))
    def address_now(self, record: Any) -> str:
        shown = record.copy_of if getattr(record, "is_copy", False) else record
        return str(shown.get_absolute_url()) if shown.slug else ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        if record is not None and addresses.may_change(record, request.user):  # type: ignore[arg-type]
            context["address_url"] = reverse(f"admin:policies_{self.opts.model_name}_address", args=[record.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def address(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for another slug, and gives it to the record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_queryset(request).filter(pk=pk).first() if pk < 2**63 else None
        if record is None:
            raise Http404(gettext("There is no such record."))
        if not addresses.may_change(record, request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        form = AddressForm(request.POST or None, initial={"slug": record.slug})
        if request.method == "POST" and form.is_valid():
            try:
                changed = addresses.change_address(record, form.cleaned_data["slug"], request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                said = gettext("“%(title)s” is at %(address)s now; its former address leads there.")
                words = {"title": changed, "address": changed.get_absolute_url()}
                self.message_user(request, said % words, messages.SUCCESS)
                return HttpResponseRedirect(reverse(f"admin:policies_{self.opts.model_name}_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Change the public address"),
            "opts": self.opts,
            "record": record,
            "form": form,
            "past": [past.slug for past in record.past_addresses.all()],
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/policies/address.html", context, status=status)


def fixed(fields: Any) -> Any:
    """The fields of a fieldset, with the address to look at in place of the box for it."""
    return tuple(
        fixed(name) if isinstance(name, list | tuple) else "address_now" if name == "slug" else name for name in fields
    )
