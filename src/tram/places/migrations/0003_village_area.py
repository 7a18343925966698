from django.db import migrations, models

AREAS = [("K1", "K1: vùng khó khăn"), ("K2", "K2: vùng đặc biệt khó khăn"), ("K3", "K3: xã đảo, huyện đảo")]


class Migration(migrations.Migration):
    """A column with a default of the database's own: SQLite adds it at once and keeps the table's guarding triggers."""

    dependencies = [("places", "0002_loaded_definitions")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE places_village ADD COLUMN area varchar(2) DEFAULT '' NOT NULL",
            "ALTER TABLE places_village DROP COLUMN area",
            [migrations.AddField("village", "area", models.CharField(max_length=2, choices=AREAS, blank=True, default=""))],
        ),
    ]
