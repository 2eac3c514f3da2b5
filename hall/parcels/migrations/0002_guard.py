"""Have the database itself refuse changes to the parcel ledger."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("parcels", "0001_initial")]
    operations = [migrations.RunPython(guard("parcels_parceleventrow"), migrations.RunPython.noop)]
