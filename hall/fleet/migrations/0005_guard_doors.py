"""Have the database itself refuse changes to what terminals told of their doors."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("fleet", "0004_doors")]
    operations = [migrations.RunPython(guard("fleet_dooralarmrow"), migrations.RunPython.noop)]
