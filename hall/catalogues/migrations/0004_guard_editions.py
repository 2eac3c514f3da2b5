"""Have the database itself refuse changes to packs and to the editions' story."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0003_editions")]
    operations = [
        migrations.RunPython(guard("catalogues_keptpack"), migrations.RunPython.noop),
        migrations.RunPython(guard("catalogues_editionevent"), migrations.RunPython.noop),
    ]
