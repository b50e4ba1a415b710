"""How tests sign in: with both factors where the account needs them, as people do."""

from __future__ import annotations

import time
from typing import Any

import django_otp
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from policies.access.middleware import BEGAN, SEEN
from policies.access.proof import needs_second_factor


def account(role: str = "", username: str = "", **fields: Any) -> User:
    """A new staff account in one of the groups that the migration makes, or in none."""
    user = User.objects.create_user(username=username or role or "somebody", **{"is_staff": True, **fields})
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def app_of(user: User) -> TOTPDevice:
    """An app that the account has set up."""
    found = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found or TOTPDevice.objects.create(user=user, confirmed=True, name="app")


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the app shows now, or shows so many half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.t0 -= steps * device.step
    return f"{totp.token():06d}"


def sign_in(client: Client, user: User) -> Client:
    """A session of the account, opened with its app if it needs one."""
    client.force_login(user)
    request = HttpRequest()
    request.user, request.session = user, client.session
    # As after the first page of it: the session is only written again when it was left alone for a while.
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    if needs_second_factor(user):
        django_otp.login(request, app_of(user))
    request.session.save()
    return client
