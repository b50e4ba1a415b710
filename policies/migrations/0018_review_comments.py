"""Comments with which a reviewer sends a record back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0017_importing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(blank=True, max_length=40, verbose_name="part")),
                ("row", models.BigIntegerField(blank=True, null=True, verbose_name="row")),
                ("field", models.CharField(blank=True, max_length=60, verbose_name="field")),
                (
                    "called",
                    models.CharField(
                        blank=True,
                        help_text="What the field or row was called then.",
                        max_length=300,
                        verbose_name="on",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="comment")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("analyst", "analyst"),
                            ("reviewer", "reviewer"),
                            ("manager", "manager"),
                            ("seeds", "the project's own seeds"),
                        ],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="marked as done")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_comments",
                        to="policies.policy",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_comments",
                        to="policies.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment of a reviewer",
                "verbose_name_plural": "comments of reviewers",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("policy__isnull", True), ("project__isnull", True), _connector="XOR"),
                        name="comment_of_one_record",
                        violation_error_message="A comment is on a policy or on a project.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", True), ("sent_at__isnull", False), _connector="OR"),
                        name="comment_done_after_sent",
                        violation_error_message="Only a comment that was sent can be done.",
                    ),
                ],
            },
        ),
    ]
