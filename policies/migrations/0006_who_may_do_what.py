"""What readers already see is changed by those who publish; managers publish too, and keep the accounts."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils import timezone

#: Drafts and their rows: analysts write them.
RECORDS = ["policy", "project"]
ROWS = [
    "alignment",
    "funding",
    "policydocument",
    "policyevent",
    "policyproject",
    "policyrelation",
    "projectcountry",
    "projectparticipation",
]
#: No page shows one that no published record names, so anybody may add what a draft needs.
NEEDED_BY_DRAFTS = ["organisation", "source"]
#: Statements that are public as soon as they are saved.
PUBLIC_AT_ONCE = ["componentscore", "countrycheck", "participation"]
VOCABULARIES = [
    "componentmapping",
    "country",
    "countrygroup",
    "framework",
    "frameworkcomponent",
    "groupmembership",
    "targetgroup",
    "topic",
]


def codes(verbs: str, names: list[str]) -> list[str]:
    return [f"{verb}_{name}" for verb in verbs.split() for name in names]


ANALYST = [
    *codes("view add change", RECORDS + ROWS),
    *codes("delete", ROWS),
    *codes("view add", NEEDED_BY_DRAFTS),
    *codes("view", PUBLIC_AT_ONCE + VOCABULARIES),
]
REVIEWER = [
    *ANALYST,
    *codes("publish", RECORDS),
    *codes("change", NEEDED_BY_DRAFTS),
    *codes("add change", PUBLIC_AT_ONCE),
]
MANAGER = [
    *REVIEWER,
    *codes("add change delete", VOCABULARIES),
    *codes("delete", RECORDS + NEEDED_BY_DRAFTS + PUBLIC_AT_ONCE),
    *codes("view add change", ["user"]),
]


def give_permissions(apps: Apps, schema_editor: object) -> None:
    # Permissions are made after all migrations; these groups need them now.
    for label in ("auth", "policies"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in (("analyst", ANALYST), ("reviewer", REVIEWER), ("manager", MANAGER)):
        group, __ = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(content_type__app_label__in=("auth", "policies"), codename__in=wanted)
        group.permissions.set(found)


def keep_what_was_public(apps: Apps, schema_editor: object) -> None:
    """Projects were public so far."""
    Project = apps.get_model("policies", "Project")
    Project.objects.update(state="published", published_at=timezone.now())


def name_editors(apps: Apps, schema_editor: object) -> None:
    """So far a record knew its author and its last editor."""
    Policy = apps.get_model("policies", "Policy")
    Editor = Policy.editors.through
    open_work = Policy.objects.exclude(state="published", published_own_work=False)
    pairs = {
        *open_work.filter(created_by__isnull=False).values_list("pk", "created_by"),
        *Policy.objects.filter(edited_by__isnull=False).values_list("pk", "edited_by"),
    }
    Editor.objects.bulk_create(Editor(policy_id=policy, user_id=user) for policy, user in sorted(pairs))


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0005_projects_are_reviewed"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
        migrations.RunPython(keep_what_was_public, migrations.RunPython.noop),
        migrations.RunPython(name_editors, migrations.RunPython.noop),
    ]
