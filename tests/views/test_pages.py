"""Every public page: it answers, asks a fixed number of queries, and shows nothing that is not published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.actions import refresh
from policies.models import Country, Policy
from tests import factories as make

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: Path, and how many queries it takes, whatever is in the record.
PAGES = {
    "/": 7,
    "/policies/": 3,
    "/policies/?framework=migof&component=migof-c1&link=explicit&as_of=2020&q=policy&region=americas": 8,
    "/policies/the-policy/": 12,
    "/map/": 3,
    "/map/?status=in-force&as_of=2020": 2,
    "/countries/": 4,
    "/countries/the-country/": 12,
    "/frameworks/": 2,
    "/frameworks/migof/": 10,
    "/projects/": 6,
    "/projects/the-project/": 6,
    "/funders/": 5,
    "/funders/the-funder/": 12,
    "/about/": 2,
    "/policies/no-such-policy/": 3,
    "/matrix/": 6,
    "/matrix/?frame=mgi&rows=policies&mapping=on": 7,
    "/matrix/passages/?of=mgi-d1&mapping=on&policy=the-policy": 5,
    "/policies/?framework=mgi&mapping=on": 4,
    "/curve/": 3,
    "/curve/?of=treaty&by=group&share=on": 5,
    "/curve/?of=alignment&framework=migof&component=migof-c1&link=explicit&by=region&region=americas&as_of=2024": 6,
    "/funding/": 8,
    "/funding/?currency=USD&framework=migof&component=migof-c1&link=explicit&region=americas&as_of=2026": 9,
    "/compare/": 2,
    "/compare/?country=PER&country=KEN": 17,
    "/map/?layer=first-adoption": 3,
    "/map/?layer=alignment": 5,
    "/map/?layer=alignment&of=migof-c1&zoom=africa": 5,
    "/map/?layer=participation&as_of=2010&region=americas": 4,
    "/map/?layer=score": 4,
    "/map/?layer=policies&as_of=2020": 2,
    "/timeline/": 5,
    "/timeline/?by=region&event=adoption&from=1900&framework=migof&component=migof-c1&region=americas&as_of=2020": 7,
    "/policies/?q=policy": 6,
    "/suggest/?q=policy": 5,
    "/suggest/?q=p": 1,
    "/countries/no-such-country/": 2,
    "/frameworks/no-such-framework/": 3,
    "/projects/no-such-project/": 3,
    "/funders/no-such-funder/": 3,
    "/nothing/": 0,
}


@pytest.fixture
def world() -> Callable[[int], None]:
    """Fills the record with ``n`` of everything, all hanging on the records that have pages here."""

    def fill(n: int) -> None:
        country = make.CountryFactory(slug="the-country")
        make.CountryFactory(kenya=True)
        source = make.SourceFactory()
        framework = make.FrameworkFactory(code="migof", adopted="2015-11", source=source)
        other = make.FrameworkFactory(code="mgi")
        project, funder = make.ProjectFactory(slug="the-project"), make.OrganisationFactory(slug="the-funder")
        body = make.OrganisationFactory(country=country)
        the_policy = policy = make.PolicyFactory(slug="the-policy", country=country, source=source)
        for number in range(n):
            if number:
                home = make.MadeUpCountryFactory() if number % 2 else country
                policy = make.PolicyFactory(country=home, source=make.SourceFactory())
                make.RelationFactory(policy=the_policy, other=policy, type="amends", source=make.SourceFactory())
                make.RelationFactory(policy=policy, other=the_policy, type="based-on")
            component = make.ComponentFactory(framework=framework, code=f"migof-c{number + 1}", source=source)
            mapped = make.ComponentFactory(framework=other, code=f"mgi-d{number + 1}")
            make.MappingFactory(component=component, other=mapped)
            make.FrameworkAlignmentFactory(subject=framework, framework=other, component=mapped)
            make.FrameworkAlignmentFactory(framework=framework, component=component)
            framework.topics.add(make.TopicFactory())
            for aligned in {the_policy, policy}:
                make.AlignmentFactory(policy=aligned, framework=framework, component=component)
                make.PolicyProjectFactory(policy=aligned, project=make.ProjectFactory())
                make.EventFactory(policy=aligned, date=f"20{number % 20 + 1:02}", type="adopted")
                make.EventFactory(policy=aligned, date=f"20{number % 20 + 1:02}", type="other")
                make.DocumentFactory(policy=aligned)
                aligned.topics.add(make.TopicFactory())
                aligned.issuing_bodies.add(body, make.OrganisationFactory())
                aligned.lead_bodies.add(make.OrganisationFactory())
            here = project if number == 0 else make.ProjectFactory()
            make.ShareFactory(project=here, country=country)
            make.ParticipationFactory(project=here, organisation=funder, source=make.SourceFactory())
            make.ParticipationFactory(project=here, role="4")
            make.ParticipationFactory(project=project)
            make.FundingFactory(project=here, funder=funder)
            make.FundingFactory(project=project)
            make.PolicyProjectFactory(policy=policy, project=here)
            make.CheckFactory(country=country, date=f"20{number + 1:02}")
            home = country if number == 0 else make.MadeUpCountryFactory()
            make.TakesPartFactory(country=home, framework=framework)
            make.ScoreFactory(country=home, component=component, year=2015)
        refresh(Policy.objects.values_list("pk", flat=True))

    return fill


@pytest.mark.parametrize("n", [1, 50])
def test_pages_take_a_fixed_number_of_queries(client: Client, world: Callable[[int], None], n: int) -> None:
    """With the index of the data at hand, which the first page after a change builds; that has a test of its own."""
    world(n)
    taken = {}
    for path in PAGES:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == (404 if "/no" in path else 200), path
        taken[path] = len(queries)
    assert taken == PAGES


def test_no_page_takes_more_than_twelve_queries() -> None:
    """But the comparison, which is of up to four countries at once."""
    assert {path for path, count in PAGES.items() if count > 12} == {"/compare/?country=PER&country=KEN"}
    assert max(PAGES.values()) <= 20


OPEN = [path for path in PAGES if "/no" not in path]


@pytest.mark.parametrize("path", OPEN)
def test_a_page_answers_to_readers_only(client: Client, world: Callable[[int], None], path: str) -> None:
    world(1)
    whole = client.get(path)
    assert whole.status_code == 200
    assert whole["Content-Type"] == "text/html; charset=utf-8"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "delete", "patch"):
        refused = getattr(client, method)(path)
        assert refused.status_code == 405
        assert refused["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/readyz", "/admin/login/"])
def test_security_headers(client: Client, world: Callable[[int], None], path: str) -> None:
    world(1)
    response = client.get(path)
    assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(CSP.split("; "))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not client.cookies or path == "/admin/login/"


@pytest.mark.parametrize("path", OPEN)
def test_pages_keep_their_own_content_security_policy(client: Client, world: Callable[[int], None], path: str) -> None:
    """No inline script, style or handler, and nothing from another host."""
    world(3)
    page = client.get(path).content.decode()
    for tag in re.findall(r"<script\b[^>]*>", page):
        assert re.search(r'src="/static/|type="application/(ld\+)?json"', tag), tag
    assert "<style" not in page
    assert not re.findall(r"<[^>]+\s(style|on\w+)=", page)
    assert not re.findall(r'<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)="(?!/|data:)', page)


@pytest.mark.parametrize(
    "path",
    ["/", "/policies/", "/countries/", "/map/", "/frameworks/", "/projects/", "/funders/", "/about/", "/matrix/",
     "/matrix/passages/"],
)  # fmt: skip
def test_pages_of_an_empty_record_say_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/policies/", "/projects/"])
@pytest.mark.parametrize("page", ["0", "-1", "x", "", "2.5", "9" * 320_000, "٢", "1e9", "\x00", "last"])
def test_nonsense_as_page_shows_the_nearest_one(client: Client, path: str, page: str) -> None:
    make.PolicyProjectFactory()
    response = client.get(path, {"page": page})
    assert response.status_code == 200
    assert response.context["page"].number == 1
    assert len(response.content) < 150_000


def test_lists_are_cut_into_pages(client: Client) -> None:
    country = make.CountryFactory()
    for __ in range(51):
        make.PolicyFactory(country=country)
    first, second = (client.get(f"/policies/?sort=title&country=PER&page={n}") for n in (1, 2))
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)
    assert b"51 policies" in first.content
    assert b"?sort=title&amp;country=PER&amp;page=2" in first.content


# What is not published


SECRET = "Unborn Migration Act"


@pytest.fixture
def drafts(world: Callable[[int], None]) -> None:
    """Beside one published policy, one of every other state, linked to everything."""
    world(1)
    published = Policy.objects.get(slug="the-policy")
    for state in ("draft", "in-review", "archived"):
        hidden = make.PolicyFactory(
            slug=f"hidden-{state}", title=f"{SECRET} {state}", state=state, country=published.country, source=None
        )
        make.EventFactory(policy=hidden, date="2020", title=f"{SECRET} adopted", source=make.SourceFactory())
        component = published.alignments.get().component
        make.AlignmentFactory(policy=hidden, framework=component.framework, component=component)
        make.RelationFactory(policy=hidden, other=published, type="repeals")
        make.RelationFactory(policy=published, other=hidden, type="amends")
        for project in published.project_links.all():
            make.PolicyProjectFactory(policy=hidden, project=project.project)
        refresh([hidden.pk, published.pk])


@pytest.mark.parametrize("path", OPEN)
def test_nothing_unpublished_is_shown(client: Client, drafts: None, path: str) -> None:
    page = client.get(path.replace("q=policy&", "")).content.decode()
    assert SECRET not in page
    assert "hidden-" not in page


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_what_is_unpublished_has_no_page(client: Client, drafts: None, state: str) -> None:
    response = client.get(f"/policies/hidden-{state}/")
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


def test_what_is_unpublished_is_not_counted(client: Client, drafts: None) -> None:
    home = client.get("/").context
    assert (home["totals"]["policies"], home["totals"]["countries"], home["totals"]["in_force"]) == (1, 1, 1)
    assert home["alignments"] == {"total": 1, "explicit": 1, "reviewed": 0}
    assert client.get("/policies/").context["page"].paginator.count == 1
    (framework,) = [f for f in client.get("/frameworks/").context["frameworks"] if f.code == "migof"]
    assert (framework.policies, framework.countries) == (1, 1)
    page = client.get("/frameworks/migof/").context
    assert ([row.policy.slug for row in page["table"]], page["followers"].countries) == (["the-policy"], 1)
    assert [row.policies for row in client.get("/matrix/?rows=countries").context["table"]] == [1]
    assert [row.policy.slug for row in client.get("/matrix/?rows=policies").context["table"]] == ["the-policy"]
    assert client.get("/matrix/passages/?of=migof-c1").context["page"].paginator.count == 1
    (funder,) = [row for row in client.get("/funders/").context["funders"] if row.organisation.slug == "the-funder"]
    assert (funder.projects, funder.policies, funder.countries) == (1, 1, 1)
    assert client.get("/funders/the-funder/").context["policy_count"] == 1
    assert "1 record" in client.get("/countries/").content.decode()


def test_a_draft_does_not_end_a_published_policy(client: Client, drafts: None) -> None:
    assert client.get("/policies/the-policy/").context["status"] == "in-force"


def test_a_country_with_a_draft_only_is_not_assessed(client: Client) -> None:
    hidden = make.PolicyFactory(state="draft")
    make.EventFactory(policy=hidden)
    refresh([hidden.pk])
    assert client.get("/countries/peru/").context["page"].state == "not-assessed"
    assert dict(client.get("/countries/").context["counts"])["not-assessed"] == 1
    assert client.get("/map/").context["chart"].sentence.startswith("0 of 1 countries")


def test_no_heading_of_related_policies_for_hidden_ones(client: Client) -> None:
    relation = make.RelationFactory(type="amends", policy__state="draft")
    assert "Related policies" not in client.get(relation.other.get_absolute_url()).content.decode()
    Policy.objects.update(state="published")
    assert "Related policies" in client.get(relation.other.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("reviewer", 200), ("manager", 200), ("", 404)])
def test_staff_preview_a_draft(logged_in: Callable[..., Client], role: str, status: int) -> None:
    make.PolicyFactory(slug="coming", state="in-review")
    response = logged_in(role).get("/policies/coming/")
    assert response.status_code == status
    assert ("Preview for staff: this record is not public (In review)." in response.content.decode()) == (status == 200)


def test_a_published_record_has_no_preview_notice(logged_in: Callable[..., Client]) -> None:
    make.PolicyFactory(slug="public")
    assert b"Preview for staff" not in logged_in("analyst").get("/policies/public/").content


# Addresses


@pytest.mark.parametrize("code", ["PER", "per", "Per", "PE", "pe"])
def test_country_codes_lead_to_the_country(client: Client, code: str) -> None:
    make.CountryFactory()
    response = client.get(f"/countries/{code}/")
    assert (response.status_code, response["Location"]) == (301, "/countries/peru/")


def test_framework_codes_in_capitals_lead_to_the_framework(client: Client) -> None:
    make.FrameworkFactory(code="migof")
    response = client.get("/frameworks/MIGOF/")
    assert (response.status_code, response["Location"]) == (301, "/frameworks/migof/")


@pytest.mark.parametrize("section", ["policies", "projects", "funders"])
def test_capitals_lead_to_the_address_as_it_is_written(client: Client, section: str) -> None:
    response = client.get(f"/{section}/PER-2017-Policy/?as_of=2018")
    assert (response.status_code, response["Location"]) == (301, f"/{section}/per-2017-policy/?as_of=2018")


@pytest.mark.parametrize(
    ("address", "formats"),
    [
        ("/timeline.atom?region=africa", [f"/timeline.{suffix}?region=africa" for suffix in ("csv", "xlsx", "json")]),
        ("/matrix.bib", [f"/matrix.{suffix}" for suffix in ("csv", "xlsx", "json")]),
        ("/compare.xlsx?country=PER&country=ECU", ["/compare.csv?country=PER&country=ECU"]),
        ("/compare.bib", ["/compare.csv"]),
        ("/projects.atom", [f"/projects.{suffix}" for suffix in ("csv", "xlsx", "json", "bib", "ris", "csl")]),
        ("/policies/p.csv", [f"/policies/p.{suffix}" for suffix in ("atom", "bib", "ris", "csl")]),
        ("/policies/no-such.csv", []),
    ],
)
def test_a_wrong_format_is_answered_with_those_that_there_are(client: Client, address: str, formats: list[str]) -> None:
    make.PolicyFactory(slug="p")
    for country in (make.CountryFactory(), make.CountryFactory(ecuador=True)):
        make.AlignmentFactory(policy__country=country, framework=make.ComponentFactory().framework)
    response = client.get(address)
    assert response.status_code == 404
    assert [found for __, found in response.context["formats"]] == formats
    for found in formats:
        assert client.get(found).status_code == 200, found


def test_a_missing_slash_is_added(client: Client) -> None:
    assert client.get("/countries").status_code == 301


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/countries/pero/", "/countries/peru/"),
        ("/countries/Peruu/", "/countries/peru/"),
        ("/policies/per-2017-national-migration/", "/policies/per-2017-national-migration-policy/"),
        ("/frameworks/migoff/", "/frameworks/migof/"),
        ("/projects/strengthening-migration/", "/projects/strengthening-migration-management/"),
        ("/funders/iom-development/", "/funders/iom-development-fund/"),
    ],
)
def test_a_wrong_address_is_answered_with_what_was_perhaps_meant(client: Client, path: str, suggestion: str) -> None:
    make.CountryFactory()
    make.PolicyFactory(slug="per-2017-national-migration-policy")
    make.PolicyFactory(slug="per-2017-national-migration-draft", state="draft")
    make.FrameworkFactory(code="migof")
    make.ParticipationFactory(
        project__slug="strengthening-migration-management", organisation__slug="iom-development-fund"
    )
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 404
    assert f'href="{suggestion}"' in page
    assert "There is nothing at this address" in page
    assert "-draft" not in page


@pytest.mark.parametrize(
    "path",
    ["/countries/xx/", "/countries/XXX/", "/countries/" + "x" * 5000 + "/", "/policies/<script>/", "/policies/a%00b/",
     "/policies/%F0%9F%92%A5/", "/countries/peru/x/", "/x/y/z/", "/index.php", "/policies/../../etc/passwd"],
)  # fmt: skip
def test_an_address_near_nothing(client: Client, path: str) -> None:
    make.CountryFactory()
    response = client.get(path)
    assert response.status_code == 404
    assert "Did you mean" not in response.content.decode()
    assert 'href="/countries/"' in response.content.decode()


@pytest.mark.parametrize(
    ("path", "link"),
    [("/polices/", "/policies/"), ("/country/", "/countries/"), ("/policies.xls", "/policies.xlsx"),
     ("/countries.pdf", "/countries.csv"), ("/countries/peru.csv", "/countries/peru/")],
)  # fmt: skip
def test_a_wrong_section_or_format_is_answered_with_the_right_ones(client: Client, path: str, link: str) -> None:
    make.CountryFactory()
    response = client.get(path)
    assert response.status_code == 404
    main = response.content.decode().partition("<h1>")[2]
    assert f'href="{link}"' in main


@pytest.mark.parametrize("path", ["/polices/", "/policies.exe", "/policies/nothing/", "/a/b/c/d/"])
def test_developers_are_helped_as_readers_are(client: Client, settings: Any, path: str) -> None:
    settings.DEBUG = True
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert client.get("/policies").status_code == 301


def test_an_address_that_leads_nowhere_is_searched_for(client: Client) -> None:
    page = client.get("/policies/national_migration-policy<x>/").content.decode()
    assert 'name="q" type="search" maxlength="200" value="national migration policy x"' in page


# Text from outside


HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


def test_hostile_text_is_shown_as_text(client: Client) -> None:
    source = make.SourceFactory(title=HOSTILE, publisher=HOSTILE)
    framework = make.FrameworkFactory(code="f", name=HOSTILE, short_name=HOSTILE[:60], summary=HOSTILE, source=source)
    component = make.ComponentFactory(framework=framework, code="f-1", short_title=HOSTILE, title=HOSTILE)
    policy = make.PolicyFactory(
        slug="p", title=HOSTILE, original_title="ñ" + HOSTILE, original_language=HOSTILE[:20], summary=HOSTILE,
        notes=HOSTILE, legal_reference=HOSTILE, source=source,
    )  # fmt: skip
    make.EventFactory(policy=policy, title=HOSTILE, notes=HOSTILE, source=source)
    make.AlignmentFactory(
        policy=policy, framework=framework, component=component, quote=HOSTILE, quote_language=HOSTILE[:20],
        where=HOSTILE, rationale=HOSTILE, coded_by=HOSTILE, source=source,
    )  # fmt: skip
    policy.topics.add(make.TopicFactory(slug="t", label=HOSTILE))
    organisation = make.OrganisationFactory(slug="o", name=HOSTILE, acronym=HOSTILE[:40])
    policy.lead_bodies.add(organisation)
    project = make.ProjectFactory(slug="q", title=HOSTILE, summary=HOSTILE)
    make.ParticipationFactory(project=project, organisation=organisation, source=source)
    make.PolicyProjectFactory(policy=policy, project=project, notes=HOSTILE)
    make.DocumentFactory(policy=policy, title=HOSTILE)
    make.CheckFactory(country=policy.country, where=HOSTILE)
    refresh([policy.pk])
    paths = ["/", "/policies/", "/policies/p/", "/map/", "/countries/peru/", "/frameworks/", "/frameworks/f/",
             "/projects/", "/projects/q/", "/funders/", "/funders/o/", "/policies/?topic=t&component=f-1"]  # fmt: skip
    for path in paths:
        page = client.get(path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        if path not in ("/map/",):
            assert "&lt;script&gt;alert(1)" in page, path
        for block in re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', page, re.DOTALL):
            assert json.loads(block) is not None


def test_an_address_is_escaped_in_its_link(client: Client) -> None:
    make.EventFactory(policy__slug="p", source__url="https://example.org/?a=1&b=<x>")
    page = client.get("/policies/p/").content.decode()
    assert 'href="https://example.org/?a=1&amp;b=&lt;x&gt;"' in page


# What pages say


def test_a_policy_page_in_full(client: Client) -> None:
    policy = make.PolicyFactory(
        slug="p", title="National Migration Policy", original_title="Política", original_language="es",
        term_start="2017", term_end="2025", legal_reference="DS 015", source=make.SourceFactory(title="Decree"),
        under_revision=True,
    )  # fmt: skip
    make.EventFactory(policy=policy, type="drafting-started", date="2015-09", title="Drafting")
    make.EventFactory(policy=policy, type="adopted", date="2017-04-27", title="Issued")
    make.EventFactory(policy=policy, type="published", date="2017-04-27", title="Published in El Peruano")
    make.EventFactory(policy=policy, type="implementation-plan", date=None, title="Plan", planned=True)
    o2 = make.ComponentFactory(framework__code="migof", framework__name="MiGOF", code="migof-o2", short_title="Crises")
    d5 = make.ComponentFactory(
        framework__code="mgi", framework__name="MGI", code="mgi-d5", short_title="Mobility in crises"
    )
    make.MappingFactory(component=o2, other=d5)
    make.AlignmentFactory(policy=policy, framework=o2.framework, component=o2, quote="en crisis", quote_language="es")
    make.RelationFactory(other=policy, policy__title="Amending act", type="amends", date="2019")
    link = make.PolicyProjectFactory(policy=policy)
    make.ParticipationFactory(project=link.project, organisation__name="The Fund")
    refresh([policy.pk])

    page = client.get("/policies/p/?as_of=2020").content.decode()
    for words in (
        "As of 31 December 2020.", "In force since 27 April 2017: Published in El Peruano.", "2017–2025", "DS 015",
        '<p class="original" lang="es">Política</p>', '<time datetime="2015-09">September 2015</time>', "date not known",
        "planned", "“en crisis”", '<blockquote lang="es">', "By mapping", "D5 Mobility in crises", "Coded by tests",
        "amended by", "Amending act", "(2019)", "Funding: <a", "The Fund", "Decree",
    ):  # fmt: skip
        assert words in page, words
    assert "under revision" not in page  # a mark of today, not of 2020
    today = client.get("/policies/p/").content.decode()
    assert "under revision" in today
    assert "Term ended 2025: the stated term 2017–2025 is over" in today
    before = client.get("/policies/p/?as_of=2016-12-31").content.decode()
    assert "In development since September 2015: Drafting." in before
    assert "Not begun" in client.get("/policies/p/?as_of=2000").content.decode()


def test_a_bad_day_is_named_on_pages_of_one_thing(client: Client, world: Callable[[int], None]) -> None:
    world(1)
    for path in ("/", "/countries/", "/countries/the-country/", "/policies/the-policy/", "/frameworks/migof/"):
        response = client.get(path, {"as_of": "31.12.2016"})
        assert "<code>as_of=31.12.2016</code>" in response.content.decode(), path


def test_a_country_page_as_of_a_day_leaves_out_what_had_not_begun(client: Client) -> None:
    event = make.EventFactory(policy__title="Later act", date="2020")
    refresh([event.policy_id])
    assert "Later act" in client.get("/countries/peru/").content.decode()
    then = client.get("/countries/peru/?as_of=2019")
    assert "Later act" not in then.content.decode()
    assert then.context["page"].state == "not-assessed"


def test_the_list_answers_htmx_with_the_results_alone(client: Client) -> None:
    make.PolicyFactory(slug="p")
    response = client.get("/policies/", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert 'data-policy="p"' in page
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]
    assert "HX-Request" in client.get("/policies/")["Vary"]


def test_money_in_different_currencies_is_not_added(client: Client) -> None:
    project = make.ProjectFactory(slug="q")
    for amount, currency in (("1000.50", "USD"), ("2000", "USD"), ("5", "EUR")):
        make.FundingFactory(project=project, amount=amount, currency=currency)
    assert [(c, str(t)) for __, c, t in client.get("/projects/q/").context["totals"]] == [
        ("EUR", "5.00"),
        ("USD", "3000.50"),
    ]


def test_a_funder_by_money_alone_funds_its_project(client: Client) -> None:
    """Organisation.funders() knows it as a funder, so its page and its row name the project."""
    make.FundingFactory(funder__slug="payer", project__slug="paid")
    (row,) = client.get("/funders/").context["funders"]
    assert row.projects == 1
    assert [project.slug for project in client.get("/funders/payer/").context["projects"]] == ["paid"]


def test_an_organisation_that_only_implements_has_a_page_too(client: Client) -> None:
    make.ParticipationFactory(organisation__slug="doer", role="4", project__slug="q")
    context = client.get("/funders/doer/").context
    assert ([p.slug for p in context["projects"]], [p.slug for p in context["other_projects"]]) == ([], ["q"])
    assert client.get("/funders/").context["funders"] == []


def test_every_country_is_listed_once(client: Client) -> None:
    for number in range(3):
        make.CheckFactory(date=f"200{number}")
        make.PolicyFactory()
    Country.objects.create(iso3="ATA", iso2="AQ", slug="antarctica", latitude=-75, longitude=0)
    page = client.get("/countries/").content.decode()
    assert page.count('data-country="PER"') == 1
    assert page.count('data-country="ATA"') == 1
    assert "Without an M49 region" in page


@pytest.mark.parametrize("path", ["/", "/map/", "/countries/peru/", "/frameworks/migof/", "/policies/p/"])
def test_charts_are_complete_without_script(client: Client, path: str) -> None:
    event = make.EventFactory(policy__slug="p")
    make.AlignmentFactory(policy=event.policy, framework__code="migof")
    refresh([event.policy_id])
    page = client.get(path).content.decode()
    assert page.count('data-state="still"') == page.count("data-chart=") == 1
    assert "<svg" in page
    assert "<table" in page


def test_favicon(client: Client) -> None:
    """For pages that name no icon, such as the admin's."""
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/favicon.svg")
