"""Have the database itself refuse changes to what is written once."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]
    operations = [migrations.RunPython(guard("reminders_unwantedreminder"), migrations.RunPython.noop)]
