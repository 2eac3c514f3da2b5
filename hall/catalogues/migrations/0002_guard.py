"""Have the database itself refuse changes to a kept catalogue."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_initial")]
    operations = [migrations.RunPython(guard("catalogues_keptcatalogue"), migrations.RunPython.noop)]
