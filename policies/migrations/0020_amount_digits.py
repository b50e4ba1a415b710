from django.db import migrations, models


class Migration(migrations.Migration):
    """Fifteen digits are what SQLite keeps of a number: an amount of sixteen could be stored, and then not be read."""

    dependencies = [("policies", "0019_past_addresses")]

    operations = [
        migrations.AlterField(
            model_name="funding",
            name="amount",
            field=models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
        ),
    ]
