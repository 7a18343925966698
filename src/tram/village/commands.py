"""``tram demo`` and ``tram village``: a station with people in it, ready to try; or a whole province to measure on."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from tram.immunization.api import forecasts_paused
from tram.kernel.clock import now, today_vn
from tram.kernel.home import home
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import checkpoint
from tram.people.api import search_paused
from tram.village.build import Progress
from tram.village.cast import PLAYERS, enter, found_centre
from tram.village.insured import insured_visits
from tram.village.morning import Come, plan_today, tell_of_fever, vaccinated
from tram.village.plan import HOME, Plan, demo_plan, province_plan
from tram.village.workers import build_all

NOTE = "demo.json"
LARGE, LATELY, INSURED = 5000, 30, 140  # a station that has visits of every kind in the last days


def village_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram village`` takes."""
    parser.add_argument("--people", type=int, required=True, metavar="N", help=_("bao nhiêu người (30 đến vài triệu)"))
    parser.add_argument("--seed", type=int, default=25, metavar="N", help=_("hạt giống: cùng số thì cùng làng"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def village(args: argparse.Namespace) -> int:
    """Fills an empty data folder with synthetic people of Lai Châu's communes. Refuses one that already has facts."""
    from tram.cli.ready import make_ready

    make_ready(_silent if args.json else print, place=HOME)
    if Fact.objects.exists():
        raise Refusal("village.not_empty", "Thư mục dữ liệu đã có người. Hãy đặt TRAM_HOME sang thư mục trống.")
    began = time.monotonic()
    populate(province_plan(args.people, today_vn(now()), args.seed), None if args.json else _show)
    result = {"people": args.people, "seconds": round(time.monotonic() - began, 1), "facts": Fact.objects.count()}
    result |= {"users": [player.username for player in PLAYERS], "password": _note()["password"]}
    print(
        json.dumps(result)
        if args.json
        else _("Xong %(people)s người trong %(seconds)s giây.")
        % {"people": f"{args.people:,}", "seconds": f"{result['seconds']:.0f}"}
    )
    return 0


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram demo`` takes."""
    from tram.cli.serve import add_arguments

    add_arguments(parser)
    parser.add_argument("--fresh", action="store_true", help=_("xoá dữ liệu mẫu cũ và dựng lại từ đầu"))


def demo(args: argparse.Namespace) -> int:
    """Sets up the sample station (once), says who can sign in, serves it."""
    from tram.cli.ready import make_ready
    from tram.cli.serve import address, listen, open_browser, serve

    if args.fresh:
        _start_anew()
    make_ready(print, place=HOME, name="Máy trạm mẫu")
    if not Fact.objects.exists():
        print(_("Đang dựng trạm mẫu: xã Bản Bo khoảng 9.000 người và hai xã bên cạnh (chỉ lần đầu)…"))
        populate(demo_plan(today_vn(now())), _show)
    elif not (home() / NOTE).exists():
        raise Refusal(
            "demo.not_sample", "Thư mục này có dữ liệu thật, không phải trạm mẫu. Đặt TRAM_HOME sang chỗ khác."
        )
    listener = listen(args.host, args.port)
    _welcome(address(listener))
    if not args.no_browser:
        open_browser(address(listener))
    serve(listener, args.workers)
    return 0


def populate(plan: Plan, progress: Progress | None) -> None:
    """Builds the plan's communes and brings the cast on; the search index is filled once at the end."""
    password = _password()
    with search_paused(), forecasts_paused():
        centre = found_centre(plan)
        come = Come()
        networks = build_all(plan, progress or _quiet, centre, partial(vaccinated, come))
        cast = enter(plan, networks, centre, password, come.people)
    if come.feverish is not None:
        tell_of_fever(networks[HOME], come.feverish)
    plan_today(plan, networks[HOME], cast)
    if dict(plan.people)[HOME] >= LARGE:
        days = [plan.end - timedelta(days=number) for number in range(LATELY, 0, -1)]
        insured_visits(networks[HOME], networks[HOME].items, days=days, n=INSURED)
    checkpoint(mode="TRUNCATE")


def _password() -> str:
    """One sign-in word for the sample's accounts, made once and kept readable by the owner only."""
    path = home() / NOTE
    password = f"tram-{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(90) + 10}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"password": password}, file)
    return password


_WORDS = ("suoi", "nui", "nuong", "che", "ngo", "lua", "hoa", "mua", "nang", "gio", "ruong", "ban")


def _note() -> dict[str, Any]:
    note: dict[str, Any] = json.loads((home() / NOTE).read_text())
    return note


def _start_anew() -> None:
    """Removes the sample; only ever a folder that says it is one."""
    if not (home() / NOTE).exists() and (home() / "tram.sqlite3").exists():
        raise Refusal("demo.not_sample", "Thư mục này không phải trạm mẫu nên không xoá. Đặt TRAM_HOME sang chỗ khác.")
    if os.environ.get("TRAM_DATABASE"):
        raise Refusal(
            "demo.fresh_sqlite", "--fresh chỉ xoá dữ liệu mẫu SQLite. Với PostgreSQL hãy tạo cơ sở dữ liệu mới."
        )
    connections.close_all()
    for path in [*home().glob("tram.sqlite3*"), home() / NOTE, home() / "backups"]:
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _welcome(url: str) -> None:
    print("\n" + _("Trạm mẫu đang chạy: %(url)s   (dừng: Ctrl+C)") % {"url": url})
    print(_("Mật khẩu của mọi người dùng mẫu: %(password)s") % {"password": _note()["password"]} + "\n")
    for player in PLAYERS:
        print(f"  {player.username:<9}{player.name}")
    sys.stdout.flush()


def _show(done: int, total: int) -> None:
    """One line that counts; on a terminal it stays in place."""
    if sys.stdout.isatty() and (done % 50 == 0 or done >= total):
        print(
            "\r  " + _("%(done)s / %(total)s người") % {"done": f"{done:,}", "total": f"{total:,}"},
            end="\n" if done >= total else "",
            flush=True,
        )


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def _silent(_line: str) -> None:
    """Nobody listens."""
