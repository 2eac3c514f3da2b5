"""Indexes that another one begins with, or that only searches by beginnings would use, are not kept twice."""

import contract.task
import django.db.models.deletion
from django.db import migrations, models

from hall.ledger import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_departments"),
        ("cases", "0016_rates_from_the_index"),
        ("fleet", "0011_fewer_indexes"),
    ]

    operations = [
        *keeping_triggers(
            "cases_answer",
            migrations.AlterField(
                model_name="answer",
                name="case",
                field=models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="cases.case"
                ),
            ),
        ),
        *keeping_triggers(
            "cases_case",
            migrations.AlterField(
                model_name="case",
                name="applicant_id_number",
                field=models.CharField(max_length=18),
            ),
        ),
        *keeping_triggers(
            "cases_case",
            migrations.AlterField(
                model_name="case",
                name="state",
                field=models.CharField(
                    choices=[
                        ("received", "received"),
                        ("awaiting_paper", "awaiting_paper"),
                        ("to_correct", "to_correct"),
                        ("not_accepted", "not_accepted"),
                        ("accepted", "accepted"),
                        ("granted", "granted"),
                        ("refused", "refused"),
                        ("packed", "packed"),
                        ("in_locker", "in_locker"),
                        ("collected", "collected"),
                        ("closed", "closed"),
                        ("withdrawn", "withdrawn"),
                    ],
                    max_length=20,
                ),
            ),
        ),
        *keeping_triggers(
            "cases_case",
            migrations.AlterField(
                model_name="case",
                name="terminal",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="cases",
                    to="fleet.terminal",
                ),
            ),
        ),
        *keeping_triggers(
            "cases_caseitem",
            migrations.AlterField(
                model_name="caseitem",
                name="case",
                field=models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.case"
                ),
            ),
        ),
        *keeping_triggers(
            "cases_caseitem",
            migrations.AlterField(
                model_name="caseitem",
                name="department",
                field=models.CharField(max_length=18),
            ),
        ),
        *keeping_triggers(
            "cases_caseitem",
            migrations.AlterField(
                model_name="caseitem",
                name="state",
                field=models.CharField(
                    choices=[
                        ("pending", "pending"),
                        ("working", "working"),
                        ("to_correct", "to_correct"),
                        ("granted", "granted"),
                        ("refused", "refused"),
                        ("dropped", "dropped"),
                        ("lapsed", "lapsed"),
                    ],
                    default=contract.task.TaskState["PENDING"],
                    max_length=12,
                ),
            ),
        ),
        *keeping_triggers(
            "cases_history",
            migrations.AlterField(
                model_name="history",
                name="case",
                field=models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="history", to="cases.case"
                ),
            ),
        ),
        *keeping_triggers(
            "cases_material",
            migrations.AlterField(
                model_name="material",
                name="case",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="materials",
                    to="cases.case",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["applicant_id_number"], name="case_of_person"),
        ),
        migrations.AddIndex(
            model_name="caseitem",
            index=models.Index(fields=["department"], name="task_of_department"),
        ),
        migrations.AddIndex(
            model_name="caseitem",
            index=models.Index(fields=["state", "case"], name="task_of_state"),
        ),
    ]
