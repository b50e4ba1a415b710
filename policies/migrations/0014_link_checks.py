"""What is found of addresses, and since when readers know that a source answers."""

from django.db import migrations, models

import policies.models.fields

HEALTH = [
    ("unchecked", "Not checked"),
    ("alive", "Answers"),
    ("unclear", "Could not be told"),
    ("dead", "Does not answer"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0013_first_revisions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="link_health",
            field=models.CharField(
                choices=HEALTH, default="unchecked", editable=False, max_length=20, verbose_name="link health"
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="last_reached",
            field=models.DateField(
                editable=False,
                help_text="The last day on which the address answered when it was tried.",
                null=True,
                verbose_name="last reached",
            ),
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "address",
                    policies.models.fields.WebAddressField(
                        editable=False, max_length=1000, unique=True, verbose_name="address"
                    ),
                ),
                ("health", models.CharField(choices=HEALTH, editable=False, max_length=20, verbose_name="health")),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        editable=False,
                        help_text="What HTTP calls the answer; empty if there was none.",
                        null=True,
                        verbose_name="status",
                    ),
                ),
                (
                    "problem",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="problem"),
                ),
                (
                    "final_address",
                    policies.models.fields.WebAddressField(
                        blank=True,
                        editable=False,
                        help_text="Where redirects led, if there were any.",
                        max_length=1000,
                        verbose_name="leads to",
                    ),
                ),
                (
                    "moved_for_good",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Every redirect was a permanent one: the site asks that the new address be used.",
                        verbose_name="moved for good",
                    ),
                ),
                ("checked_at", models.DateTimeField(editable=False, verbose_name="tried")),
                ("last_success_at", models.DateTimeField(editable=False, null=True, verbose_name="last answered")),
            ],
            options={
                "verbose_name": "link check",
                "verbose_name_plural": "link checks",
                "default_permissions": (),
                "indexes": [models.Index(fields=["health"], name="link_check_health")],
            },
        ),
    ]
