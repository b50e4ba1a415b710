"""An alignment is reviewed by somebody else than its coder."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.models import F


def take_back_own_reviews(apps: Apps, schema_editor: object) -> None:
    """A review by the coder is none."""
    Alignment = apps.get_model("policies", "Alignment")
    Alignment.objects.exclude(reviewed_by="").filter(reviewed_by=F("coded_by")).update(reviewed_by="", reviewed_on=None)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0006_who_may_do_what"),
    ]

    operations = [
        migrations.RunPython(take_back_own_reviews, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="alignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by", ""), models.Q(("reviewed_by", models.F("coded_by")), _negated=True), _connector="OR"
                ),
                name="alignment_reviewed_by_another",
                violation_error_message="Somebody else than the coder reviews an alignment.",
            ),
        ),
    ]
