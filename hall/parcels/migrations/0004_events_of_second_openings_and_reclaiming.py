
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parcels', '0003_couriers_proxies_windows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parceleventrow',
            name='event',
            field=models.CharField(choices=[('dropped', 'dropped'), ('collected', 'collected'), ('arrived', 'arrived'), ('packed', 'packed'), ('handed_out', 'handed_out'), ('loaded', 'loaded'), ('taken', 'taken'), ('drop_undone', 'drop_undone'), ('take_undone', 'take_undone'), ('reclaimed', 'reclaimed'), ('recovered', 'recovered'), ('given', 'given'), ('missing', 'missing'), ('disputed', 'disputed')], max_length=12),
        ),
    ]
