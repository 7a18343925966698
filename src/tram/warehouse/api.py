"""The door of the warehouse: published tables as Parquet, written from the record and read by DuckDB and Spark."""

from tram.warehouse.build import rebuild
from tram.warehouse.join import join
from tram.warehouse.keys import fingerprint, own_key
from tram.warehouse.manifest import Manifest, read
from tram.warehouse.nation import session, spark, spark_here
from tram.warehouse.publish import pseudonymous
from tram.warehouse.readers import Duck, duck
from tram.warehouse.sources import stored, tables, view_of
from tram.warehouse.update import update

__all__ = [
    "Duck",
    "Manifest",
    "duck",
    "fingerprint",
    "join",
    "own_key",
    "pseudonymous",
    "read",
    "rebuild",
    "session",
    "spark",
    "spark_here",
    "stored",
    "tables",
    "update",
    "view_of",
]
