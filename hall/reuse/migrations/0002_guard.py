"""Have the database itself refuse changes to what is written once."""

from django.db import migrations

from hall.ledger import guard


class Migration(migrations.Migration):
    dependencies = [("reuse", "0001_initial")]
    operations = [
        migrations.RunPython(guard("reuse_reuse"), migrations.RunPython.noop),
        migrations.RunPython(guard("reuse_withdrawal"), migrations.RunPython.noop),
    ]
