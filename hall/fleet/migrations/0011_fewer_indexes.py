"""Indexes that another one begins with, or that only searches by beginnings would use, are not kept twice."""

import django.db.models.deletion
from django.db import migrations, models

from hall.ledger import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0010_counter"),
    ]

    operations = [
        *keeping_triggers(
            "fleet_seenproof",
            migrations.AlterField(
                model_name="seenproof",
                name="terminal",
                field=models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.CASCADE, to="fleet.terminal"
                ),
            ),
        ),
    ]
