"""Drafts at the counter, and what was prepared on the web."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0004_departments'),
        ('cases', '0015_counter'),
        ('fleet', '0010_counter'),
    ]

    operations = [
        migrations.CreateModel(
            name='Prepared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('locator', models.BinaryField(max_length=32, unique=True)),
                ('salt', models.BinaryField()),
                ('sealed', models.BinaryField()),
                ('from_tag', models.CharField(db_index=True, max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('terminal', 'terminal'), ('counter', 'counter'), ('web', 'web')], max_length=8)),
                ('begun', models.JSONField()),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('touched_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fleet.counter')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.officer')),
            ],
            options={
                'ordering': ['-touched_at'],
            },
        ),
        migrations.CreateModel(
            name='DraftPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('material', models.CharField(max_length=40)),
                ('sha256', models.CharField(max_length=64)),
                ('width_pt', models.FloatField()),
                ('height_pt', models.FloatField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='counter.draft')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
