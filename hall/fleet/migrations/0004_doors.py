"""What terminals tell of their doors."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fleet', '0003_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoorAlarmRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope_id', models.UUIDField(unique=True)),
                ('sequence', models.PositiveBigIntegerField()),
                ('event', models.CharField(choices=[('uncommanded_opening', 'uncommanded_opening'), ('left_ajar', 'left_ajar'), ('shut_again', 'shut_again')], max_length=20)),
                ('at', models.DateTimeField()),
                ('heard_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('compartment', models.PositiveIntegerField()),
                ('parcel', models.CharField(blank=True, max_length=14)),
                ('open_s', models.PositiveIntegerField(null=True)),
                ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='door_alarms', to='fleet.terminal')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
