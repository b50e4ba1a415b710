"""The status of a policy in words: what a reader is told, and why."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language, gettext

from policies import lifecycle
from policies.choices import LEGAL_ACTS, Status
from policies.dates import HonestDate, display_day
from policies.lifecycle import Reason, Standing
from policies.models import Policy


def label_of(status: str) -> str:
    """The label of a status code, also of the one that only "as of" can give."""
    if status == lifecycle.NOT_BEGUN:
        return gettext("Not begun")
    return str(Status(status).label)


def show_day(day: dt.date) -> str:
    return display_day(day, locale=get_language() or "en")


def show_date(date: HonestDate | None) -> str:
    return date.display(get_language() or "en") if date else gettext("date not known")


def explain(standing: Standing, policy: Policy) -> str:
    """One sentence: the status, since when, and the fact it rests on."""
    reason = standing.reason
    text = {
        lifecycle.IN_DEVELOPMENT: gettext("In development since %(date)s: %(detail)s"),
        lifecycle.ADOPTED: (
            gettext("Adopted %(date)s, not yet in force: %(detail)s")
            if policy.force_from
            else gettext("Adopted %(date)s; its entry into force is planned and not recorded: %(detail)s")
        ),
        lifecycle.IN_FORCE: gettext("In force since %(date)s: %(detail)s"),
        lifecycle.TERM_ENDED: gettext("Term ended %(date)s: %(detail)s"),
        lifecycle.REPLACED: gettext("Replaced %(date)s: %(detail)s"),
        lifecycle.REPEALED: gettext("Repealed %(date)s: %(detail)s"),
        lifecycle.UNDATED: gettext("Undated: %(detail)s"),
        lifecycle.NOT_BEGUN: gettext("Not begun: %(detail)s"),
    }[standing.status]
    return text % {"date": show_date(reason.date), "detail": _detail(standing.status, reason, policy)}


def _detail(status: str, reason: Reason, policy: Policy) -> str:
    sentences = {
        "term-start": gettext("the first day of its stated term"),
        "term-end": gettext("the stated term %(term)s is over; no extension and no successor recorded")
        % {"term": term_of(policy)},
        "extended-term-end": gettext("the extended term is over (%(detail)s); no successor recorded")
        % {"detail": reason.detail},
        "term-end-successor-undated": gettext(
            "its term is over, and “%(detail)s” takes its place from a day that no source gives"
        )
        % {"detail": reason.detail},
        "adopted-after-term-start": gettext("%(detail)s; its stated term had begun before") % {"detail": reason.detail},
        "replaced-by": gettext("“%(detail)s” entered into force") % {"detail": reason.detail},
        "repealed-by": gettext("repealed by “%(detail)s”") % {"detail": reason.detail},
        "no-dates": gettext("no date of its preparation, adoption or entry into force is known"),
        "ended-undated": gettext("begun %(begun)s; it has ended, on a day that no source gives (%(detail)s)")
        % {"begun": show_date(policy.force_date), "detail": reason.detail}
        if policy.force_date
        else gettext("it has ended, on a day that no source gives (%(detail)s)") % {"detail": reason.detail},
        "planned-entry-into-force": gettext("planned for then; no source says yet that it happened (%(detail)s)")
        % {"detail": reason.detail},
        "adopted-undated": gettext("it was adopted or launched, on a day that no source gives (%(detail)s)")
        % {"detail": reason.detail},
        "end-undated": gettext("“%(detail)s” has taken its place, on a day that no source gives")
        % {"detail": reason.detail},
        "not-begun": gettext("nothing is recorded of it by that day"),
    }
    stands_in = reason.code in lifecycle.BEGINNINGS and status == lifecycle.IN_FORCE
    if stands_in and policy.instrument in LEGAL_ACTS:
        return gettext("%(detail)s; its entry into force is not recorded") % {"detail": reason.detail}
    return sentences.get(reason.code, reason.detail)


def term_of(policy: Policy) -> str:
    """The stated term: ``2017–2025``, ``from 2017``, ``to 2025``, or an empty text."""
    start, end = policy.term_start, policy.term_end
    if start and end:
        return f"{show_date(start)}–{show_date(end)}"
    if start:
        return gettext("from %s") % show_date(start)
    return gettext("to %s") % show_date(end) if end else ""
