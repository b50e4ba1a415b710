"""What is recorded already, by what a row can be known: slug, else country with legal reference or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from policies.choices import RecordKind
from policies.importers.sheet.problems import Refused
from policies.importers.sheet.reading import Entry
from policies.models import PastAddress, Policy
from policies.models.fields import fold
from policies.queries.duplicates import SIMILAR_TITLE, Reference


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recorded policy, or one that an earlier row of the file brings; then ``row`` says which and ``pk`` is None."""

    pk: int | None
    row: int | None
    title: str
    reference: Reference

    @property
    def name(self) -> str:
        return gettext("row %s") % self.row if self.row else f"“{self.title}”"


class Known:
    """The policies of the countries that a file names. A few queries, however long the file."""

    def __init__(self, countries: set[int], slugs: set[str]) -> None:
        self.by_slug: dict[str, Candidate] = {}
        self.by_reference: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
        self.by_title: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
        #: By legal reference as its words with digits, whole and cut short behind each of them.
        self.by_parts: dict[tuple[int, tuple[str, ...]], list[Candidate]] = defaultdict(list)
        self.by_beginning: dict[tuple[int, tuple[str, ...]], list[Candidate]] = defaultdict(list)
        self.titles: dict[int, list[str]] = defaultdict(list)
        self.of_title: dict[int, list[Candidate]] = defaultdict(list)
        #: Every slug that is taken, also by rows of the file.
        self.slugs: set[str] = set(Policy.objects.values_list("slug", flat=True).iterator(chunk_size=5000))
        past = PastAddress.objects.filter(kind=RecordKind.POLICY)
        self.slugs.update(past.values_list("slug", flat=True))
        #: What rows may still call a record by: an address that it had.
        renamed: dict[int, list[str]] = defaultdict(list)
        for slug, pk in past.filter(slug__in=slugs).values_list("slug", "policy_id"):
            renamed[pk].append(slug)
        fields = ("pk", "slug", "country_id", "title", "original_title", "legal_reference")
        wanted = Policy.objects.records().filter(Q(country__in=countries) | Q(slug__in=slugs) | Q(pk__in=list(renamed)))
        for pk, slug, country, title, original, reference in wanted.values_list(*fields).iterator(chunk_size=2000):
            candidate = Candidate(pk, None, title, Reference.of(reference))
            self.add(candidate, slug, country, (title, original))
            for former in renamed.get(pk, ()):
                self.by_slug.setdefault(former, candidate)

    def add(self, candidate: Candidate, slug: str, country: int, titles: Iterable[str]) -> None:
        if slug:
            self.by_slug[slug] = candidate
        if candidate.reference.words:
            self.by_reference[country, candidate.reference.words].append(candidate)
            parts = candidate.reference.parts
            self.by_parts[country, parts].append(candidate)
            for length in range(1, len(parts) + 1):
                self.by_beginning[country, parts[:length]].append(candidate)
        for title in {fold(title) for title in titles if title}:
            self.by_title[country, title].append(candidate)
            self.titles[country].append(" ".join(sorted(title.split())))
            self.of_title[country].append(candidate)

    def find(self, entry: Entry) -> Candidate | None:
        """The record that a row is about, or None for a new one. Refused where that cannot be told."""
        slug = entry.values.get("slug") or entry.values.get("permalink")
        if slug and (found := self.by_slug.get(slug)):
            return found
        if "permalink" in entry.values and "slug" not in entry.values:
            raise Refused(gettext("No policy has this address."), gettext("Leave it empty for a new one."), "permalink")
        country = entry.values.get("country")
        if country is None:
            return None
        found = self._by_words(country.pk, entry)
        if found and slug and found.row is None:
            reason = gettext("No policy has this slug, and %s looks like the one that is meant.") % found.name
            raise Refused(reason, gettext("Mend the slug, or leave it empty."), "slug")
        return found

    def _by_words(self, country: int, entry: Entry) -> Candidate | None:
        reference = Reference.of(entry.values.get("legal_reference", ""))
        if reference.words:
            found = self.by_reference.get((country, reference.words), [])
            if found:
                return _one(found, "legal_reference")
        for column in ("title", "original_title"):
            folded = fold(entry.values.get(column, ""))
            found = self.by_title.get((country, folded), []) if folded else []
            # Two acts with one title and two numbers are two.
            found = [one for one in found if not (reference.words and one.reference.words)]
            if found:
                return _one(list(dict.fromkeys(found)), column)
        return None

    def near(self, entry: Entry) -> list[tuple[Candidate, str]]:
        """Records that are perhaps the same as a new row, with why; the likeliest first, three at most."""
        country = entry.values["country"].pk
        reference = Reference.of(entry.values.get("legal_reference", ""))
        found: dict[Candidate, str] = {}
        if reference.words:
            for candidate in self._near_reference(country, reference):
                found[candidate] = gettext("same legal reference")
        for column in ("title", "original_title"):
            text = " ".join(sorted(fold(entry.values.get(column, "")).split()))
            if text:
                near = process.extract(
                    text, self.titles[country], scorer=fuzz.ratio, score_cutoff=SIMILAR_TITLE, limit=3
                )
                for __, __, place in near:
                    found.setdefault(self.of_title[country][place], gettext("similar title"))
        return list(found.items())[:3]

    def _near_reference(self, country: int, reference: Reference) -> list[Candidate]:
        """Those with the same reference by Reference.same, without comparing with all: one begins as the other does."""
        parts = reference.parts
        if not parts:
            return []
        shorter = [one for length in range(1, len(parts)) for one in self.by_parts.get((country, parts[:length]), [])]
        longer = self.by_beginning.get((country, parts), [])
        return [one for one in dict.fromkeys([*longer[:200], *shorter[:200]]) if reference.same(one.reference)]


def _one(found: list[Candidate], column: str) -> Candidate:
    if len(found) > 1:
        names = ", ".join(candidate.name for candidate in found[:3])
        reason = gettext("More than one record is called so (%s).") % names
        raise Refused(reason, gettext("Add a column slug and say which is meant."), column)
    return found[0]
