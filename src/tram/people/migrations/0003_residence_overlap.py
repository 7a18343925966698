"""Residences that share days, and the trigger by which the entry of an erased residence goes with it."""

from django.db import migrations, models

import tram.kernel.ids

SQLITE = [
    "CREATE TRIGGER people_residence_overlap_erased AFTER DELETE ON people_residence BEGIN "
    "DELETE FROM people_residence_overlap WHERE residence = OLD.id; END",
]
POSTGRESQL = [
    "CREATE FUNCTION people_residence_overlap_erase() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN DELETE FROM people_residence_overlap WHERE residence = OLD.id; RETURN OLD; END $$",
    "CREATE TRIGGER people_residence_overlap_erased AFTER DELETE ON people_residence "
    "FOR EACH ROW EXECUTE FUNCTION people_residence_overlap_erase()",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        statements = ["DROP TRIGGER people_residence_overlap_erased"]
    else:
        statements = [
            "DROP TRIGGER people_residence_overlap_erased ON people_residence",
            "DROP FUNCTION people_residence_overlap_erase",
        ]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_search_index")]
    operations = [
        migrations.CreateModel(
            name="ResidenceOverlap",
            fields=[
                ("residence", tram.kernel.ids.IdField(primary_key=True, serialize=False)),
                ("person", tram.kernel.ids.IdField(db_index=True)),
                ("commune", models.CharField(blank=True, default="", max_length=5)),
                ("open", models.BooleanField(default=False)),
                ("counts", models.BooleanField(default=True)),
                ("until", models.DateField(null=True)),
            ],
            options={
                "db_table": "people_residence_overlap",
                "indexes": [
                    models.Index(
                        condition=models.Q(("open", True)), fields=["commune"], name="people_residence_two_open"
                    )
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
