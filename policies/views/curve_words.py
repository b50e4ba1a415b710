"""What is said around an adoption curve: what is counted, of how many, and what is not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from policies.charts.curves import percent
from policies.rows import CurveLine


@dataclass(frozen=True, slots=True)
class Told:
    """What a curve is of. ``of``, ``by`` and ``share`` are as the query string has them; ``day`` is in words."""

    of: str
    by: str
    share: bool
    treaty: str
    day: str
    instruments: bool  # the reader chose instruments
    narrowed: bool  # the reader chose countries
    narrowed_otherwise: bool
    more_lines: int  # parts beyond those that can be told apart
    in_no_line: int  # countries that have begun and are in no part that has a line
    left: int
    undated: int
    list_ends: bool  # the day is that up to which the list of parties is known


def title(told: Told) -> str:
    if told.of == "treaty":
        return gettext("Countries that have consented to be bound: %(treaty)s") % {"treaty": told.treaty}
    if told.of == "alignment":
        return gettext("Countries that have adopted an aligned policy")
    if told.instruments:
        return gettext("Countries that have adopted a policy or law of this selection")
    return gettext("Countries that have adopted a national policy or strategy")


def sentence(told: Told, lines: Sequence[CurveLine], years: Sequence[int]) -> str:
    """Where the lines stand on the day; of shares also of which countries they are."""
    if not lines:
        return ""
    if told.by == "none":
        line = lines[0]
        words = {"n": line.counts[-1], "day": told.day, "first": years[0]}
        if not told.share:
            return _of_all(told, line.counts[-1]) % words
        words |= {"n": line.of_whole[-1], "whole": line.whole, "share": percent(line.of_whole[-1], line.whole)}
        return _share_of_all(told) % words
    each = "; ".join(_end(line, told.share) for line in lines)
    return _each(told) % {"each": each, "day": told.day}


def _end(line: CurveLine, share: bool) -> str:
    if not share:
        return f"{line.label} {line.counts[-1]}"
    words = {"label": line.label, "n": line.of_whole[-1], "whole": line.whole}
    return gettext("%(label)s %(n)d of %(whole)d") % words + f" ({percent(line.of_whole[-1], line.whole)}%)"


def _of_all(told: Told, n: int) -> str:
    if told.of == "treaty":
        return ngettext(
            "%(n)d country had consented to be bound, as of %(day)s; the first did in %(first)d.",
            "%(n)d countries had consented to be bound, as of %(day)s; the first did in %(first)d.",
            n,
        )
    if told.of == "alignment":
        return ngettext(
            "%(n)d country or area had adopted a policy that is coded as aligned, as of %(day)s; the first did in %(first)d.",
            "%(n)d countries and areas had adopted a policy that is coded as aligned, as of %(day)s; the first did in"
            " %(first)d.",
            n,
        )
    if told.instruments:
        return ngettext(
            "%(n)d country or area had adopted a first policy or law of this selection, as of %(day)s; it did in %(first)d.",
            "%(n)d countries and areas had adopted a first policy or law of this selection, as of %(day)s; the first did"
            " in %(first)d.",
            n,
        )
    return ngettext(
        "%(n)d country or area had adopted a first recorded policy or strategy, as of %(day)s; it did in %(first)d.",
        "%(n)d countries and areas had adopted a first recorded policy or strategy, as of %(day)s; the first did in"
        " %(first)d.",
        n,
    )


def _share_of_all(told: Told) -> str:
    if told.narrowed:
        return gettext(
            "%(share)d%% of the member states of the United Nations in this selection of countries (%(n)d of %(whole)d),"
            " as of %(day)s; the first in %(first)d."
        )
    return gettext(
        "%(share)d%% of the %(whole)d member states of the United Nations (%(n)d of %(whole)d), as of %(day)s; the first in"
        " %(first)d."
    )


def _each(told: Told) -> str:
    if told.by == "group" and told.share:
        return gettext("Of the members that each group has on the day, as of %(day)s: %(each)s.")
    if told.by == "group":
        return gettext("Countries and areas among the members that each group has on the day, as of %(day)s: %(each)s.")
    if told.share:
        return gettext("Of the member states of the United Nations in each region, as of %(day)s: %(each)s.")
    return gettext("Countries and areas of each region, as of %(day)s: %(each)s.")


def notes(told: Told, lines: Sequence[CurveLine]) -> Iterator[str]:
    """What a reader must know before reading a number off the curve."""
    yield counted(told)
    beyond = sum(line.counts[-1] - line.of_whole[-1] for line in lines)
    if told.share and told.by != "group" and beyond:
        yield (
            ngettext(
                "%d country or area that is no member of the United Nations has begun too; shares leave it out.",
                "%d countries and areas that are no members of the United Nations have begun too; shares leave them out.",
                beyond,
            )
            % beyond
        )
    if told.by == "group" and lines:
        yield gettext(
            "Members are those of the day, for all years alike; a country of several groups counts in each of them."
        )
    if told.more_lines:
        yield (
            ngettext(
                "%d more is not drawn, because no more lines could be told apart: choose it in the filters.",
                "%d more are not drawn, because no more lines could be told apart: choose those you need in the filters.",
                told.more_lines,
            )
            % told.more_lines
        )
    if told.in_no_line:
        yield (
            ngettext(
                "%d country that has begun is in none of the lines.",
                "%d countries that have begun are in none of the lines.",
                told.in_no_line,
            )
            % told.in_no_line
        )
    if told.undated:
        yield (
            ngettext(
                "Not in the curve: %d country that did so on a day that no source gives.",
                "Not in the curve: %d countries that did so on days that no source gives.",
                told.undated,
            )
            % told.undated
        )
    if told.left:
        yield (
            ngettext(
                "%d of them withdrew later and stays in the line.",
                "%d of them withdrew later and stay in the line.",
                told.left,
            )
            % told.left
        )
    if told.list_ends:
        yield gettext("The list of parties is known up to this day; what happened later is missing.")
    if told.of == "treaty" and told.narrowed_otherwise:
        yield gettext("Choices of policies, such as a status, do not bear on a treaty; choices of countries do.")


def counted(told: Told) -> str:
    """What one country is counted for, and when."""
    if told.of == "treaty":
        return gettext(
            "A country counts from its first ratification, acceptance, approval, accession or succession on."
        )
    if told.of == "alignment":
        return gettext(
            "A country counts from the first adoption of a policy, law or other instrument on that is coded as aligned to"
            " a framework which existed then; older ones can only share its themes. No line says that a country is not"
            " aligned: most policies have not been assessed."
        )
    return gettext(
        "A country counts from the first dated adoption on, whatever became of that policy later. One without a record may"
        " have a policy that nobody has recorded yet."
    )
