"""Indexes that another one begins with, or that only searches by beginnings would use, are not kept twice."""

import django.db.models.deletion
from django.db import migrations, models

from hall.ledger import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0011_fewer_indexes"),
        ("parcels", "0006_counter"),
    ]

    operations = [
        *keeping_triggers(
            "parcels_parceleventrow",
            migrations.AlterField(
                model_name="parceleventrow",
                name="terminal",
                field=models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="fleet.terminal",
                ),
            ),
        ),
    ]
