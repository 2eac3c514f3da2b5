"""Have the database itself refuse changes to the log of the fleet."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("fleet", "0002_log")]
    operations = [migrations.RunPython(guard("fleet_terminalevent"), migrations.RunPython.noop)]
