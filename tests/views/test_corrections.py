"""Readers say what is wrong: what is taken, what is turned away and how, and what the pages say afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from policies import corrections
from policies.models import Correction, Country, DataVersion, Framework, Organisation, Policy, Project
from policies.views import freshness
from tests import factories as make

pytestmark = pytest.mark.django_db

KEYS = ((Policy, "slug"), (Country, "slug"), (Framework, "code"), (Project, "slug"), (Organisation, "slug"))
FORM = "/suggest-correction/?of=policies/p"
MESSAGE = "The decree was published on 28 April, not on the 27th."


@pytest.fixture(autouse=True)
def page() -> None:
    make.PolicyFactory(slug="p", title="A policy")


def opened(about: str = "policies/p", ago: float = 10) -> str:
    """A token as the form had it so many seconds ago."""
    signer = signing.TimestampSigner(salt="policies.corrections.opened")
    real = signer.timestamp
    signer.timestamp = lambda: signing.b62_encode(int(signing.b62_decode(real()) - ago))  # type: ignore[method-assign]
    return signer.sign(about)


def send(client: Client, form: str = FORM, **fields: Any) -> Any:
    return client.post(form, {"message": MESSAGE, "opened": opened(), **fields})


def test_a_message_is_kept_and_the_reader_is_thanked(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://migpol.example"
    response = send(client, source_url="https://example.org/gazette", contact="reader@example.org")
    assert (response.status_code, response["Location"]) == (302, "/suggest-correction/?of=policies/p&sent=1")
    assert "Thank you" in client.get(response["Location"]).content.decode()
    kept = Correction.objects.get()
    assert (kept.kind, kept.key, kept.state) == ("policies", "p", "new")
    assert kept.permalink == "https://migpol.example/policies/p/"
    assert (kept.message, kept.source_url, kept.contact) == (
        MESSAGE,
        "https://example.org/gazette",
        "reader@example.org",
    )


def test_every_record_has_its_form(client: Client) -> None:
    make.FrameworkFactory(code="migof")
    project, funder = make.ProjectFactory(slug="pr"), make.OrganisationFactory(slug="f")
    make.ParticipationFactory(project=project, organisation=funder)
    for about in ("policies/p", "countries/peru", "frameworks/migof", "projects/pr", "funders/f"):
        page = client.get(f"/{about}/").content.decode()
        link = f"/suggest-correction/?of={about}"
        assert f'href="{link}"' in page, about
        response = client.get(link)
        assert response.status_code == 200
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        assert send(client, link, opened=opened(about)).status_code == 302, about
    assert Correction.objects.count() == 5


def test_the_longest_address_of_a_record_fits(client: Client) -> None:
    longest = max((model._meta.get_field(name).max_length or 0) for model, name in KEYS)  # type: ignore[union-attr]
    assert Correction._meta.get_field("key").max_length == longest
    about = f"projects/{'p' * longest}"
    make.ProjectFactory(slug="p" * longest)
    assert send(client, f"/suggest-correction/?of={about}", opened=opened(about)).status_code == 302
    Correction.objects.get().full_clean()


@pytest.mark.parametrize(
    "of", ["", "policies", "policies/", "policies/no-such", "x/p", "policies/../p", "a\x00b/c", "policies/p\x00", "💥" * 500, "admin/"]
)  # fmt: skip
def test_there_is_no_form_for_what_is_no_page(client: Client, of: str) -> None:
    assert client.get("/suggest-correction/", {"of": of}).status_code == 404
    assert client.post(f"/suggest-correction/?of={of[:20].encode().hex()}", {"message": MESSAGE}).status_code == 404


def test_a_draft_has_no_form(client: Client) -> None:
    make.PolicyFactory(slug="d", state="draft")
    assert client.get("/suggest-correction/?of=policies/d").status_code == 404


def test_without_a_token_of_ours_it_is_refused() -> None:
    """Another site cannot send it in a reader's name."""
    client = Client(enforce_csrf_checks=True)
    assert send(client).status_code == 403
    form = client.get(FORM).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    assert send(client, csrfmiddlewaretoken=token[1]).status_code == 302
    assert Correction.objects.count() == 1


def test_other_methods_are_refused(client: Client) -> None:
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(FORM).status_code == 405


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"message": ""}, "This field is required"),
        ({"message": " \n\t "}, "This field is required"),
        ({"message": "wrong"}, "Say a little more"),
        ({"message": "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\u202e\u2066"}, "Say a little more"),
        ({"message": "x" * 4001}, "4001 characters; 4000 are read"),
        ({"message": "Buy http://a.example http://b.example www.c.example [url=x] now"}, "more than 3 links"),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"source_url": "https://example.org/" + "x" * 1000}, "at most 1000"),
        ({"contact": "x" * 201}, "at most 200"),
        ({"opened": ""}, "open for too long"),
        ({"opened": "forged:1:2"}, "open for too long"),
        ({"opened": "::::"}, "open for too long"),
        ({"opened": "x" * 100_000}, "open for too long"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Client, fields: dict[str, str], said: str) -> None:
    response = send(client, **{"contact": "me & <you>", **fields})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "what you typed is still here" in page
    if "message" not in fields:
        assert MESSAGE in page
    if "contact" not in fields:
        assert "me &amp; &lt;you&gt;" in page
    assert not Correction.objects.exists()


@pytest.mark.parametrize(("ago", "said"), [(1, "quicker than anybody types"), (25 * 3600, "open for too long")])
def test_neither_too_quick_nor_too_late(client: Client, ago: float, said: str) -> None:
    response = send(client, opened=opened(ago=ago))
    assert said in response.content.decode()
    assert not Correction.objects.exists()


def test_the_form_of_one_page_is_not_that_of_another(client: Client) -> None:
    assert send(client, opened=opened("policies/another")).status_code == 422


def test_the_form_that_comes_back_is_open_anew(client: Client) -> None:
    page = send(client, opened="").content.decode()
    token = re.search(r'name="opened" value="([^"]+)"', page)
    assert token
    since = corrections.seconds_since_opened(token[1], "policies/p")
    assert since is not None
    assert since < 5


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Le décret n’a été publié qu’en mai — voilà 💥", "Le décret n’a été publié qu’en mai — voilà 💥"),
        ("القانون رقم ١٣ لسنة ٢٠١٧ ليس ساري المفعول", "القانون رقم ١٣ لسنة ٢٠١٧ ليس ساري المفعول"),
        ("Poli\u0301tica Nacional Migratoria", "Pol\u00edtica Nacional Migratoria".replace("Pol\u00ed", "Pol\u00ed")),
        ("first line\r\nsecond\x07 line\x1b[31m\u202etxt", "first line\nsecond line[31mtxt"),
        ("'; DROP TABLE policies_policy; --", "'; DROP TABLE policies_policy; --"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)  # fmt: skip
def test_texts_of_all_kinds_are_kept_as_they_were_meant(client: Client, sent: str, kept: str) -> None:
    assert send(client, message=sent).status_code == 302
    assert Correction.objects.get().message == kept


def test_nul_is_refused_at_the_door(client: Client) -> None:
    assert send(client, message=f"{MESSAGE}\x00").status_code == 400


def test_a_huge_message_is_refused(client: Client) -> None:
    assert send(client, message="x" * 3_000_000).status_code in (400, 413, 422)
    assert not Correction.objects.exists()


def test_what_only_programs_fill_in_makes_it_spam(client: Client) -> None:
    """They are thanked too, and learn nothing."""
    page = client.get(FORM).content.decode()
    hidden = page.partition('class="out-of-sight"')[2].partition("</div>")[0]
    assert 'aria-hidden="true"' in hidden
    assert 'tabindex="-1"' in hidden
    assert send(client, homepage="https://spam.example", contact="x@example.org").status_code == 302
    kept = Correction.objects.get()
    assert (kept.state, kept.contact) == ("spam", "")


def test_the_same_about_the_same_page_is_one_message(client: Client) -> None:
    send(client)
    response = send(client)
    assert "We have this message already" in response.content.decode()
    assert Correction.objects.count() == 1


def test_the_same_about_another_page_is_spam(client: Client) -> None:
    send(client)
    send(client, "/suggest-correction/?of=countries/peru", opened=opened("countries/peru"))
    assert list(Correction.objects.order_by("pk").values_list("state", flat=True)) == ["new", "spam"]


def test_few_messages_an_hour_from_one_address(client: Client) -> None:
    for number in range(5):
        assert send(client, message=f"{MESSAGE} {number}").status_code == 302
    refused = send(client, message=f"{MESSAGE} 6")
    assert refused.status_code == 429
    assert "Many messages came from your network" in refused.content.decode()
    assert f"{MESSAGE} 6" in refused.content.decode()
    other = client.post(FORM, {"message": f"{MESSAGE} 7", "opened": opened()}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302
    assert Correction.objects.count() == 6


def test_one_network_of_ipv6_is_one_sender(client: Client) -> None:
    codes = [
        client.post(FORM, {"message": f"{MESSAGE} {n}", "opened": opened()}, REMOTE_ADDR=f"2001:db8::{n}").status_code
        for n in range(1, 8)
    ]
    assert codes == [302] * 5 + [429] * 2


def test_readers_behind_a_proxy_are_not_one(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(7):
        sent = {"message": f"{MESSAGE} {number}", "opened": opened()}
        forged = f"198.51.100.{number}, 203.0.113.{number % 2}"
        answer = client.post(FORM, sent, headers={"x-forwarded-for": forged}).status_code
        assert answer == 302
    for number in range(7, 11):
        sent = {"message": f"{MESSAGE} {number}", "opened": opened()}
        codes = client.post(FORM, sent, headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.1"}).status_code
    assert codes == 429


def test_the_address_is_kept_nowhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = []
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *rest: keys.append(key) or add(key, *rest))
    client.post(FORM, {"message": MESSAGE, "opened": opened()}, REMOTE_ADDR="192.0.2.7")
    assert len(keys) == 2
    assert not any("192.0.2.7" in key for key in keys)
    kept = Correction.objects.values().get()
    assert not any("192.0.2.7" in str(value) for value in kept.values())


def answer(person: User, **fields: Any) -> Correction:
    return Correction.objects.create(
        kind="policies", key="p", permalink="https://example.org/policies/p/", message="secret words of the reader",
        answered_at=timezone.now(), answered_by=person, **{"state": "accepted", "answer": "The day is the 28th.", **fields},
    )  # fmt: skip


def test_an_accepted_correction_is_on_the_page_without_who_sent_or_answered_it(
    client: Client, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "cache", cache)
    assert "Corrected on" not in client.get("/policies/p/").content.decode()
    before = DataVersion.objects.current().number
    answer(person("reviewer", "the-reviewer"), contact="reader@example.org")
    assert DataVersion.objects.current().number > before
    page = client.get("/policies/p/", headers={"Accept-Encoding": "identity"}).content.decode()
    today = timezone.localdate()
    said = f"Corrected on {today.day} {today:%B %Y} after a reader's suggestion: The day is the 28th."
    assert said in page.replace("&#x27;", "'")
    for secret in ("secret words", "reader@example.org", "the-reviewer"):
        assert secret not in page
    assert Correction.objects.get().contact == ""
    make.PolicyFactory(slug="other")
    assert "Corrected on" not in client.get("/policies/other/").content.decode()


@pytest.mark.parametrize("state", ["new", "refused", "spam"])
def test_what_is_not_accepted_is_nowhere_and_changes_no_page(client: Client, person: Any, state: str) -> None:
    before = DataVersion.objects.current().number
    answer(person("reviewer"), state=state)
    assert DataVersion.objects.current().number == before
    assert "The day is the 28th" not in client.get("/policies/p/").content.decode()


def test_markup_in_an_answer_is_text(client: Client, person: Any) -> None:
    answer(person("reviewer"), answer="<script>alert(1)</script>")
    page = client.get("/policies/p/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
