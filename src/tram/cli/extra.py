"""``tram extra``: heavy libraries asked for by name. The launcher has installed them by the time this runs."""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, version

from django.utils.translation import gettext as _

from tram.kernel.refusals import Refusal

EXTRAS = {"analytics": ("duckdb",), "nation": ("duckdb", "pyspark")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram extra`` takes."""
    parser.add_argument("name", choices=sorted(EXTRAS), help=_("analytics: kho số liệu (DuckDB); nation: thêm Spark"))


def run(args: argparse.Namespace) -> int:
    """Says what is installed; refuses when it is not, because Trạm was not started by its launcher."""
    try:
        found = {name: version(name) for name in EXTRAS[args.name]}
    except PackageNotFoundError as error:
        raise Refusal(
            "extra.missing",
            "Chưa cài được. Hãy chạy đúng tệp ./tram (Windows: tram.cmd) trong thư mục của Trạm: nó cài thư viện này.",
            {"library": error.name},
        ) from None
    print(_("Đã có: %(found)s") % {"found": ", ".join(f"{name} {number}" for name, number in found.items())})
    return 0
