"""Our own seeds: loaded once, looked at from all sides."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from fnmatch import fnmatch
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from policies import lifecycle
from policies.actions import MILESTONE_FIELDS
from policies.bitmaps import selected
from policies.choices import CONSENT, NATIONAL_POLICY_FAMILY, CheckScope
from policies.importers.seed_nouns import FILES
from policies.models import (
    Alignment,
    ComponentMapping,
    ComponentScore,
    Country,
    CountryCheck,
    CountryGroup,
    Framework,
    FrameworkAlignment,
    FrameworkComponent,
    Participation,
    Policy,
    PolicyEvent,
    PolicyRelation,
    Project,
    ProjectParticipation,
)
from policies.queries.country_states import country_states, days_by_year
from policies.queries.participations import participants_of, participations_of
from tests.importers.seed_folder import everything


def seed() -> str:
    output = StringIO()
    call_command("seed", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_our_seeds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test, for loading takes some seconds; each step below says what it holds."""
    ones_own_machine_is_prepared_in_one_start(monkeypatch)
    they_have_the_size_that_is_promised()
    what_is_stored_is_what_the_rules_say()
    the_names_of_the_contract_are_there()
    regional_frameworks_follow_others(client)
    every_row_has_its_source()
    peru(client)
    treaties_as_the_depositary_lists_them()
    none_found_and_not_assessed_are_two_things()
    no_status_says_more_than_the_record()
    nobody_is_a_member_of_what_is_not_adopted()
    kosovo(client)
    every_page_answers(client)
    the_policy_of_peru_whose_term_ended_is_to_be_mended()
    before = everything()
    again = seed()
    assert again.startswith("Seeds: nothing to change (0 added, 0 changed, ")
    assert "Countries 250, " in again
    assert f"Policies {Policy.objects.count()}, Events {PolicyEvent.objects.count()}, " in again
    assert everything() == before


#: For each kind of file: what is sought in our own seeds, what is put there, and what is said of it.
BROKEN = {
    "sources.yaml": (r"reliability: \w+", "reliability: offical", "reliability: “offical” is not a code of this list (did you mean “official”?)"),
    "countries.yaml": (r"latitude: [-.\d]+", "latitude: nan", "latitude: “nan” is not a number"),
    "groups.yaml": (r"since: ['\"][\d-]+['\"]", "since: 1963-13", "since: There is no month 13."),
    "topics.yaml": (r"label: [^,}\n]+", "label: [a]", "label: expected one value, not a list or a row"),
    "target_groups.yaml": (r"label: [^,}\n]+", "label: ''", "label is missing: every target group row needs it"),
    "organisations.yaml": (r"type: ['\"]?\d+['\"]?", "type: 41", "type: “41” is not a code of this list: one of 10, 11, "),
    "frameworks/migof.yaml": (r"verified: \w+", "verified: guessed", "verified: “guessed” is not a code of this list: one of official, "),
    "mappings.yaml": (r"relation: \w+", "relation: exact", "relation: “exact” is not a code of this list (did you mean “exactMatch”?)"),
    "participations.yaml": (r"action: \w+", "action: ratifed", "action: “ratifed” is not a code of this list (did you mean “ratified”?)"),
    "scores.yaml": (r"score: ['\"]?[\d.]+['\"]?", "score: inf", "score: “inf” is not a number"),
    "projects.yaml": (r"title: .+", "title: {a: b}", "title: expected one value, not a list or a row"),
    "policies/per.yaml": (r"date: 2017-04-27", "date: 2017-04-31", "date: 2017-04 has no day 31"),
    "checks.yaml": (r"outcome: [\w-]+", "outcome: none-fund", "outcome: “none-fund” is not a code of this list (did you mean “none-found”?)"),
}  # fmt: skip
TODAY = dt.date(2026, 11, 23)
SEEDS = settings.BASE_DIR / "seeds"


@pytest.mark.django_db
def test_a_broken_copy_of_our_seeds_is_refused(tmp_path: Path) -> None:
    """Each kind of file is broken once, at its first such words; all of it is told in one run, and nothing else."""
    root = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    expected = {}
    for name, (pattern, new, message) in BROKEN.items():
        if not (root / name).exists():
            continue
        text = (root / name).read_text(encoding="utf-8")
        found = re.search(rf"(?<!\w){pattern}", text)
        assert found, name
        line = text.count("\n", 0, found.start()) + 1
        (root / name).write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")
        expected[name] = f"{name}:{line}: {message}"
    with pytest.raises(CommandError) as caught:
        call_command("seed", str(root), "--check")
    *said, last = str(caught.value).splitlines()
    for name, start in expected.items():
        assert next(line for line in said if line.startswith(f"{name}:")).startswith(start), (name, said)
    assert last == f"Nothing was loaded: {len(said)} problem(s) to mend."
    assert len(said) == len(expected), said
    assert not Country.objects.exists()


def test_every_kind_of_file_has_its_break() -> None:
    assert [kind.pattern for kind in FILES if not any(fnmatch(name, kind.pattern) for name in BROKEN)] == []


@pytest.mark.django_db
def test_our_seeds_are_sound() -> None:
    output = StringIO()
    call_command("seed", "--check", stdout=output)
    assert output.getvalue().startswith("Seeds are sound (")
    assert not Country.objects.exists()


def ones_own_machine_is_prepared_in_one_start(monkeypatch: pytest.MonkeyPatch) -> None:
    output = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(settings, "DEBUG", True)
        call_command("prepare", stdout=output)
    assert output.getvalue().startswith("Seeds: ") and ", 0 changed, " in output.getvalue()
    assert Country.objects.count() == 250
    assert User.objects.count() == 2


def the_policy_of_peru_whose_term_ended_is_to_be_mended() -> None:
    output = StringIO()
    call_command("quality", list="ended-without-successor", country="PER", stdout=output)
    assert "PER\tNational Migration Policy 2017-2025" in output.getvalue()


def they_have_the_size_that_is_promised() -> None:
    assert Country.objects.assigned_by_iso().count() == 249
    assert set(Country.objects.values_list("iso3", flat=True)) - set(
        Country.objects.assigned_by_iso().values_list("iso3", flat=True)
    ) == {"XKX"}
    published = Policy.objects.published()
    assert published.count() == Policy.objects.count() >= 310
    assert published.values("country").distinct().count() >= 135
    assert Alignment.objects.count() >= 640
    assert not Alignment.objects.exclude(reviewed_by="").exists()  # one coder; nobody has reviewed yet
    assert ComponentScore.objects.values("country").distinct().count() == 111
    assert not ComponentScore.objects.filter(score=0).exists()
    assert set(CountryGroup.objects.values_list("code", flat=True)) == {
        "au", "ecowas", "igad", "sadc", "eu", "mercosur", "can", "caricom", "asean", "las", "ldc", "sids", "lldc",
    }  # fmt: skip
    asylum = CountryCheck.objects.filter(scope=CheckScope.ASYLUM_LAW)
    assert asylum.count() == asylum.values("country").distinct().count() == 19
    assert not published.filter(published_at=None).exists()
    assert not Alignment.objects.filter(link="explicit", quote="", rationale="").exists()
    assert not Alignment.objects.filter(coded_by="").exists()


def treaties_as_the_depositary_lists_them() -> None:
    """Parties in early 2015, with the European Union where it is one; and on the map by year."""
    for code, parties, on_the_map in (("csr51", 145, 145), ("icrmw", 47, 47), ("palermo-trafficking", 159, 158)):
        framework = Framework.objects.get(code=code)
        known = participants_of(framework, participations_of(framework), TODAY, TODAY)
        assert known is not None and known.on == dt.date(2015, 2, 9)
        assert sum(row.state_in(2015) == "takes-part" for row in known.rows) == on_the_map
        organisations = {row.organisation for row in known.others if row.action in CONSENT}
        assert on_the_map + len(organisations) == parties
        states = {row.iso3: row.state_in(2015) for row in known.rows}
        assert (states["GRL"], states["XKX"]) == ("not-recorded", "not-recorded")  # not states of the list


def none_found_and_not_assessed_are_two_things() -> None:
    family = Policy.objects.published().filter(instrument__in=NATIONAL_POLICY_FAMILY)
    rows = {row.iso3: row for row in country_states(selected(family), days_by_year(2000, TODAY))}
    assert rows["MDG"].state_in(2018) == "none-found"  # somebody looked in 2019
    assert rows["CHL"].state_in(2000) == "not-assessed"  # looked at for asylum law only
    assert rows["DNK"].state_in(2026) == "not-assessed"


def no_status_says_more_than_the_record() -> None:
    """A law whose entry into force is only planned is adopted; a policy adopted on an unknown day is not in development."""
    now = dict(Policy.objects.with_status(TODAY).values_list("slug", "status_then"))
    assert now["cub-2024-migration-law"] == "adopted"
    for slug in (
        "nam-2020-national-migration-policy",
        "uga-national-migration-policy",
        "tgo-2017-national-labour-migration-strategy",
        "bfa-national-migration-strategy",
        "vut-national-labour-mobility-policy",
    ):
        assert now[slug] == "undated", slug
    then = dict(Policy.objects.with_status(dt.date(2017, 10, 31)).values_list("slug", "status_then"))
    assert then["bra-2017-migration-law"] == "adopted"
    begun = dict(Policy.objects.values_list("slug", "force_date"))
    assert str(begun["bra-2017-migration-law"]) == "2017-11"
    assert str(begun["arg-2003-migration-law-25871"]) == "2004-01-20"


def nobody_is_a_member_of_what_is_not_adopted() -> None:
    members = Participation.objects.filter(action="member", date__isnull=False).select_related("framework")
    assert members.exists()
    for row in members:
        assert row.framework.adopted and row.date and row.date >= row.framework.adopted, row


def what_is_stored_is_what_the_rules_say() -> None:
    for policy in Policy.objects.prefetch_related("events", "relations_in__policy"):
        computed = lifecycle.milestones(policy.facts())
        for name in MILESTONE_FIELDS:
            assert getattr(policy, name) == getattr(computed, name), (policy.slug, name)


def the_names_of_the_contract_are_there() -> None:
    frameworks = set(Framework.objects.values_list("code", flat=True))
    assert {
        "migof", "mgi", "gcm", "sdg1072", "sdg", "csr51", "psr67", "icrmw", "ilo-c97", "ilo-c143", "ilo-c189",
        "palermo-trafficking", "palermo-smuggling", "csp54", "crs61", "oau69", "kampala", "cartagena",
    } <= frameworks  # fmt: skip
    components = set(FrameworkComponent.objects.values_list("code", flat=True))
    numbered = {"migof-p": 3, "migof-o": 3, "mgi-d": 6, "gcm-": 23, "sdg1072-": 6}
    assert {f"{stem}{n}" for stem, last in numbered.items() for n in range(1, last + 1)} <= components
    assert "sdg-10.7" in components


def regional_frameworks_follow_others(client: Client) -> None:
    """The 34 that were coded of components, and what their records say of whole frameworks; none is a policy's."""
    rows = FrameworkAlignment.objects.select_related("subject")
    assert {row.subject.code for row in rows} == {
        "au-mpfa", "au-mpfa-2018", "ecowas-cam", "igad-rmpf", "sadc-lmpf", "sadc-rmpf", "eu-pact", "caricom-rmp", "pif-cmf",
    }  # fmt: skip
    assert rows.filter(component__isnull=False).count() == 34
    assert rows.filter(component__isnull=True).count() == 7
    assert {row.subject.kind for row in rows} == {"regional-framework"}
    assert all(row.quote and row.coded_by and not row.reviewed_by for row in rows)
    assert all(row.subject.topics.exists() for row in rows)
    ecowas = client.get("/frameworks/ecowas-cam/").content.decode()
    assert "RECALLING also the International Convention" in ecowas
    assert 'data-framework="ecowas-cam"' in client.get("/frameworks/icrmw/").content.decode()


def every_row_has_its_source() -> None:
    for model in (
        Framework,
        FrameworkComponent,
        ComponentMapping,
        Policy,
        PolicyRelation,
        Project,
        ProjectParticipation,
    ):
        assert not model._default_manager.filter(source=None).exists(), model.__name__


def peru(client: Client) -> None:
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    assert (policy.country.iso3, policy.country.slug) == ("PER", "peru")
    assert policy.original_title == "Política Nacional Migratoria 2017-2025"
    assert policy.legal_reference == "Decreto Supremo N° 015-2017-RE"
    assert (str(policy.term_start), str(policy.term_end)) == ("2017", "2025")
    events = [(str(e.date), e.type, e.planned) for e in policy.events.all()]
    assert ("2015-09", "drafting-started", False) in events
    assert ("2017-04-27", "adopted", False) in events
    assert ("2017-04-27", "published", False) in events
    assert events[-1] == ("None", "implementation-plan", True)
    aligned = {(a.framework.code, getattr(a.component, "code", ""), a.link) for a in policy.alignments.all()}
    assert {("migof", "", "explicit"), ("migof", "migof-p1", "implicit"), ("gcm", "gcm-17", "implicit")} <= aligned
    link = policy.project_links.get()
    assert (link.project.slug, link.role) == ("strengthening-migration-management-in-peru", "drafted")
    roles = set(link.project.participations.values_list("organisation__slug", "role"))
    assert roles == {("iom-development-fund", "1"), ("iom-peru", "4")}
    for day, status in (
        ("2014", "not-begun"),
        ("2016-12-31", "in-development"),
        ("2017-04-27", "in-force"),
        ("2025-12-31", "in-force"),
        ("2026-01-01", "term-ended"),
    ):
        assert client.get(policy.get_absolute_url(), {"as_of": day}).context["status"] == status
    page = client.get("/policies/?framework=migof&as_of=2016-12-31&status=in-development").content.decode()
    assert f'data-policy="{policy.slug}"' in page


def kosovo(client: Client) -> None:
    country = Country.objects.get(iso3="XKX")
    assert (country.name, country.slug) == ("Kosovo (under UN Security Council resolution 1244 (1999))", "kosovo")
    assert (country.m49, country.region, country.un_member) == ("", "europe", False)
    assert country.name in client.get("/countries/kosovo/").content.decode()
    assert country.name in client.get("/countries/").content.decode()
    assert client.get("/countries/XKX/").headers["Location"] == "/countries/kosovo/"


def every_page_answers(client: Client) -> None:
    paths = ["/", "/policies/", "/map/", "/countries/", "/countries/peru/", "/frameworks/", "/projects/", "/funders/"]
    paths += ["/projects/strengthening-migration-management-in-peru/", "/funders/iom-development-fund/"]
    paths += [row.get_absolute_url() for row in (*Policy.objects.all(), *Framework.objects.all())]
    for path in paths:
        assert client.get(path).status_code == 200, path
