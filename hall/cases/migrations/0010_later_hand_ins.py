"""Later hand-ins with their signatures, written once; what was replaced before this step cannot be had back."""

import django.db.models.deletion
from django.db import migrations, models

from hall.ledger import guard


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_own_department_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='LaterHandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('corrections', models.JSONField()),
                ('signature', models.JSONField()),
                ('answers', models.JSONField()),
                ('materials', models.JSONField()),
                ('before_at', models.DateTimeField()),
                ('before_answers', models.JSONField()),
                ('before_materials', models.JSONField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='later_hand_ins', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunPython(guard("cases_laterhandin"), migrations.RunPython.noop),
    ]
