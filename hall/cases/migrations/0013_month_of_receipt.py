"""Months are counted by the day the hall received a case, which a second hand-in does not move."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_million")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_of_month"),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["received_at"], name="case_of_month")),
    ]
