"""Which countries an account works on; managers assign them, and see who did what."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

#: Managers assign, and see who did what.
GIVEN_TO_MANAGERS = ("view_assignment", "add_assignment", "change_assignment", "delete_assignment", "view_logentry")


def give_permissions(apps: Apps, schema_editor: object) -> None:
    # Permissions are made after all migrations; the group needs them now.
    for label in ("admin", "policies"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    group, __ = apps.get_model("auth", "Group").objects.get_or_create(name="manager")
    given = Permission.objects.filter(content_type__app_label__in=("admin", "policies"), codename__in=GIVEN_TO_MANAGERS)
    group.permissions.add(*given)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0015_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("africa", "Africa"),
                            ("americas", "Americas"),
                            ("asia", "Asia"),
                            ("europe", "Europe"),
                            ("oceania", "Oceania"),
                            ("northern-africa", "Northern Africa"),
                            ("sub-saharan-africa", "Sub-Saharan Africa"),
                            ("eastern-africa", "Eastern Africa"),
                            ("middle-africa", "Middle Africa"),
                            ("southern-africa", "Southern Africa"),
                            ("western-africa", "Western Africa"),
                            ("latin-america-and-the-caribbean", "Latin America and the Caribbean"),
                            ("caribbean", "Caribbean"),
                            ("central-america", "Central America"),
                            ("south-america", "South America"),
                            ("northern-america", "Northern America"),
                            ("central-asia", "Central Asia"),
                            ("eastern-asia", "Eastern Asia"),
                            ("south-eastern-asia", "South-eastern Asia"),
                            ("southern-asia", "Southern Asia"),
                            ("western-asia", "Western Asia"),
                            ("eastern-europe", "Eastern Europe"),
                            ("northern-europe", "Northern Europe"),
                            ("channel-islands", "Channel Islands"),
                            ("southern-europe", "Southern Europe"),
                            ("western-europe", "Western Europe"),
                            ("australia-and-new-zealand", "Australia and New Zealand"),
                            ("melanesia", "Melanesia"),
                            ("micronesia", "Micronesia"),
                            ("polynesia", "Polynesia"),
                        ],
                        help_text="With all that M49 counts to it.",
                        max_length=40,
                        verbose_name="region",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments: the countries that this account works on; all, if there is none",
                "ordering": ["user", "region", "country__slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("country__isnull", False), ("region", "")),
                            models.Q(("country__isnull", True), models.Q(("region", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="assignment_country_or_region",
                        violation_error_message="Choose a country or a region, one in each row.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("country__isnull", False)),
                        fields=("user", "country"),
                        name="assignment_country_once",
                        violation_error_message="This country is assigned already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region", ""), _negated=True),
                        fields=("user", "region"),
                        name="assignment_region_once",
                        violation_error_message="This region is assigned already.",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
