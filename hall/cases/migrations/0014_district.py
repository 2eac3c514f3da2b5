"""Which district decides an item, where the applicant's address says it."""

from django.db import migrations, models

from hall.ledger import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_month_of_receipt")]
    operations = keeping_triggers(
        "cases_caseitem",
        migrations.AddField("caseitem", "district", models.CharField(blank=True, max_length=6)),
    )
