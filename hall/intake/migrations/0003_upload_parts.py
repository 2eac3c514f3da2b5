"""Chunks lie apart from now on: what is under way in one file is forgotten, and terminals send it again."""

from django.conf import settings
from django.db import migrations


def forget(apps, _editor):
    Upload = apps.get_model("intake", "Upload")
    for upload in Upload.objects.all():
        (settings.HALL_DATA / "uploads" / upload.id.hex).unlink(missing_ok=True)
    Upload.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("intake", "0002_refused")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
