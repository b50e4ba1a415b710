"""The index stays true whoever writes: the admin, the seeds, deletion, rows in bulk."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies import actions, search
from policies.models import Country, Organisation, Policy, PolicyEvent, PolicyText
from policies.search import index
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, form, sent_again
from tests.importers.seed_folder import FRAMEWORK, POLICY, Folder

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    """Slugs of any state: that drafts are not shown is for the views."""
    return sorted(search.with_words(Policy.objects.all(), search.read_question(words)).values_list("slug", flat=True))


def shown(words: str) -> bool:
    return 'data-policy="' in Client().get("/policies/", {"q": words}).content.decode()


@pytest.fixture
def policy() -> models.Model:
    """An indexed policy with a row of every kind."""
    policy = make.PolicyFactory(slug="the-policy", title="Maiden title", source=make.SourceFactory())
    policy.lead_bodies.add(make.OrganisationFactory(name="Ministry of Wells"))
    make.EventFactory(policy=policy, title="Launched at noon")
    make.AlignmentFactory(policy=policy, quote="orderly movement", quote_language="en")
    make.DocumentFactory(policy=policy, title="Gazette")
    actions.refresh([policy.pk])
    return policy


# The admin: of what is published, what a form changes is a working copy


@pytest.fixture
def draft(policy: Policy) -> Policy:
    Policy.objects.filter(pk=policy.pk).update(state="draft")
    policy.refresh_from_db()
    return policy


def test_what_is_entered_is_found_and_shown_once_it_is_published(logged_in: LoggedIn) -> None:
    country, source = make.CountryFactory(), make.SourceFactory()
    event = {"date": "2017", "type": "adopted", "title": "Proclaimed", "source": source.pk}
    analyst = logged_in("analyst")
    assert analyst.post(ADD, form({"events": [event]}, country=country.pk, title="Edict")).status_code == 302
    draft = Policy.objects.get(title="Edict")
    assert found("edict proclaimed") == [draft.slug]
    assert not shown("edict")
    actions.move(draft, "publish", logged_in("reviewer").get("/admin/").wsgi_request.user)
    assert shown("edict proclaimed")


def test_an_edit_is_found_and_what_it_replaced_is_not(logged_in: LoggedIn, draft: Policy) -> None:
    policy = draft
    client = logged_in("reviewer")
    data = sent_again(client, policy, title="Married title")
    data |= {"events-0-title": "Launched at dusk", "alignments-0-quote": "regular movement", "documents-0-DELETE": "on"}
    assert client.post(change(policy), data).status_code == 302
    assert found("married dusk regular") == ["the-policy"]
    assert [found(word) for word in ("maiden", "noon", "orderly", "gazette")] == [[]] * 4


def test_an_alignment_on_its_own_page(logged_in: LoggedIn, draft: Policy) -> None:
    policy = draft
    client, alignment = logged_in("reviewer"), policy.alignments.get()
    assert client.post(change(alignment), sent_again(client, alignment, quote="safe passage")).status_code == 302
    assert (found("orderly"), found("safe passage")) == ([], ["the-policy"])


def test_an_alignment_that_moves_to_another_policy(logged_in: LoggedIn, draft: Policy) -> None:
    policy = draft
    client, alignment, other = (
        logged_in("reviewer"),
        policy.alignments.get(),
        make.PolicyFactory(slug="other", state="draft"),
    )
    assert client.post(change(alignment), sent_again(client, alignment, policy=other.pk)).status_code == 302
    assert found("orderly") == ["other"]


@pytest.mark.parametrize("by_action", [False, True])
def test_an_alignment_that_is_deleted(logged_in: LoggedIn, draft: Policy, by_action: bool) -> None:
    policy = draft
    client, alignment = logged_in("manager"), policy.alignments.get()
    if by_action:
        data = {"action": "delete_selected", "_selected_action": [alignment.pk], "post": "yes"}
        client.post(reverse("admin:policies_alignment_changelist"), data)
    else:
        client.post(reverse("admin:policies_alignment_delete", args=[alignment.pk]), {"post": "yes"})
    assert not policy.alignments.exists()
    assert (found("orderly"), found("maiden")) == ([], ["the-policy"])


def test_a_body_that_is_renamed(logged_in: LoggedIn, policy: Policy) -> None:
    client, body = logged_in("reviewer"), Organisation.objects.get(name="Ministry of Wells")
    assert client.post(change(body), sent_again(client, body, name="Ministry of Springs")).status_code == 302
    assert (found("wells"), found("springs")) == ([], ["the-policy"])


def test_a_country_that_is_mended(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("manager")
    assert found("perou") == ["the-policy"]
    assert client.post(change(policy.country), sent_again(client, policy.country, iso2="CL")).status_code == 302
    assert Country.objects.get().iso2 == "CL"
    assert (found("perou"), found("chili")) == ([], ["the-policy"])


@pytest.mark.parametrize("by_action", [False, True])
def test_a_deleted_policy_is_found_no_more(logged_in: LoggedIn, draft: Policy, by_action: bool) -> None:
    policy = draft
    client = logged_in("manager")
    if by_action:
        data = {"action": "delete_selected", "_selected_action": [policy.pk], "post": "yes"}
        client.post(reverse("admin:policies_policy_changelist"), data)
    else:
        client.post(reverse("admin:policies_policy_delete", args=[policy.pk]), {"post": "yes"})
    assert not Policy.objects.exists()
    assert not PolicyText.objects.exists()
    assert rows_of_index("maiden") == 0


def rows_of_index(words: str) -> int:
    """How many rows the index of the database has for words, whether or not there is a policy."""
    sql, parameters = index_query(words)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {sql} AS hits", parameters)  # noqa: S608 our own
        return int(cursor.fetchone()[0])


def index_query(words: str) -> tuple[str, list[str]]:
    hits = search.match.FoundBy(search.read_question(words))
    by = hits.as_postgresql if connection.vendor == "postgresql" else hits.as_sqlite
    return by(None, connection)


# The seeds


def test_the_seeds_are_found_and_follow_a_change(seeds: Folder) -> None:
    seeds.load()
    assert found("politica en crisis") == ["per-policy"]
    seeds.write("policies/per.yaml", POLICY.replace("title: Issued", "title: Decreed").replace("Política", "Norma"))
    seeds.load()
    assert (found("norma decreed"), found("issued"), found("politica")) == (["per-policy"], [], [])
    assert list(search.stale()) == []


def test_seeds_of_a_body_that_changed_its_name(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("organisations.yaml", "The Fund", "Treasury")
    seeds.load()
    assert found("treasury") == ["per-policy"]
    assert list(search.stale()) == []


def test_a_trial_run_of_the_seeds_indexes_nothing(seeds: Folder) -> None:
    seeds.load()
    seeds.write("policies/per.yaml", POLICY.replace("Política", "Norma"))
    seeds.load(check_only=True)
    assert (found("norma"), found("politica")) == ([], ["per-policy"])


# In bulk


def test_rebuilding_twice_is_the_same_as_once(policy: Policy) -> None:
    before = list(PolicyText.objects.values())
    assert (search.rebuild(), search.rebuild()) == (1, 1)
    assert list(PolicyText.objects.values()) == before
    assert found("maiden noon orderly gazette wells") == ["the-policy"]


def test_what_came_in_bulk_is_found_after_the_command(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "CHUNK", 2)
    rows = [Policy(slug=f"bulk-{n}", title=f"Bulk {n}", country=policy.country, instrument="law") for n in range(5)]
    Policy.objects.bulk_create(rows)
    PolicyEvent.objects.filter(policy=policy).update(title="Launched at dawn")
    assert found("bulk") == []
    with pytest.raises(CommandError, match="6 policies"):
        call_command("search_index", "--check")
    call_command("search_index", stdout=StringIO())
    call_command("search_index", "--check", stdout=(said := StringIO()))
    assert said.getvalue() == "Search: the index is true.\n"
    assert len(found("bulk")) == 5
    assert (found("noon"), found("dawn")) == ([], ["the-policy"])


def test_those_that_never_were_indexed_are_indexed_alone(policy: Policy) -> None:
    make.PolicyFactory(slug="new", title="Newcomer")
    assert (search.refresh_missing(), search.refresh_missing()) == (1, 0)
    assert found("newcomer") == ["new"]


def test_refreshing_takes_a_fixed_number_of_queries(policy: Policy) -> None:
    for many in (1, 40):
        ids = [make.PolicyFactory(country=policy.country).pk for __ in range(many)]
        with CaptureQueriesContext(connection) as queries:
            search.refresh(ids)
        assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3


def test_refreshing_nothing_or_what_is_gone() -> None:
    search.refresh([])
    search.refresh([4_000_000])
    assert not PolicyText.objects.exists()


def test_a_very_long_text_is_indexed_at_its_beginning() -> None:
    words = " ".join(f"word{n}" for n in range(20_000))
    policy = make.PolicyFactory(slug="long", summary=words)
    # Rare letters take four bytes each: without a limit these words alone would be more than a tsvector holds.
    make.EventFactory(policy=policy, notes=" ".join("𐌰" * 50 + f"{n:05}" for n in range(9_000)))
    search.refresh([policy.pk])
    assert found('"word5000 word5001"') == ["long"]
    assert found("word19999") == []
    assert found("𐌰" * 50 + "00001") == ["long"]
    assert found("𐌰" * 50 + "08999") == []


def test_no_row_is_indexed_in_anothers_place(seeds: Folder) -> None:
    """The framework of an alignment is shown with its passage, and is no text of the policy."""
    seeds.write("frameworks/migof.yaml", FRAMEWORK.replace("Crises", "Earthquakes"))
    seeds.load()
    assert found("earthquakes") == []
