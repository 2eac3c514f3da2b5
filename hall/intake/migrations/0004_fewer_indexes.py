"""Indexes that another one begins with, or that only searches by beginnings would use, are not kept twice."""

import django.db.models.deletion
from django.db import migrations, models

from hall.ledger import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0011_fewer_indexes"),
        ("intake", "0003_upload_parts"),
    ]

    operations = [
        *keeping_triggers(
            "intake_takenenvelope",
            migrations.AlterField(
                model_name="takenenvelope",
                name="terminal",
                field=models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fleet.terminal"
                ),
            ),
        ),
    ]
