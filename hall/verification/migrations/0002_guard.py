"""Have the database itself refuse changes to what is written once."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_initial")]
    operations = [
        migrations.RunPython(guard("verification_lookuptry"), migrations.RunPython.noop),
        migrations.RunPython(guard("verification_letter"), migrations.RunPython.noop),
        migrations.RunPython(guard("verification_grant"), migrations.RunPython.noop),
    ]
