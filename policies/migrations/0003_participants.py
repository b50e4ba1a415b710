"""Participants: organisations too, and how far a list of them is known. Scores of whole frameworks; binding or not known."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import policies.models.fields


def framework_of_component(apps: Apps, schema_editor: object) -> None:
    Score = apps.get_model("policies", "ComponentScore")
    component = apps.get_model("policies", "FrameworkComponent").objects.filter(pk=OuterRef("component"))
    Score.objects.update(framework=Subquery(component.values("framework")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0002_roles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="componentscore",
            options={
                "ordering": ["framework", "component", "country", "year"],
                "verbose_name": "score",
                "verbose_name_plural": "scores",
            },
        ),
        migrations.AlterModelOptions(
            name="participation",
            options={
                "ordering": ["framework", "country", "organisation", "date"],
                "verbose_name": "participation",
                "verbose_name_plural": "participations",
            },
        ),
        migrations.RemoveConstraint(
            model_name="participation",
            name="participation_once",
        ),
        migrations.AddField(
            model_name="componentscore",
            name="framework",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="policies.framework",
                verbose_name="framework",
            ),
        ),
        migrations.RunPython(framework_of_component, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="componentscore",
            name="framework",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="policies.framework",
                verbose_name="framework",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                help_text="Instead of a country: an organisation that is a party itself, such as the European Union.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="framework_participations",
                to="policies.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AlterField(
            model_name="componentscore",
            name="component",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty for a score of the framework as a whole.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="policies.frameworkcomponent",
                verbose_name="component",
            ),
        ),
        migrations.AlterField(
            model_name="framework",
            name="binding",
            field=models.BooleanField(
                blank=True, help_text="Unknown where no source says it.", null=True, verbose_name="binding"
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed", "Signed"),
                    ("ratified", "Ratified"),
                    ("accepted", "Accepted"),
                    ("approved", "Approved"),
                    ("acceded", "Acceded"),
                    ("succeeded", "Succeeded"),
                    ("voted-for", "Voted for"),
                    ("voted-against", "Voted against"),
                    ("abstained", "Abstained"),
                    ("endorsed", "Endorsed"),
                    ("champion", "Champion"),
                    ("assessed", "Assessed"),
                    ("member", "Member of the body that adopted it"),
                    ("withdrew", "Withdrew"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="country",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="participations",
                to="policies.country",
                verbose_name="country",
            ),
        ),
        migrations.AddConstraint(
            model_name="componentscore",
            constraint=models.UniqueConstraint(
                condition=models.Q(("component__isnull", True)),
                fields=("country", "framework", "year"),
                name="score_of_whole_once_a_year",
                violation_error_message="This country has a score for the whole framework and year already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("country__isnull", False), ("organisation__isnull", True)),
                    models.Q(("country__isnull", True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="participation_of_a_country_or_an_organisation",
                violation_error_message="Name a country or an organisation, and not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("country", "framework", "action", "date"),
                name="participation_once",
                violation_error_message="This action of this country is recorded already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("date__isnull", True)),
                fields=("country", "framework", "action"),
                name="participation_once_undated",
                violation_error_message="This action of this country is recorded already, without a date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("organisation", "framework", "action"),
                name="participation_of_organisation_once",
                violation_error_message="This action of this organisation is recorded already.",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="participants_as_of",
            field=policies.models.fields.HonestDateField(
                blank=True,
                help_text="The day up to which the recorded list of participants is known; later changes are missing.",
                null=True,
                verbose_name="list of participants as of",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="participants_complete",
            field=models.BooleanField(
                default=False,
                help_text="Then a country that is not on it takes no part; otherwise nothing is known of that country.",
                verbose_name="list of participants is complete",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="participants_notes",
            field=models.TextField(blank=True, verbose_name="about the list of participants"),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("participants_complete", False), ("participants_as_of__isnull", False), _connector="OR"
                ),
                name="framework_complete_list_has_its_day",
                violation_error_message="A list of participants is complete as of a day: give that day.",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="countrycheck",
            name="country_check_once_a_date",
        ),
        migrations.AddField(
            model_name="countrycheck",
            name="scope",
            field=models.CharField(
                choices=[
                    ("national-policy", "National migration policies and strategies"),
                    ("asylum-law", "Asylum law"),
                ],
                default="national-policy",
                max_length=20,
                verbose_name="what was looked for",
            ),
        ),
        migrations.AddConstraint(
            model_name="countrycheck",
            constraint=models.UniqueConstraint(
                fields=("country", "scope", "date"),
                name="country_check_once_a_date",
                violation_error_message="A check of this country on this date is recorded already.",
            ),
        ),
    ]
