"""Have the database itself refuse changes to the stories of cases."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(guard("cases_history"), migrations.RunPython.noop)]
