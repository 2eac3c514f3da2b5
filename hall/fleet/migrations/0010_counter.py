"""The hall's own counters."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0009_district")]
    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=120)),
                ("district", models.CharField(blank=True, max_length=6)),
                ("slips_given", models.PositiveIntegerField(default=0)),
                ("parcels_made", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "terminal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counters", to="fleet.terminal"
                    ),
                ),
            ],
        ),
    ]
