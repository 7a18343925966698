"""The search index: FTS5 on SQLite, GIN on PostgreSQL; both follow the table ``people_search``.

On SQLite the index keeps no copy of the tokens (external content): triggers carry each change over. On both, the entry of
an erased person goes with the person's row, whoever erases it.
"""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE people_search_fts USING fts5(tokens, content='people_search', content_rowid='id', detail=none, "
    "columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")",
    "CREATE TRIGGER people_search_added AFTER INSERT ON people_search BEGIN "
    "INSERT INTO people_search_fts(rowid, tokens) VALUES (NEW.id, NEW.tokens); END",
    "CREATE TRIGGER people_search_removed AFTER DELETE ON people_search BEGIN "
    "INSERT INTO people_search_fts(people_search_fts, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens); END",
    "CREATE TRIGGER people_search_changed AFTER UPDATE OF tokens ON people_search WHEN NEW.tokens IS NOT OLD.tokens BEGIN "
    "INSERT INTO people_search_fts(people_search_fts, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens); "
    "INSERT INTO people_search_fts(rowid, tokens) VALUES (NEW.id, NEW.tokens); END",
    "CREATE TRIGGER people_search_erased AFTER DELETE ON people_person BEGIN "
    "DELETE FROM people_search WHERE person = OLD.id; END",
]
POSTGRESQL = [
    "CREATE INDEX people_search_tokens ON people_search USING gin (array_to_tsvector(string_to_array(tokens, ' '))) "
    "WITH (gin_pending_list_limit = 512)",
    "CREATE FUNCTION people_search_erase() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN DELETE FROM people_search WHERE person = OLD.id; RETURN OLD; END $$",
    "CREATE TRIGGER people_search_erased AFTER DELETE ON people_person FOR EACH ROW EXECUTE FUNCTION people_search_erase()",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        names = ["added", "removed", "changed", "erased"]
        statements = [f"DROP TRIGGER people_search_{name}" for name in names] + ["DROP TABLE people_search_fts"]
    else:
        statements = ["DROP TRIGGER people_search_erased ON people_person", "DROP FUNCTION people_search_erase",
                      "DROP INDEX people_search_tokens"]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
