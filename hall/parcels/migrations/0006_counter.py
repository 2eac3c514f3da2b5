"""What is handed over at a counter."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parcels', '0005_million'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parcel',
            name='holder',
            field=models.CharField(choices=[('resident', 'resident'), ('box', 'box'), ('courier', 'courier'), ('mail_room', 'mail_room'), ('department', 'department'), ('issuing_desk', 'issuing_desk'), ('staff', 'staff'), ('counter', 'counter')], db_index=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='parceleventrow',
            name='event',
            field=models.CharField(choices=[('dropped', 'dropped'), ('collected', 'collected'), ('arrived', 'arrived'), ('packed', 'packed'), ('handed_out', 'handed_out'), ('loaded', 'loaded'), ('taken', 'taken'), ('drop_undone', 'drop_undone'), ('take_undone', 'take_undone'), ('reclaimed', 'reclaimed'), ('recovered', 'recovered'), ('given', 'given'), ('missing', 'missing'), ('disputed', 'disputed'), ('handed_in', 'handed_in')], max_length=12),
        ),
    ]
