"""Addresses that policies, projects and organisations had before go on leading to them."""

import django.db.models.deletion
from django.db import migrations, models


def of(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="past_addresses",
        to=f"policies.{model}",
    )


class Migration(migrations.Migration):
    dependencies = [("policies", "0018_review_comments")]

    operations = [
        migrations.CreateModel(
            name="PastAddress",
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
                        max_length=20,
                        verbose_name="kind of record",
                    ),
                ),
                ("slug", models.SlugField(db_index=False, max_length=160, verbose_name="slug")),
                ("left_at", models.DateTimeField(auto_now_add=True, verbose_name="changed")),
                ("organisation", of("organisation")),
                ("policy", of("policy")),
                ("project", of("project")),
            ],
            options={
                "verbose_name": "past address",
                "verbose_name_plural": "past addresses",
                "ordering": ["-left_at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "slug"),
                        name="past_address_once",
                        violation_error_message="This address leads to another record already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "policies"),
                                ("organisation__isnull", True),
                                ("policy__isnull", False),
                                ("project__isnull", True),
                            ),
                            models.Q(
                                ("kind", "projects"),
                                ("organisation__isnull", True),
                                ("policy__isnull", True),
                                ("project__isnull", False),
                            ),
                            models.Q(
                                ("kind", "funders"),
                                ("organisation__isnull", False),
                                ("policy__isnull", True),
                                ("project__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="past_address_of_its_record",
                        violation_error_message="A past address is that of one policy, project or organisation.",
                    ),
                ],
            },
        ),
    ]
