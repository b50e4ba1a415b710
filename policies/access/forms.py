"""The form of the sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.validators import MaxLengthValidator


class EntryForm(AdminAuthenticationForm):
    """Django's, which tells browsers how long a name may be, and takes any. The log of failures has no room for that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.validators = [*name.validators, MaxLengthValidator(name.max_length)]  # type: ignore[attr-defined]
