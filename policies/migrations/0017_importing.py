"""Imported files, and what each of their rows did. Analysts import; who publishes policies publishes a batch."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_roles_in(apps: Apps, schema_editor: object) -> None:
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    wanted = ("view_importbatch", "add_importbatch", "view_importrow")
    found = Permission.objects.filter(content_type__app_label="policies", codename__in=wanted)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("analyst", "reviewer", "manager")):
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0016_assignments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(editable=False, max_length=200, verbose_name="file")),
                (
                    "checksum",
                    models.CharField(
                        editable=False, help_text="SHA-256 of the file.", max_length=64, verbose_name="checksum"
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                ("matched", models.JSONField(default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waits to be confirmed"),
                            ("imported", "Imported as drafts"),
                            ("published", "Published"),
                            ("undone", "Undone"),
                        ],
                        db_index=True,
                        default="pending",
                        editable=False,
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="rows")),
                ("new_sources", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("imported_at", models.DateTimeField(editable=False, null=True, verbose_name="imported")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="published or undone")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imported by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published or undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="row")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("added", "Added"), ("changed", "Changed")],
                        editable=False,
                        max_length=20,
                        verbose_name="what it did",
                    ),
                ),
                ("title", models.CharField(editable=False, max_length=300, verbose_name="title")),
                ("changes", models.JSONField(default=list, editable=False)),
                ("before", models.JSONField(default=dict, editable=False)),
                ("written_at", models.DateTimeField(editable=False, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="policies.importbatch",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="imports",
                        to="policies.policy",
                        verbose_name="policy",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported row",
                "verbose_name_plural": "imported rows",
                "ordering": ["batch", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "pending"), ("content__isnull", True), _connector="OR"),
                name="import_keeps_pending_files_only",
                violation_error_message="Only a file that waits to be confirmed is kept.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("batch", "number"),
                name="import_row_once",
                violation_error_message="This row of the file is recorded already.",
            ),
        ),
        migrations.RunPython(let_roles_in, migrations.RunPython.noop),
    ]
