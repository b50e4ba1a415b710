"""What is missing, old or doubtful in the record: one small function a check, and how each is mended."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from policies.queries.quality import coding, conflicts, countries, doubles, links, readers, records
from policies.queries.quality.base import Check, Place, Row, Scope

__all__ = ["CHECKS", "Check", "Place", "Row", "Scope"]

CHECKS: Final[dict[str, Check]] = {
    "correction-unanswered": Check(
        _("Correction unanswered"),
        _("A reader says that something is wrong or missing, and waits for nothing but the truth."),
        _("Look it up; mend the record and accept it with a public answer, or refuse it."),
        readers.unanswered,
        readers.rows,
    ),
    "missing-source": Check(
        _("Missing source"),
        _("A record that names no source can be believed by nobody, and cannot be published."),
        _("Name the main source, or add an event or a document that has one."),
        records.without_source,
        records.policy_rows(gettext_noop("Name its source"), "id_source"),
    ),
    "no-event": Check(
        _("No event"),
        _("Timeline, curve and feed are made from events: without one a policy is in none of them."),
        _("Add what its source says happened, with as much of the date as it gives."),
        records.without_event,
        records.policy_rows(gettext_noop("Add an event"), "events-group"),
    ),
    "undated": Check(
        _("Undated"),
        _("No beginning is dated, so the policy has no status and is on no map."),
        _("Look for the adoption, the publication or the term; a year is enough."),
        records.undated,
        records.policy_rows(gettext_noop("Date its events"), "events-group"),
    ),
    "alignment-unreviewed": Check(
        _("Alignment unreviewed"),
        _("Only its coder has read it; a second reader makes it evidence."),
        _("Read the passage in its source, and sign as reviewer."),
        coding.unreviewed,
        coding.rows,
    ),
    "conflicting-dates": Check(
        _("Conflicting dates"),
        _("The same happened to a policy on two days that cannot be the same."),
        _("See which source is nearer to the fact; if both stand, name them apart and say so in the notes."),
        conflicts.conflicting,
        conflicts.rows,
    ),
    "ended-without-successor": Check(
        _("Term ended without successor"),
        _("The stated term is over. There may be a successor or an extension that the record does not have."),
        _("Look for what came after it: record the successor, an extension, or today's check."),
        records.ended_without_successor,
        records.policy_rows(gettext_noop("Record what came after"), "id_term_end", records.ended_in_words),
    ),
    "not-checked": Check(
        _("Not checked for 12 months"),
        _("Nobody has made sure for a year, or ever, that the record is still true."),
        _("Read its sources again, and set the day on which you did."),
        records.not_checked,
        records.policy_rows(gettext_noop("Set the day of the check"), "id_last_checked", records.checked_in_words),
    ),
    "dead-link": Check(
        _("Dead link"),
        _("The address of a source or a document did not answer, and no archived copy is named."),
        _("Find an archived copy and name it; the address itself stays as the source was read."),
        links.dead,
        links.rows_of_dead,
    ),
    "moved-link": Check(
        _("Address moved for good"),
        _("The site says that a page has another address from now on. The old one may stop answering."),
        _("See that it is the same page, and write the new address."),
        links.moved,
        links.rows_of_moved,
    ),
    "possible-duplicate": Check(
        _("Possible duplicate"),
        _("Two records of a country have similar titles or the same legal reference, and no relation."),
        _("Delete or archive the poorer one; or record how the two are related, and they leave this list."),
        doubles.possible_duplicates,
        doubles.rows,
    ),
    "country-without-check": Check(
        _("Country without check"),
        _("Nobody has said that they looked for national policies: the map cannot say “none found”."),
        _("Search the gazette and the sites of the government, and record what was found and where."),
        countries.unchecked,
        countries.rows,
    ),
}
