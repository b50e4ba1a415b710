"""The three roles as groups: analyst, reviewer, manager."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

#: What analysts enter. Deleting is for managers: a record that was public is archived, not deleted.
ENTERED = [
    "alignment",
    "countrycheck",
    "funding",
    "organisation",
    "participation",
    "policy",
    "policydocument",
    "policyevent",
    "policyproject",
    "policyrelation",
    "project",
    "projectcountry",
    "projectparticipation",
    "source",
]
#: Rows of a record that go with it and may be taken out again while it is a draft.
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
VOCABULARIES = [
    "componentmapping",
    "componentscore",
    "country",
    "countrygroup",
    "framework",
    "frameworkcomponent",
    "targetgroup",
    "topic",
]


def make_groups(apps: Apps, schema_editor: object) -> None:
    # Permissions are made after all migrations; these groups need them now.
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    def codes(verbs: str, names: list[str]) -> list[str]:
        return [f"{verb}_{name}" for verb in verbs.split() for name in names]

    analyst = codes("view add change", ENTERED) + codes("delete", ROWS) + codes("view", VOCABULARIES)
    reviewer = [*analyst, "publish_policy"]
    manager = codes("view add change delete", ENTERED + VOCABULARIES)
    for name, wanted in (("analyst", analyst), ("reviewer", reviewer), ("manager", manager)):
        group, __ = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(content_type__app_label="policies", codename__in=wanted))


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_the_record"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
