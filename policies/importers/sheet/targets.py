"""Which record an imported change is written to. The only place that knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from policies import actions
from policies.choices import PublicationState
from policies.history import copies
from policies.importers.sheet.problems import Refused
from policies.models import Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def refusal(policy: Policy, user: User | None) -> Refused | None:
    """Why an import may not change this record as it stands, or None. Writes nothing."""
    if policy.state == PublicationState.PUBLISHED:
        if user is not None and not actions.may_copy(policy, user):
            return Refused(gettext("Your account may not change this policy."))
        if Policy.objects.filter(copy_of=policy).exists():
            return Refused(
                gettext("This policy has a working copy already."),
                gettext("Have that copy published, or discard it, and import the file again."),
            )
        return None
    if policy.state == PublicationState.IN_REVIEW:
        return Refused(gettext("This policy is in review: wait until it is published or sent back."))
    if policy.state == PublicationState.ARCHIVED:
        return Refused(gettext("This policy is archived: a reviewer can restore it as a draft."))
    if user is not None and not actions.may_edit(policy, user):
        return Refused(gettext("Your account may not change this policy."))
    return None


def editable(policy: Policy, user: User | None) -> Policy:
    """The record to write to, which the caller holds in a transaction: of what is published a new working copy.
    Refused where there is none."""
    if refused := refusal(policy, user):
        raise refused
    return copies.copy_of(policy, user) if policy.is_published else policy
