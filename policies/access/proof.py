"""The second factor: who needs one, and whether an account has shown it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import django_otp
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Whoever may do one of these needs two factors: publish, or keep accounts.
STRONG = ("policies.publish_policy", "policies.publish_project", "auth.add_user", "auth.change_user")
RECOVERY_CODES = 10
#: What an app shows; anything else that is typed is taken for a recovery code.
APP_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a code. ``wait_until`` is set where none is looked at, after too many wrong ones."""

    device: Any = None
    wait_until: datetime | None = None


def needs_second_factor(user: User) -> bool:
    """Reviewers, managers and superusers, by what they may do."""
    return bool(user.is_superuser or any(user.has_perm(name) for name in STRONG))


def device_of(user: User) -> TOTPDevice | None:
    """The app that the account has set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def missing_step(user: User) -> str | None:
    """What stands between a right password and the pages: "code", "setup" or nothing."""
    if getattr(user, "otp_device", None) is not None:
        return None
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        return "code"
    return "setup" if needs_second_factor(user) else None


def pending_device(user: User) -> TOTPDevice:
    """The secret that waits to be confirmed: the same one until it is, so that a page may be opened twice."""
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    return waiting or TOTPDevice.objects.create(user=user, confirmed=False, name="app")


def plain(code: str) -> str:
    """A code as it is kept: blanks and hyphens are for reading."""
    return re.sub(r"[\s-]+", "", code).lower()


@transaction.atomic
def check(user: User, device: Any, code: str) -> Answer:
    """Whether this is a code of the device now. A right one is good once; each wrong one doubles the wait for the next."""
    current = type(device).objects.select_for_update().filter(pk=device.pk, user=user).first()
    if current is None:
        return Answer()
    allowed, why_not = current.verify_is_allowed()
    if not allowed:
        return Answer(wait_until=why_not["locked_until"])
    return Answer(device=current) if current.verify_token(plain(code)) else Answer()


def check_any(user: User, code: str) -> Answer:
    """Checks what was typed at sign-in against the app, or against the recovery codes if it does not look like the app's."""
    if APP_CODE.fullmatch(plain(code)):
        device: Any = device_of(user)
    else:
        device = StaticDevice.objects.filter(user=user, confirmed=True).first()
    return check(user, device, code) if device is not None else Answer()


@transaction.atomic
def confirm(user: User, device: TOTPDevice) -> list[str]:
    """Makes a pending device the account's only one, and gives new recovery codes."""
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    device.confirmed = True
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """New codes; those before are void. To be shown once, as ``abcd-efgh``."""
    StaticToken.objects.filter(device__user=user).delete()
    device = StaticDevice.objects.filter(user=user).order_by("pk").first()
    device = device or StaticDevice.objects.create(user=user, name="recovery")
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        codes.add(StaticToken.random_token())
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in sorted(codes))
    return [f"{code[:4]}-{code[4:]}" for code in sorted(codes)]


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def reset(user: User) -> None:
    """Takes the second factor away. Sessions that were opened with it are no longer good where one is needed."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def show(request: Any, device: Any) -> None:
    """Keeps in the session that this device has been shown."""
    django_otp.login(request, device)
