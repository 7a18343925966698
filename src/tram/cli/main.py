"""The dispatcher: finds the command in the table, sets up what it needs, and turns every failure into a sentence."""

from __future__ import annotations

import argparse
import difflib
import itertools
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, cast

from tram.cli import errors
from tram.cli.language import language, say
from tram.cli.parser import Parser, speak
from tram.cli.table import COMMANDS, Command, find, starting_with
from tram.kernel.refusals import Refusal

HELP = {"-h", "--help", "help"}


def main(argv: list[str]) -> int:
    """Runs one command line and returns its exit code: 0 done, 1 failed, 2 refused, 130 stopped by the person."""
    _use_utf8(sys.stdout, sys.stderr)
    speak()
    as_json = "--json" in argv
    try:
        code = _dispatch(argv, as_json=as_json)
        sys.stdout.flush()
    except Refusal as refusal:
        return errors.refused(refusal, as_json=as_json)
    except KeyboardInterrupt:
        return errors.interrupted(as_json=as_json)
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:  # noqa: BLE001 - the last door: nobody sees a traceback
        known = errors.expected(error)
        return errors.refused(known, as_json=as_json) if known else errors.broken(error, as_json=as_json)
    return code


def setup() -> None:
    """Makes Django ready for a command, in the reader's language."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    django.setup()
    translation.activate(language())


def _dispatch(argv: list[str], *, as_json: bool) -> int:
    command, rest = find(argv)
    if command is None:
        return _show_table(argv)
    if command.needs_django:
        setup()
    run, parser = _load(command)
    parser.json_wanted = as_json
    try:
        arguments = parser.parse_args(rest)
    except SystemExit as asked:
        return asked.code if isinstance(asked.code, int) else 0
    if command.fills:
        _make_ready()
    return run(arguments)


def parser_of(command: Command) -> Parser:
    """What one command takes; Django must be set up for those that need it."""
    return _load(command)[1]


def _make_ready() -> None:
    """Tables and lists for a folder that has none yet; what it says goes beside the answer, not into it."""
    from tram.cli.ready import make_ready, pending

    if pending():
        make_ready(lambda line: print(line, file=sys.stderr))


Run = Callable[[argparse.Namespace], int]


def _load(command: Command) -> tuple[Run, Parser]:
    module_name, _, name = command.target.partition(":")
    module = import_module(module_name)
    run, add_arguments = (name, f"{name}_arguments") if name else ("run", "add_arguments")
    parser = Parser(prog=f"tram {command.name}", description=command.help)
    if hasattr(module, add_arguments):
        getattr(module, add_arguments)(parser)
    return cast("Run", getattr(module, run)), parser


def _show_table(argv: list[str]) -> int:
    word = argv[0] if argv else "--help"
    family = starting_with(word)
    if word in HELP or (family and (len(argv) == 1 or argv[1] in HELP)):
        print(_table(family or COMMANDS))
        return 0
    typed = " ".join(itertools.takewhile(lambda part: not part.startswith("-"), argv[:2])) or word
    near = difflib.get_close_matches(typed, [command.name for command in COMMANDS], n=1, cutoff=0.5)
    hint = say(f" Có phải ý bạn là: tram {near[0]}?", f" Did you mean: tram {near[0]}?") if near else ""
    raise Refusal(
        "command.unknown",
        say(f"Không có lệnh “{typed}”.{hint} Xem mọi lệnh: tram --help",
            f"There is no command “{typed}”.{hint} See them all: tram --help"),
        {"command": word},
    )  # fmt: skip


def _table(commands: tuple[Command, ...]) -> str:
    width = max(len(command.name) for command in commands)
    return "\n".join([
        say("cách dùng: tram LỆNH [tuỳ chọn]", "usage: tram COMMAND [options]"),
        "",
        *(f"  {command.name:<{width}}  {command.help}" for command in commands),
        "",
        say("Hướng dẫn từng lệnh: tram LỆNH --help. Tiếng Anh: TRAM_LANG=en.",
            "Help for one command: tram COMMAND --help. Vietnamese: unset TRAM_LANG."),
    ])  # fmt: skip


def _use_utf8(*streams: IO[str]) -> None:
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _reader_left() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
