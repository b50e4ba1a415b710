"""Which record an imported change is written to. The only place that knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from policies import actions
from policies.choices import PublicationState
from policies.history import copies
from policies.importers.sheet.problems import Refused
from policies.models import Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def refusals(policies: Iterable[Policy], user: User | None) -> dict[int, Refused]:
    """Why an import may not change these records as they stand, by key; those that it may are left out.

    Writes nothing. A query for all of them, and one for each country and state where the account is limited to countries.
    """
    held = list(policies)
    published = [policy.pk for policy in held if policy.is_published]
    copied = set(Policy.objects.filter(copy_of__in=published).values_list("copy_of_id", flat=True))
    # An account may change all records of a country that are in one state, or none of them.
    allowed: dict[tuple[str, int], bool] = {}
    found = {}
    for policy in held:
        kind = policy.state, policy.country_id
        if kind not in allowed:
            allowed[kind] = user is None or actions.may_copy(policy, user) or actions.may_edit(policy, user)
        if refused := _refusal(policy, allowed[kind], policy.pk in copied):
            found[policy.pk] = refused
    return found


def _refusal(policy: Policy, allowed: bool, has_copy: bool) -> Refused | None:
    if policy.state == PublicationState.IN_REVIEW:
        return Refused(gettext("This policy is in review: wait until it is published or sent back."))
    if policy.state == PublicationState.ARCHIVED:
        return Refused(gettext("This policy is archived: a reviewer can restore it as a draft."))
    if not allowed:
        return Refused(gettext("Your account may not change this policy."))
    if has_copy:
        return Refused(
            gettext("This policy has a working copy already."),
            gettext("Have that copy published, or discard it, and import the file again."),
        )
    return None


def editable(keys: Collection[int], user: User | None) -> tuple[dict[int, int], dict[int, Refused]]:
    """The record to write to of each of these, by key: of what is published a new working copy; and which are refused.

    The caller holds the transaction, and until its end these records stand as they are now.
    """
    locked = list(Policy.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    refused = refusals(locked, user)
    there = {policy.pk for policy in locked}
    refused |= {pk: Refused(gettext("Somebody has deleted this policy.")) for pk in keys if pk not in there}
    if refused:
        return {}, refused
    published = [policy.pk for policy in locked if policy.is_published]
    made = copies.copies_of(Policy, published, user, kept=actions.MILESTONE_FIELDS) if published else {}
    return {policy.pk: made[policy.pk].pk if policy.pk in made else policy.pk for policy in locked}, {}
