"""What terminals say of the sealing keys, and which of those were destroyed."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fleet', '0005_guard_doors'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyRetired',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.CharField(max_length=60)),
                ('device', models.CharField(max_length=20)),
                ('lost', models.JSONField(default=list)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeysHeld',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seals_to', models.CharField(max_length=16)),
                ('since', models.DateTimeField()),
                ('held', models.JSONField(default=list)),
                ('said_at', models.DateTimeField()),
                ('terminal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='keys_held', to='fleet.terminal')),
            ],
        ),
    ]
