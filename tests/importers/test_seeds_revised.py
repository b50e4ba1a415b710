"""What a load changed can be brought back, as what a person changed can."""

from __future__ import annotations

from django.contrib.auth.models import User

from policies import actions
from policies.history.snapshots import state_in
from policies.history.states import state_of
from policies.models import Policy, Project, Revision
from tests.importers.seed_folder import Folder


def test_each_load_can_be_brought_back(seeds: Folder) -> None:
    seeds.load()
    policy, project = Policy.objects.get(slug="per-older"), Project.objects.get(slug="drafting")
    said = [(state_of(policy), state_of(project))]
    for number in (2, 3):
        seeds.edit("policies/per.yaml", "  title: Older\n", f"  title: Older\n  notes: Load {number}\n")
        seeds.edit("projects.yaml", "amount: '1000.50'", f"amount: '{number}'")
        seeds.load()
        seeds.edit("policies/per.yaml", f"  title: Older\n  notes: Load {number}\n", "  title: Older\n")
        seeds.edit("projects.yaml", f"amount: '{number}'", "amount: '1000.50'")
        said.append((state_of(Policy.objects.get(pk=policy.pk)), state_of(Project.objects.get(pk=project.pk))))
    assert said[1][0]["fields"]["notes"] == "Load 2" and said[0] != said[1] != said[2]
    for place, record in enumerate((policy, project)):
        for number in (1, 2):
            snapshot = Revision.objects.of(record).get(number=number).snapshot
            assert snapshot is not None and state_in(snapshot, type(record)) == said[number - 1][place]
    first = Revision.objects.of(policy).get(number=1)
    copy = actions.restore_revision(first, User.objects.create_superuser("root"))
    assert (copy.notes, copy.events.count()) == ("", policy.events.count())
