"""Have the database itself refuse changes to what is known of retired keys."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("fleet", "0006_keys_held")]
    operations = [migrations.RunPython(guard("fleet_keyretired"), migrations.RunPython.noop)]
