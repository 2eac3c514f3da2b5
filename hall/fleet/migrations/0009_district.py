"""In which district a terminal stands."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fleet', '0008_serials_from'),
    ]

    operations = [
        migrations.AddField(
            model_name='terminal',
            name='district',
            field=models.CharField(blank=True, max_length=6),
        ),
    ]
