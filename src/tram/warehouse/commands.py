"""``tram warehouse``: make a store, keep it up, publish it without ids, put provinces together."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from django.utils.translation import gettext as _

from tram.kernel import read_log
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now
from tram.kernel.home import home
from tram.warehouse import api
from tram.warehouse.log import behind

FOLDER = "warehouse"
PERSONS = "people.persons"


def build_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram warehouse build`` takes."""
    _folder(parser)


def update_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram warehouse update`` takes."""
    _folder(parser)


def status_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram warehouse status`` takes."""
    _folder(parser)


def publish_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram warehouse publish`` takes."""
    _folder(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("thư mục ghi kho đã thay mã"))
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help=_("tệp khoá dùng chung của kho quốc gia (mặc định: khoá của máy này)")
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram warehouse add`` takes."""
    parser.add_argument("stores", nargs="+", type=Path, metavar="DIR", help=_("kho đã thay mã của các tỉnh"))
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help=_("thư mục kho quốc gia"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def build(args: argparse.Namespace) -> int:
    """Writes the whole store anew."""
    return _write(args, args.folder, lambda: api.rebuild(args.folder, now()), "warehouse.build")


def update(args: argparse.Namespace) -> int:
    """Brings the store up to the fact log."""
    return _write(args, args.folder, lambda: api.update(args.folder, now()), "warehouse.update")


def publish(args: argparse.Namespace) -> int:
    """Writes a copy without names and with hashed ids."""
    key = api.own_key(args.key)
    return _write(args, args.out, lambda: api.pseudonymous(args.folder, args.out, key, now()), "warehouse.publish")


def add(args: argparse.Namespace) -> int:
    """Puts published stores of provinces into the national one."""
    return _write(args, args.to, lambda: api.join(args.stores, args.to, now()), "warehouse.add")


def status(args: argparse.Namespace) -> int:
    """What the store holds, of when it is, and how many facts it lacks."""
    manifest = api.read(args.folder)
    told = _told(args.folder, manifest)
    if manifest.source is not None:
        told["facts_behind"] = behind(manifest.source)
    _answer(args.json, told)
    return 0


def _write(args: argparse.Namespace, folder: Path, work: Callable[[], api.Manifest], why: str) -> int:
    began = monotonic()
    made = work()
    read_log.note(SYSTEM, now(), why, people=made.rows(PERSONS))
    _answer(args.json, _told(folder, made) | {"seconds": round(monotonic() - began, 1)})
    return 0


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, default=home() / FOLDER, metavar="DIR",
        help=_("thư mục của kho (mặc định: warehouse trong TRAM_HOME)"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def _told(folder: Path, manifest: api.Manifest) -> dict[str, object]:
    rows = {name: manifest.rows(name) for name in manifest.parts}
    files = [Path(file) for name in manifest.parts for file in manifest.files(folder, name)]
    return {
        "folder": str(folder),
        "kind": manifest.kind,
        "updated_at": manifest.updated_at.astimezone(VN_TZ).isoformat(timespec="seconds"),
        "key": manifest.key,
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "rows": rows,
    }


def _answer(as_json: bool, told: dict[str, object]) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    kinds = {"plain": _("kho gốc, có mã người"), "pseudonymous": _("kho đã thay mã người")}
    print(f"{told['folder']}: {kinds.get(str(told['kind']), told['kind'])}, {told['updated_at']}")
    rows = told["rows"]
    assert isinstance(rows, dict)
    for name, number in rows.items():
        print(f"  {name:<28} {number:>12,}".replace(",", "."))
    print(_("  %(files)s tệp, %(size)s MB") % {"files": told["files"], "size": round(int(str(told["bytes"])) / 1e6, 1)})
    if told.get("facts_behind"):
        print(_("  Chậm hơn hồ sơ %(facts)s sự kiện: chạy ./tram warehouse update.") % {"facts": told["facts_behind"]})
    if "seconds" in told:
        print(_("  Xong sau %(seconds)s giây.") % {"seconds": told["seconds"]})
