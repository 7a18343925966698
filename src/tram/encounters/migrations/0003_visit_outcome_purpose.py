from django.db import migrations, models

OUTCOMES = [
    ("home", "Về nhà"), ("referred", "Chuyển tuyến"), ("admitted", "Nằm lại trạm"), ("died", "Tử vong"), ("left", "Bỏ về"),
]
PURPOSES = [
    ("illness", "Khám bệnh"), ("checkup", "Khám sức khoẻ"), ("followup", "Tái khám"), ("prevention", "Dự phòng"),
    ("counselling", "Tư vấn"), ("emergency", "Cấp cứu"),
]


class Migration(migrations.Migration):
    """Columns with a default of the database's own: SQLite adds them at once, however many visits there are.

    Django would copy the whole table, and with it drop the triggers that guard it.
    """

    dependencies = [("encounters", "0002_icd_categories")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE encounters_visit ADD COLUMN outcome varchar(8) DEFAULT '' NOT NULL",
            "ALTER TABLE encounters_visit DROP COLUMN outcome",
            [migrations.AddField("visit", "outcome", models.CharField(max_length=8, choices=OUTCOMES, blank=True, default=""))],
        ),
        migrations.RunSQL(
            "ALTER TABLE encounters_visit ADD COLUMN purpose varchar(11) DEFAULT '' NOT NULL",
            "ALTER TABLE encounters_visit DROP COLUMN purpose",
            [migrations.AddField("visit", "purpose", models.CharField(max_length=11, choices=PURPOSES, blank=True, default=""))],
        ),
        migrations.AddField("visit", "traditional", models.BooleanField(null=True)),
    ]
