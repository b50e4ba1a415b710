"""Regional frameworks are aligned to other frameworks as policies are, and have topics."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models.functions import Length, Replace
from django.db.models.lookups import LessThanOrEqual

import policies.models.fields

FOLLOWED_AS_A_WHOLE = "Empty: it follows the framework as a whole."
SHORT_DATE = "2011, 2015-09 or 2017-04-27."


def let_roles_in(apps: Apps, schema_editor: object) -> None:
    """They are part of a framework: managers change them, the others see them."""
    config = apps.get_app_config("policies")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    found = Permission.objects.filter(content_type__app_label="policies", content_type__model="frameworkalignment")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("analyst", "reviewer", "manager")):
        group.permissions.add(*(found if group.name == "manager" else found.filter(codename__startswith="view_")))


def followed(to: str, name: str, **options: object) -> models.ForeignKey:
    """A key of what alignments of both kinds share."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="%(class)ss",
        to=f"policies.{to}",
        verbose_name=name,
        **options,
    )


def shared_keys() -> list[tuple[str, models.Field]]:
    component = followed("frameworkcomponent", "component", blank=True, null=True, help_text=FOLLOWED_AS_A_WHOLE)
    return [
        ("component", component),
        ("framework", followed("framework", "framework")),
        ("source", followed("source", "source")),
    ]


class Migration(migrations.Migration):
    dependencies = [("policies", "0009_data_version")]
    operations = [
        migrations.AddField(
            "framework",
            "topics",
            models.ManyToManyField(blank=True, related_name="frameworks", to="policies.topic", verbose_name="topics"),
        ),
        # Nothing changes in the database: both kinds of alignments have these fields from one class.
        *(migrations.AlterField("alignment", name, field) for name, field in shared_keys()),
        migrations.CreateModel(
            name="FrameworkAlignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *shared_keys(),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alignments_to_others",
                        to="policies.framework",
                        verbose_name="framework that follows",
                    ),
                ),
                (
                    "link",
                    models.CharField(
                        choices=[("explicit", "Explicit"), ("implicit", "Implicit")],
                        help_text="Explicit: the text names the framework. Implicit: your reading of it.",
                        max_length=10,
                        verbose_name="link",
                    ),
                ),
                (
                    "quote",
                    policies.models.fields.QuoteField(
                        blank=True,
                        help_text="Word for word, in its own language, 25 words at most.",
                        verbose_name="passage",
                    ),
                ),
                (
                    "quote_language",
                    models.CharField(
                        blank=True,
                        help_text="A code such as es, fr or pt-BR.",
                        max_length=20,
                        verbose_name="language of the passage",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        help_text="Article, page or section.",
                        max_length=300,
                        verbose_name="where in the text",
                    ),
                ),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("policy-text", "Policy text"),
                            ("official-description", "Official description"),
                            ("press", "Press or other non-official page"),
                        ],
                        max_length=30,
                        verbose_name="kind of source",
                    ),
                ),
                (
                    "rationale",
                    models.CharField(
                        blank=True,
                        help_text="One line: why you read it so.",
                        max_length=300,
                        verbose_name="rationale",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=10,
                        verbose_name="confidence",
                    ),
                ),
                (
                    "coded_by",
                    models.CharField(
                        blank=True,
                        help_text="Your initials or the coding round; yours if left empty.",
                        max_length=80,
                        verbose_name="coded by",
                    ),
                ),
                (
                    "coded_on",
                    policies.models.fields.HonestDateField(
                        blank=True, help_text=SHORT_DATE, null=True, verbose_name="coded on"
                    ),
                ),
                ("reviewed_by", models.CharField(blank=True, max_length=80, verbose_name="reviewed by")),
                (
                    "reviewed_on",
                    policies.models.fields.HonestDateField(
                        blank=True, help_text=SHORT_DATE, null=True, verbose_name="reviewed on"
                    ),
                ),
            ],
            options={
                "verbose_name": "alignment of a framework",
                "verbose_name_plural": "alignments of frameworks",
                "ordering": ["framework", "component__order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__isnull", False)),
                        name="frameworkalignment_has_source",
                        violation_error_message="An alignment needs the source it was read in.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quote", ""),
                            LessThanOrEqual(
                                Length("quote") - Length(Replace("quote", models.Value(" "), models.Value(""))), 24
                            ),
                            _connector="OR",
                        ),
                        name="frameworkalignment_quote_25_words",
                        violation_error_message=("A passage has 25 words at most: cut it to the words that matter."),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by", ""),
                            models.Q(("reviewed_by", models.F("coded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="frameworkalignment_reviewed_by_another",
                        violation_error_message="Somebody else than the coder reviews an alignment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_on__isnull", True),
                            models.Q(("reviewed_by", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="frameworkalignment_review_dated_with_reviewer",
                        violation_error_message="A review date needs its reviewer.",
                    ),
                    models.UniqueConstraint(
                        fields=("subject", "component", "coded_by"),
                        name="frameworkalignment_once_a_coder",
                        violation_error_message=(
                            "This coder has aligned this framework to this component already: "
                            "mend that alignment instead."
                        ),
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("component__isnull", True)),
                        fields=("subject", "framework", "coded_by"),
                        name="frameworkalignment_once_a_coder_whole",
                        violation_error_message=(
                            "This coder has aligned these two frameworks as a whole already: "
                            "mend that alignment instead."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject", models.F("framework")), _negated=True),
                        name="frameworkalignment_of_two",
                        violation_error_message="A framework cannot be aligned to itself.",
                    ),
                ],
            },
        ),
        migrations.RunPython(let_roles_in, migrations.RunPython.noop),
    ]
