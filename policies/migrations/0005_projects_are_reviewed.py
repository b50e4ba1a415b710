"""Projects are drafted, reviewed and published as policies are; records keep everybody who worked on them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0004_seeds_and_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="project",
            options={
                "ordering": ["title"],
                "permissions": [("publish_project", "Can publish projects and send them back")],
                "verbose_name": "project",
                "verbose_name_plural": "projects",
            },
        ),
        migrations.AddField(
            model_name="policy",
            name="editors",
            field=models.ManyToManyField(
                editable=False,
                help_text="Everybody who worked on the record since somebody else published it: its authors.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="changed"),
        ),
        migrations.AddField(
            model_name="project",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name="created"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="project",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="edited_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="editors",
            field=models.ManyToManyField(
                editable=False,
                help_text="Everybody who worked on the record since somebody else published it: its authors.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published at"),
        ),
        migrations.AddField(
            model_name="project",
            name="published_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="published_own_work",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="There was no reviewer who had no part in it.",
                verbose_name="published by its own author",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in-review", "In review"),
                    ("published", "Published"),
                    ("archived", "Archived"),
                ],
                db_index=True,
                default="draft",
                editable=False,
                max_length=20,
                verbose_name="publication state",
            ),
        ),
        migrations.AlterField(
            model_name="policy",
            name="published_own_work",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="There was no reviewer who had no part in it.",
                verbose_name="published by its own author",
            ),
        ),
    ]
