"""The analyst's side: lists, the policy page, roles, and the way from draft to published."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.actions import refresh_milestones
from policies.models import Alignment, Policy, PolicyEvent, PolicyRelation
from tests import factories as make

pytestmark = pytest.mark.django_db

LoggedIn = Callable[..., Client]
REGISTERED = {model._meta.model_name: model for model in admin.site._registry if model._meta.app_label == "policies"}
#: What analysts and reviewers may also add to; the rest of the registered they may look at.
ENTERED = {"policy", "source", "organisation", "project", "countrycheck", "participation"}


def rows(n: int) -> None:
    """``n`` rows of everything registered."""
    for number in range(n):
        country = make.MadeUpCountryFactory()
        policy = make.PolicyFactory(country=country, source=make.SourceFactory())
        make.EventFactory(policy=policy)
        component = make.ComponentFactory()
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
        make.MappingFactory(component=component)
        make.CheckFactory(country=country)
        make.TakesPartFactory(country=country)
        make.ScoreFactory(country=country, component=component)
        make.ParticipationFactory(organisation=make.OrganisationFactory(country=country))
        make.TopicFactory()
        REGISTERED["targetgroup"].objects.create(slug=country.slug, label=f"Group {number}")
        REGISTERED["countrygroup"].objects.create(code=country.slug, name=f"Group {number}")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def changelist(name: str) -> str:
    return reverse(f"admin:policies_{name}_changelist")


def test_everything_is_registered_that_is_not_a_row_of_something_else() -> None:
    assert set(REGISTERED) == {
        "policy", "alignment", "topic", "targetgroup", "country", "countrygroup", "countrycheck", "framework",
        "frameworkcomponent", "componentmapping", "participation", "componentscore", "organisation", "project", "source",
    }  # fmt: skip


@pytest.mark.parametrize("name", REGISTERED)
def test_lists_take_as_many_queries_for_ten_rows_as_for_one(logged_in: LoggedIn, name: str) -> None:
    client = logged_in("manager")
    taken = []
    for n in (1, 9):
        rows(n)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(changelist(name))
        assert response.status_code == 200
        taken.append(len(queries))
    shown = response.context["cl"].result_count
    assert shown >= 10
    assert taken[0] == taken[1]
    assert taken[1] <= 16


@pytest.mark.parametrize("name", REGISTERED)
def test_lists_search_sort_and_filter(logged_in: LoggedIn, name: str) -> None:
    client = logged_in("manager")
    rows(3)
    for words in ("policy", "Polítïca 1", "a\x00b", "' OR 1=1", "x" * 2000, "💥", '"'):
        assert client.get(changelist(name), {"q": words}).status_code == 200, words
    listed = client.get(changelist(name)).context["cl"]
    for column in range(1, len(listed.list_display) + 1):
        for order in (f"{column}", f"-{column}"):
            assert client.get(changelist(name), {"o": order}).status_code == 200
    request = RequestFactory().get(changelist(name))
    for spec in listed.filter_specs:
        for choice in list(spec.choices(listed))[:4]:
            response = client.get(changelist(name) + choice["query_string"])
            assert response.status_code == 200, choice
            assert response.context["cl"].result_count <= listed.result_count
    assert request.path.endswith(f"/{name}/")


def test_a_filter_lists_no_policy_twice(logged_in: LoggedIn) -> None:
    framework = make.FrameworkFactory()
    policy = make.AlignmentFactory(framework=framework).policy
    make.AlignmentFactory(policy=policy, framework=framework, coded_by="other")
    response = logged_in("analyst").get(changelist("policy"), {"alignments__framework__id__exact": framework.pk})
    assert [row.pk for row in response.context["cl"].result_list] == [policy.pk]


@pytest.mark.parametrize("name", REGISTERED)
@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager", ""])
def test_who_may_open_and_add(logged_in: LoggedIn, role: str, name: str) -> None:
    client = logged_in(role)
    expected = 200 if role else 403
    assert client.get(changelist(name)).status_code == expected
    may_add = role == "manager" or (role and name in ENTERED)
    if name == "alignment":  # entered on the page of its policy; on its own by those who publish
        may_add = role == "reviewer"
    assert client.get(reverse(f"admin:policies_{name}_add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("name", REGISTERED)
@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager"])
def test_forms_of_records_open(logged_in: LoggedIn, role: str, name: str) -> None:
    rows(1)
    row = REGISTERED[name].objects.first()
    assert logged_in(role).get(reverse(f"admin:policies_{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("name", REGISTERED)
def test_the_anonymous_are_sent_to_log_in(client: Client, name: str) -> None:
    response = client.get(changelist(name))
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={changelist(name)}")


def test_a_reader_with_an_account_but_not_of_the_staff_is_sent_away(
    client: Client, person: Callable[..., User]
) -> None:
    client.force_login(person("analyst", is_staff=False))
    assert client.get("/admin/").status_code == 302


def test_autocomplete_finds_without_accents(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(title="Plan", original_title="Política Nacional Migratoria")
    make.PolicyFactory(title="Another")
    client = logged_in("analyst")
    query = {"app_label": "policies", "model_name": "policyrelation", "field_name": "other"}
    for words in ("politica", "POLÍTICA nacional", "migratoria plan"):
        found = json.loads(client.get("/admin/autocomplete/", {**query, "term": words}).content)
        assert [row["id"] for row in found["results"]] == [str(policy.pk)], words
    assert json.loads(client.get("/admin/autocomplete/", {**query, "term": "zzz"}).content)["results"] == []


def test_what_is_in_use_is_not_deleted_and_by_what_is_said(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(title="In the way")
    url = reverse("admin:policies_country_delete", args=[policy.country_id])
    page = logged_in("manager").post(url, {"post": "yes"}).content.decode()
    assert "In the way" in page
    assert Policy.objects.exists()


def test_analysts_do_not_delete_records(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(state="draft")
    for role in ("analyst", "reviewer"):
        url = reverse("admin:policies_policy_delete", args=[policy.pk])
        assert logged_in(role).post(url, {"post": "yes"}).status_code == 403
    assert Policy.objects.exists()


def test_deleting_the_successor_brings_the_older_policy_back(logged_in: LoggedIn) -> None:
    old, new = make.EventFactory(date="2010").policy, make.EventFactory(date="2015").policy
    make.RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    response = logged_in("manager").post(reverse("admin:policies_policy_delete", args=[new.pk]), {"post": "yes"})
    assert response.status_code == 302
    old.refresh_from_db()
    assert (old.final_status, old.final_from) == ("", None)


# The page of a policy

PREFIXES = ("events", "alignments", "relations_out", "documents", "project_links")


def form(inlines: dict[str, list[dict[str, object]]] | None = None, **fields: object) -> dict[str, object]:
    """What a browser sends: the fields of the policy and all rows with their management forms."""
    data: dict[str, object] = {"instrument": "policy", "level": "national", **fields}
    for prefix in PREFIXES:
        given = (inlines or {}).get(prefix, [])
        kept = sum(1 for row in given if "id" in row)
        data |= {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": kept}
        for number, row in enumerate(given):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def sent_again(client: Client, policy: Policy, **changes: object) -> dict[str, object]:
    """The form as the page shows it, with changes."""
    context = client.get(reverse("admin:policies_policy_change", args=[policy.pk])).context
    data: dict[str, object] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for each in forms:
        for name, field in each.fields.items():
            value = each[name].value()
            if value is not None and value is not False and value != "":
                data[each.add_prefix(name)] = field.prepare_value(value)
    return {**data, **changes}


ADD = "/admin/policies/policy/add/"


@pytest.fixture
def source() -> models.Model:
    return make.SourceFactory()


@pytest.fixture
def filled(source: models.Model) -> dict[str, object]:
    """A whole policy as an analyst enters it."""
    component = make.ComponentFactory(framework__code="migof", code="migof-o2")
    return form(
        {
            "events": [
                {"date": "2015-09", "type": "drafting-started", "title": "Drafting", "source": source.pk},
                {"date": "2017-04-27", "type": "adopted", "title": "Decree", "source": source.pk},
                {"date": "", "type": "implementation-plan", "title": "Plan", "planned": "on", "source": source.pk},
            ],
            "alignments": [
                {"component": component.pk, "link": "explicit", "source_kind": "policy-text", "source": source.pk,
                 "quote": " en\ncrisis ", "quote_language": "es"},
            ],
            "relations_out": [{"type": "replaces", "other": make.EventFactory(date="2000").policy.pk}],
            "documents": [{"variant": "original", "language": "es", "url": "https://example.org/text"}],
            "project_links": [{"project": make.ProjectFactory().pk, "role": "drafted", "source": source.pk}],
        },
        country=make.CountryFactory().pk,
        title="National Migration Policy",
        original_title="Política Nacional Migratoria",
        term_start="2017",
        term_end="2025",
        source=source.pk,
    )  # fmt: skip


def test_an_analyst_enters_a_policy(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    client = logged_in("analyst")
    response = client.post(ADD, filled)
    assert response.status_code == 302, response.context["errors"]
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    analyst = User.objects.get(username="analyst")
    assert (policy.state, policy.created_by, policy.edited_by) == ("draft", analyst, analyst)
    assert (str(policy.development_from), str(policy.adopted_from)) == ("2015-09-01", "2017-04-27")
    assert (str(policy.force_from), str(policy.force_until)) == ("2017-04-27", "2025-12-31")
    assert [str(event.date) for event in policy.events.all()] == ["2015-09", "2017-04-27", "None"]
    alignment = policy.alignments.get()
    assert (alignment.framework.code, alignment.coded_by, alignment.quote) == ("migof", "analyst", "en crisis")
    assert policy.relations_out.get().other.final_status == ""  # a draft replaces nothing
    assert (policy.documents.count(), policy.project_links.count()) == (1, 1)
    assert Client().get(policy.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "This field is required."),
        ({"term_start": "2017-13"}, "There is no month 13."),
        ({"term_start": "27/04/2017"}, "Write a year (2011), a month (2015-09) or a day (2017-04-27)."),
        ({"term_end": "2016"}, "The term ends before it starts (2017)."),
        ({"events-0-date": "2015-9"}, "“2015-9” "),
        ({"events-0-source": ""}, "This field is required."),
        ({"events-0-extends_to": "2020"}, "Only an event of type “Extended”"),
        ({"alignments-0-quote": "w " * 26}, "The passage has 26 words; 25 are allowed."),
        ({"alignments-0-quote_language": ""}, "Say in which language the passage is"),
        ({"alignments-0-component": ""}, "Choose the component, or the framework as a whole."),
        ({"documents-0-url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"country": "999999"}, "Select a valid choice."),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
        ({"title": "x" * 301}, "at most 300 characters"),
        (
            {"events-1-type": "drafting-started", "events-1-title": "Drafting", "events-1-date": "2015-09"},
            "This event is recorded already.",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_a_mistake_is_shown_and_nothing_is_saved(
    logged_in: LoggedIn, filled: dict[str, object], changes: dict[str, str], message: str
) -> None:
    before = (Policy.objects.count(), PolicyEvent.objects.count(), Alignment.objects.count())
    response = logged_in("analyst").post(ADD, {**filled, **changes})
    assert response.status_code == 200
    errors = " ".join(str(error) for error in response.context["errors"])
    assert message in errors
    assert (Policy.objects.count(), PolicyEvent.objects.count(), Alignment.objects.count()) == before


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("coder", ["", "analyst"])
def test_two_same_alignments_are_refused(
    logged_in: LoggedIn, filled: dict[str, object], source: models.Model, whole: bool, coder: str
) -> None:
    component = make.ComponentFactory(framework__code="gcm", code="gcm-1")
    aligned = {"link": "implicit", "source_kind": "press", "source": source.pk, "coded_by": coder}
    aligned |= {"framework": component.framework_id} if whole else {"component": component.pk}
    twice = form({"alignments": [aligned, aligned]}, country=filled["country"], title="Act")
    response = logged_in("analyst").post(ADD, twice)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Alignment.objects.exists()
    assert not Policy.objects.filter(title="Act").exists()


def test_an_alignment_that_is_there_already_is_refused_with_the_coder_left_empty(
    logged_in: LoggedIn, filled: dict[str, object]
) -> None:
    """An empty coder means oneself, before the rule of one alignment a coder is asked."""
    client = logged_in("analyst")
    client.post(ADD, filled)
    policy = Policy.objects.get(created_by__username="analyst")
    again = {name.replace("-0-", "-1-"): value for name, value in filled.items() if name.startswith("alignments-0-")}
    again["alignments-TOTAL_FORMS"] = 2
    response = client.post(change(policy), {**sent_again(client, policy), **again})
    assert response.status_code == 200
    assert response.context["errors"]
    assert Alignment.objects.count() == 1


def test_two_same_undated_events_are_refused(logged_in: LoggedIn, source: models.Model) -> None:
    event = {"type": "review", "title": "Review", "source": source.pk}
    data = form({"events": [event, event]}, country=make.CountryFactory().pk, title="Act")
    response = logged_in("analyst").post(ADD, data)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Policy.objects.exists()


def test_a_likely_duplicate_is_asked_about(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    there = make.PolicyFactory(title="National migration policy <2017>", state="archived")
    client = logged_in("analyst")
    response = client.post(ADD, filled)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This may be recorded already" in page
    assert reverse("admin:policies_policy_change", args=[there.pk]) in page
    assert "National migration policy &lt;2017&gt;" in page
    assert 'type="checkbox" name="different"' in page
    assert client.post(ADD, {**filled, "different": "on"}).status_code == 302
    assert Policy.objects.filter(country=there.country, created_by__username="analyst").count() == 1


def test_a_taken_slug_gets_a_number(logged_in: LoggedIn) -> None:
    make.PolicyFactory(slug="per-act", title="Something else")
    client = logged_in("analyst")
    for __ in range(2):
        data = form(country=make.CountryFactory().pk, title="Act", different="on")
        assert client.post(ADD, data).status_code == 302
    assert set(Policy.objects.values_list("slug", flat=True)) == {"per-act", "per-act-2", "per-act-3"}


def test_a_long_title_in_any_script_gets_a_slug(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    for title in ("Политика миграции", "移民政策", "x" * 300, "💥"):
        data = form(country=make.CountryFactory().pk, title=title, different="on")
        assert client.post(ADD, data).status_code == 302, title
    assert all(slug.startswith("per") and len(slug) <= 120 for slug in Policy.objects.values_list("slug", flat=True))


def change(policy: Policy) -> str:
    return reverse("admin:policies_policy_change", args=[policy.pk])


def test_an_analyst_submits_and_a_reviewer_publishes(
    logged_in: LoggedIn, filled: dict[str, object], client: Client
) -> None:
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    assert analyst.post(ADD, {**filled, "_move": "submit"}).status_code == 302
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    assert policy.state == "in-review"
    older = policy.relations_out.get().other

    refused = analyst.post(change(policy), sent_again(analyst, policy, _move="publish"), follow=True)
    assert "Your account may not do this" in refused.content.decode()
    policy.refresh_from_db()
    assert policy.state == "in-review"

    done = reviewer.post(change(policy), sent_again(reviewer, policy, _move="publish"), follow=True)
    assert "is published." in done.content.decode()
    policy.refresh_from_db()
    assert (policy.state, policy.published_by.username, policy.published_own_work) == ("published", "reviewer", False)
    assert policy.created_by.username == "analyst"

    assert 'data-policy="per-2017-national-migration-policy"' in client.get("/policies/").content.decode()
    assert "National Migration Policy" in client.get("/countries/peru/").content.decode()
    figure = client.get("/map/?as_of=2020").context["chart"]
    assert figure.sentence.startswith("1 of 1 countries")
    older.refresh_from_db()
    assert (older.final_status, str(older.final_from)) == ("replaced", "2017-04-27")


def test_opening_and_saving_changes_nothing(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    """What the page shows is what it takes: dates, rows and all."""
    client = logged_in("analyst")
    client.post(ADD, filled)
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    kept = [
        Policy.objects.filter(pk=policy.pk).values().exclude(pk=None),
        PolicyEvent.objects.values(),
        Alignment.objects.values(),
    ]
    before = [[{k: v for k, v in row.items() if k != "changed_at"} for row in rows] for rows in kept]
    Policy.objects.filter(pk=policy.pk).update(edited_by=None)
    before[0][0]["edited_by_id"] = None  # nobody edited it by saving it as it was
    assert client.post(change(policy), sent_again(client, policy)).status_code == 302
    after = [[{k: v for k, v in row.items() if k != "changed_at"} for row in rows.all()] for rows in kept]
    assert after == before


def test_an_analyst_does_not_change_what_is_published(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(policy__title="Public").policy
    client = logged_in("analyst")
    assert b'name="_save"' not in client.get(change(policy)).content
    data = form(country=policy.country_id, title="Changed", slug=policy.slug)
    assert client.post(change(policy), data).status_code == 403
    policy.refresh_from_db()
    assert policy.title == "Public"


def test_an_analyst_does_not_change_an_alignment_of_what_is_published(logged_in: LoggedIn) -> None:
    """Alignments have a page of their own, to the same rules."""
    alignment = make.AlignmentFactory(link="explicit")
    client = logged_in("analyst")
    data = {
        "policy": alignment.policy_id, "framework": alignment.framework_id, "link": "implicit",
        "source_kind": "press", "source": alignment.source_id, "coded_by": "tests",
    }  # fmt: skip
    response = client.post(reverse("admin:policies_alignment_change", args=[alignment.pk]), data)
    alignment.refresh_from_db()
    assert (response.status_code, alignment.link) == (403, "explicit")


def test_an_analyst_does_not_add_an_alignment_to_what_is_published(logged_in: LoggedIn) -> None:
    policy, framework, source = make.PolicyFactory(), make.FrameworkFactory(), make.SourceFactory()
    data = {
        "policy": policy.pk,
        "framework": framework.pk,
        "link": "implicit",
        "source_kind": "press",
        "source": source.pk,
    }
    logged_in("analyst").post(reverse("admin:policies_alignment_add"), data)
    assert not Alignment.objects.exists()
    logged_in("reviewer").post(reverse("admin:policies_alignment_add"), data)
    assert Alignment.objects.get().coded_by == "reviewer"


def test_an_analyst_does_not_move_an_alignment_to_what_is_published(logged_in: LoggedIn) -> None:
    alignment, published = make.AlignmentFactory(policy__state="draft"), make.PolicyFactory()
    data = {
        "policy": published.pk, "framework": alignment.framework_id, "link": "explicit", "source_kind": "press",
        "source": alignment.source_id, "coded_by": "tests",
    }  # fmt: skip
    logged_in("analyst").post(reverse("admin:policies_alignment_change", args=[alignment.pk]), data)
    alignment.refresh_from_db()
    assert alignment.policy != published


def test_an_analyst_deletes_no_alignment_of_what_is_published(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory()
    client = logged_in("analyst")
    url = reverse("admin:policies_alignment_delete", args=[alignment.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    chosen = {"_selected_action": [alignment.pk], "action": "delete_selected", "post": "yes"}
    client.post(changelist("alignment"), chosen)
    assert Alignment.objects.exists()


def test_a_reviewer_mends_what_is_published_and_it_is_known_who(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(date="2010").policy
    client = logged_in("reviewer")
    data = sent_again(client, policy, **{"events-0-date": "2012-05"})
    response = client.post(change(policy), data)
    assert response.status_code == 302, response.context["errors"]
    policy.refresh_from_db()
    assert (str(policy.adopted_from), policy.edited_by.username, policy.state) == (
        "2012-05-01",
        "reviewer",
        "published",
    )


def test_a_relation_taken_out_brings_the_older_policy_back(logged_in: LoggedIn) -> None:
    old, new = make.EventFactory(date="2010").policy, make.EventFactory(date="2015").policy
    make.RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    client = logged_in("reviewer")
    data = sent_again(client, new, **{"relations_out-0-DELETE": "on"})
    response = client.post(change(new), data)
    assert response.status_code == 302, response.context["errors"]
    assert not PolicyRelation.objects.exists()
    old.refresh_from_db()
    assert (old.final_status, old.final_from) == ("", None)


@pytest.mark.parametrize(
    ("role", "state", "moves"),
    [
        ("analyst", "draft", ["submit"]),
        ("analyst", "in-review", []),
        ("analyst", "published", []),
        ("reviewer", "draft", ["submit", "publish"]),
        ("reviewer", "in-review", ["send_back", "publish"]),
        ("reviewer", "published", ["archive"]),
        ("reviewer", "archived", ["restore"]),
    ],
)
def test_the_page_offers_the_moves_that_are_allowed(
    logged_in: LoggedIn, role: str, state: str, moves: list[str]
) -> None:
    policy = make.PolicyFactory(state=state)
    response = logged_in(role).get(change(policy))
    assert [name for name, __ in response.context["moves"]] == moves
    for name in moves:
        assert f'name="_move" value="{name}"' in response.content.decode()


def test_own_work_is_saved_but_not_published(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    logged_in("reviewer", "another")
    client = logged_in("reviewer")
    client.post(ADD, filled)
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    response = client.post(change(policy), sent_again(client, policy, title="Renamed", _move="publish"), follow=True)
    assert "Saved, but: You wrote or last edited this record" in response.content.decode()
    policy.refresh_from_db()
    assert (policy.state, policy.title) == ("draft", "Renamed")


def test_a_made_up_move_is_ignored(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(state="draft")
    client = logged_in("reviewer")
    assert client.post(change(policy), sent_again(client, policy, _move="destroy")).status_code == 302
    assert Policy.objects.get().state == "draft"


def test_many_are_moved_from_the_list(logged_in: LoggedIn) -> None:
    ready = [make.EventFactory(policy__state="in-review").policy for __ in range(2)]
    bare = make.PolicyFactory(state="in-review", title="Bare")
    chosen = {"_selected_action": [p.pk for p in (*ready, bare)], "action": "publish_selected"}
    logged_in("analyst").post(changelist("policy"), chosen)
    assert not Policy.objects.published().exists()
    page = logged_in("reviewer").post(changelist("policy"), chosen, follow=True).content.decode()
    assert "2 policies were moved on." in page
    assert "Bare: A record needs a source" in page
    assert set(Policy.objects.published()) == set(ready)
