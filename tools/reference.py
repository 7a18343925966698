"""Writes ``docs/reference`` from the program itself: ``python -m tools.reference``. A gate compares the two."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.reference_numbers import indicators_page, published_page
from tools.reference_schedule import schedule_page
from tools.translations import ROOT

if TYPE_CHECKING:
    from django.db import models

REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by tools/reference.py from the program; do not edit. -->\n"


def pages() -> dict[Path, str]:
    """The text of every generated page, by its path."""
    return {
        REFERENCE / "commands.md": _commands(),
        REFERENCE / "tables.md": _tables(),
        REFERENCE / "indicators.md": indicators_page(NOTE),
        REFERENCE / "published.md": published_page(NOTE),
        REFERENCE / "schedule.md": schedule_page(NOTE),
    }


def _commands() -> str:
    from tram.cli.main import parser_of
    from tram.cli.table import COMMANDS

    parts = ["# Commands", NOTE, "What each command takes, as `./tram LỆNH --help` says it.\n"]
    for command in COMMANDS:
        parts += [
            f"## tram {command.name}\n",
            f"{command.help_vi} ({command.help_en})\n",
            *_options(parser_of(command)),
        ]
    return "\n".join(parts)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    actions = [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001 - argparse offers no other way
    if actions:
        yield "| option | value | meaning |"
        yield "|---|---|---|"
    for action in actions:
        names = ", ".join(f"`{name}`" for name in action.option_strings)
        wanted = action.metavar or ", ".join(map(str, action.choices or ())) or action.dest.upper()
        value = "" if action.nargs == 0 else f"`{wanted}`"
        yield f"| {names} | {value} | {action.help or ''} |"
    yield ""


def _tables() -> str:
    from django.apps import apps

    parts = ["# Tables", NOTE, "Every table of every room, as the code defines it.\n"]
    for config in apps.get_app_configs():
        ours = [model for model in config.get_models() if model.__module__.startswith("tram.")]
        parts += [f"## {config.label}\n"] if ours else []
        for model in ours:
            purpose = (model.__doc__ or "").strip().splitlines()[0]
            parts += [f"### {model._meta.db_table}\n", f"{purpose}\n", *_columns(model)]
    return "\n".join(parts)


def _columns(model: type[models.Model]) -> Iterator[str]:
    yield "| column | type | null | points to | meaning |"
    yield "|---|---|---|---|---|"
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        points_to = f"[{target._meta.db_table}](#{target._meta.db_table})" if target else ""
        kind = type(field).__name__ + (f"({field.max_length})" if field.max_length else "")
        yield f"| {field.column} | {kind} | {'yes' if field.null else ''} | {points_to} | {field.help_text} |"
    yield ""


def main() -> int:
    """Writes the pages."""
    from tram.cli.main import setup

    os.environ["TRAM_LANG"] = "vi"
    setup()
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
