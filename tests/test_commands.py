"""Commands of a local machine (seed is tested with the importer)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from policies.models import Country
from tests.signing_in import app_of


@pytest.mark.django_db
def test_local_accounts_are_made_once_with_passwords_that_work(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    output = StringIO()
    call_command("local_accounts", stdout=output)
    lines = output.getvalue().splitlines()
    assert "the reviewer sets up a second factor" in lines.pop()
    for line, role in zip(lines, ("analyst", "reviewer"), strict=True):
        name, __, password = line.partition(": ")[2].partition(" / ")
        user = authenticate(HttpRequest(), username=name, password=password)
        assert isinstance(user, User)
        assert (name, user.is_staff, user.is_superuser) == (role, True, False)
        assert [group.name for group in user.groups.all()] == [role]
        assert len(password) == 20
    again = StringIO()
    call_command("local_accounts", stdout=again)
    assert again.getvalue() == ""


@pytest.mark.django_db
def test_no_local_accounts_on_a_server(settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("local_accounts")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_server_is_not_prepared_like_ones_own_machine(settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="run migrate and seed"):
        call_command("prepare")
    assert not Country.objects.exists() and not User.objects.exists()


@pytest.mark.django_db
def test_a_second_factor_is_taken_away_on_the_command_line() -> None:
    user = User.objects.create_superuser("root")
    app_of(user)
    output = StringIO()
    call_command("reset_second_factor", "root", stdout=output)
    assert not TOTPDevice.objects.exists()
    assert output.getvalue() == "The second factor of root was taken away.\n"
    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("reset_second_factor", "nobody")
