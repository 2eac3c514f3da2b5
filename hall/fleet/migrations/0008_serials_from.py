"""Keep what number a terminal was last told to go on from: its disk may be lost before any of them is seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fleet", "0007_guard_keys")]
    operations = [migrations.AddField("terminal", "serials_from", models.PositiveIntegerField(default=0))]
