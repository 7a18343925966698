"""Whose account it is travels with what was done to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0001_initial")]
    operations = [
        migrations.AddField("accountevent", "name", models.CharField(blank=True, default="", max_length=160)),
    ]
