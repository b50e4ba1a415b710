"""The first revision of what was published before revisions were kept."""

from django.db import migrations
from django.utils import timezone


def first_revisions(apps, schema_editor):
    Revision = apps.get_model("policies", "Revision")
    now = timezone.now()
    for name in ("policy", "project"):
        published = apps.get_model("policies", name).objects.filter(state="published", revisions__isnull=True)
        rows = published.values_list("pk", "published_at", "published_by", "published_own_work")
        Revision.objects.bulk_create(
            (
                Revision(
                    **{f"{name}_id": pk},
                    number=1,
                    kind="first",
                    at=at or now,
                    role="reviewer" if by else "seeds",
                    account_id=by,
                    own_work=own_work,
                )
                for pk, at, by, own_work in rows.iterator()
            ),
            batch_size=1000,
        )


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_working_copies_and_revisions")]

    operations = [migrations.RunPython(first_revisions, migrations.RunPython.noop)]
