"""Corrections from readers: everybody who enters records reads them, those who publish answer them."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models import Q

import policies.models.fields

#: What each role may do with them. Nobody adds one in the admin.
ROLES = {
    "analyst": ["view_correction"],
    "reviewer": ["view_correction", "change_correction"],
    "manager": ["view_correction", "change_correction", "delete_correction"],
}


def give_permissions(apps: Apps, schema_editor: object) -> None:
    # Permissions are made after all migrations; the groups need these now.
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        found = Permission.objects.filter(content_type__app_label="policies", codename__in=codenames)
        Group.objects.get(name=name).permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0014_link_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("policies", "Policy"),
                            ("countries", "Country"),
                            ("frameworks", "Framework"),
                            ("projects", "Project"),
                            ("funders", "Organisation"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="kind of record",
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=160, verbose_name="record")),
                (
                    "permalink",
                    policies.models.fields.WebAddressField(editable=False, max_length=1000, verbose_name="page"),
                ),
                ("message", models.TextField(editable=False, verbose_name="what is wrong")),
                (
                    "source_url",
                    policies.models.fields.WebAddressField(
                        blank=True, editable=False, max_length=1000, verbose_name="where it says so"
                    ),
                ),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Never public, and deleted when the message is answered.",
                        max_length=200,
                        verbose_name="contact",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("spam", "Spam"),
                        ],
                        db_index=True,
                        default="new",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        help_text="What was corrected, in a sentence. If the message is accepted, readers see it on the"
                        " page of the record.",
                        max_length=1000,
                        verbose_name="public answer",
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "correction from a reader",
                "verbose_name_plural": "corrections from readers",
                "ordering": ["-received_at", "-pk"],
                "indexes": [models.Index(fields=["kind", "key"], name="correction_of_record")],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(state="accepted") | ~Q(answer=""),
                        name="correction_accepted_with_answer",
                        violation_error_message="Readers are told what was corrected: write the public answer.",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="new") | Q(contact=""),
                        name="correction_answered_without_contact",
                        violation_error_message="What is answered keeps no contact.",
                    ),
                ],
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
