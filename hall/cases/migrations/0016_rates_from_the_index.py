"""The rates of a month are counted from an index alone (PostgreSQL); SQLite's has the day only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_counter")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_of_month"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["received_at"], include=["id", "state", "rating", "promised_by", "channel"], name="case_of_month"
            ),
        ),
    ]
