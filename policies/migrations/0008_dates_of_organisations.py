"""An organisation's action may have two dates, as a country's; the seeds remember the values that they loaded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0007_reviewed_by_another"),
    ]

    operations = [
        migrations.AddField(
            "seededrecord",
            "loaded",
            models.JSONField(default=None, editable=False, null=True, verbose_name="values as loaded"),
        ),
        migrations.RemoveConstraint("participation", "participation_of_organisation_once"),
        migrations.AddConstraint(
            "participation",
            models.UniqueConstraint(
                fields=("organisation", "framework", "action", "date"),
                name="participation_of_organisation_once",
                violation_error_message="This action of this organisation is recorded already.",
            ),
        ),
        migrations.AddConstraint(
            "participation",
            models.UniqueConstraint(
                condition=models.Q(("date__isnull", True)),
                fields=("organisation", "framework", "action"),
                name="participation_of_organisation_once_undated",
                violation_error_message="This action of this organisation is recorded already, without a date.",
            ),
        ),
    ]
