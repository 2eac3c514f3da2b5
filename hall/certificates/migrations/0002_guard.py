"""Have the database itself refuse changes to what is written once."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]
    operations = [
        migrations.RunPython(guard("certificates_certificate"), migrations.RunPython.noop),
        migrations.RunPython(guard("certificates_certificateevent"), migrations.RunPython.noop),
    ]
