"""Have the database itself refuse changes to what is written once."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_initial")]
    operations = [
        migrations.RunPython(guard("cards_cardreport"), migrations.RunPython.noop),
        migrations.RunPython(guard("cards_cardshown"), migrations.RunPython.noop),
    ]
