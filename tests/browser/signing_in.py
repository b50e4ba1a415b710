"""Signing in in a browser, with both factors where the account is asked for them."""

from __future__ import annotations

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD


def enter_password(page: Page, site: str, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{site}/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("input[type=submit]")


def enter_code(page: Page, name: str) -> None:
    """Reads the app, which stands in for the telephone, and enters what it shows.

    A code that was used is good no longer; then the next one is, which a site takes half a minute before its time.
    """
    device = TOTPDevice.objects.filter(user__username=name).latest("pk")
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    if totp.t() <= device.last_t:
        totp.t0 -= device.step
    page.fill("#id_code", f"{totp.token():06d}")
    page.locator("#id_code").press("Enter")


def sign_in(page: Page, site: str, name: str) -> None:
    """As a person does: the password, then what the site asks for."""
    enter_password(page, site, name)
    if page.locator("#id_code").count():
        enter_code(page, name)
    if page.locator(".codes").count():
        page.get_by_role("link", name="I have kept them").click()
