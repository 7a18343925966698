"""argparse that speaks Vietnamese and answers programs in JSON."""

from __future__ import annotations

import argparse
import json
import sys
from typing import NoReturn

from tram.cli.language import language, say

VIETNAMESE = {
    "usage: ": "cách dùng: ",
    "positional arguments": "tham số",
    "options": "tuỳ chọn",
    "show this help message and exit": "in phần hướng dẫn này rồi thoát",
    "the following arguments are required: %s": "còn thiếu: %s",
    "unrecognized arguments: %s": "không hiểu: %s",
    "one of the arguments %s is required": "cần một trong các tham số: %s",
    "not allowed with argument %s": "không dùng cùng với %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid %(type)s value: %(value)r": "%(value)r không phải là %(type)s hợp lệ",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có %(value)r; hãy chọn một trong: %(choices)s",
    "expected one argument": "cần một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s chưa rõ: %(matches)s",
    "ignored explicit argument %r": "không nhận giá trị %r",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
}


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are one sentence on stderr, or JSON when the caller asked for ``--json``."""

    json_wanted = False

    def error(self, message: str) -> NoReturn:
        """Refuses with exit code 2."""
        if self.json_wanted:
            answer = {"error": {"code": "command.arguments", "sentence": message, "details": {}}}
            print(json.dumps(answer, ensure_ascii=False), file=sys.stderr)
        else:
            hint = say(f"Xem: {self.prog} --help", f"See: {self.prog} --help")
            print(f"{self.prog}: {message}\n{hint}", file=sys.stderr)
        raise SystemExit(2)


def speak() -> None:
    """Gives argparse its Vietnamese sentences: it has one translation hook, the name ``_`` in its own module."""
    if language() == "vi":
        vars(argparse)["_"] = lambda message: VIETNAMESE.get(message, message)
