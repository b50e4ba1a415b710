"""What the seeds loaded; memberships of groups with their dates; a note by the name of a country."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import policies.models.fields


def keep_members(apps: Apps, schema_editor: object) -> None:
    """Members without dates become memberships without dates."""
    Membership = apps.get_model("policies", "GroupMembership")
    for group in apps.get_model("policies", "CountryGroup").objects.prefetch_related("members"):
        Membership.objects.bulk_create(Membership(group=group, country=country) for country in group.members.all())


def let_roles_in(apps: Apps, schema_editor: object) -> None:
    """Memberships are part of a group: managers change them, the others see them."""
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    of_membership = Permission.objects.filter(content_type__app_label="policies", content_type__model="groupmembership")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("analyst", "reviewer", "manager")):
        group.permissions.add(
            *(of_membership if group.name == "manager" else of_membership.filter(codename__startswith="view_"))
        )


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_participants")]
    operations = [
        migrations.AddField(
            model_name="countrygroup",
            name="notes",
            field=models.TextField(
                blank=True,
                help_text="As of when the list stands; suspensions and notices of withdrawal.",
                verbose_name="notes",
            ),
        ),
        migrations.AddField(
            "country",
            "note",
            models.CharField(
                blank=True,
                help_text="What stands behind the name wherever it is shown, in parentheses.",
                max_length=120,
                verbose_name="note by its name",
            ),
        ),
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "since",
                    policies.models.fields.HonestDateField(
                        blank=True, help_text="Empty if no source says since when.", null=True, verbose_name="since"
                    ),
                ),
                (
                    "until",
                    policies.models.fields.HonestDateField(
                        blank=True,
                        help_text="Last year, month or day as a member; empty for a member.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="policies.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="policies.countrygroup",
                        verbose_name="group",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="If it is not the group's own source.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["group", "country__slug", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "country", "since"),
                        name="membership_once_a_date",
                        violation_error_message="This country is a member since that date already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("since__isnull", True)),
                        fields=("group", "country"),
                        name="membership_once_undated",
                        violation_error_message="This country is a member since an unknown date already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Substr(
                                    "since",
                                    1,
                                    django.db.models.functions.text.Length("until"),
                                    output_field=models.CharField(),
                                ),
                                django.db.models.functions.text.Substr("until", 1, output_field=models.CharField()),
                            ),
                            _connector="OR",
                        ),
                        name="membership_until_not_before_since",
                        violation_error_message="The membership ends before it begins: check the two dates.",
                    ),
                ],
            },
        ),
        # A many-to-many field cannot be given a table of its own: the members are copied, then the field is made anew.
        migrations.RunPython(keep_members, migrations.RunPython.noop),
        migrations.RemoveField("countrygroup", "members"),
        migrations.AddField(
            "countrygroup",
            "members",
            models.ManyToManyField(
                related_name="groups", through="policies.GroupMembership", to="policies.country", verbose_name="members"
            ),
        ),
        migrations.CreateModel(
            name="SeededRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(editable=False, max_length=40, verbose_name="model")),
                ("key", models.CharField(editable=False, max_length=1500, verbose_name="key in the seeds")),
                ("record", models.BigIntegerField(editable=False, verbose_name="primary key of the record")),
            ],
            options={
                "verbose_name": "seeded record",
                "verbose_name_plural": "seeded records",
                "ordering": ["model", "key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "key"),
                        name="seeded_record_once_a_key",
                        violation_error_message="The seeds have loaded this key already.",
                    )
                ],
            },
        ),
        migrations.RunPython(let_roles_in, migrations.RunPython.noop),
    ]
