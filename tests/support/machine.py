"""What this machine has of the things a bare one may lack, and how to get each."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from tests.support.lines import can_lay_lines

NEEDS = ("needs_chromium", "needs_postgres", "needs_java", "needs_node", "needs_namespaces", "needs_xmlsec")
HOW = {
    "needs_chromium": "no Chromium here: apt-get install chromium",
    "needs_postgres": "no PostgreSQL 15 or newer here: apt-get install postgresql",
    "needs_java": "no Java here: apt-get install default-jre-headless",
    "needs_node": "no Node.js here: apt-get install nodejs",
    "needs_xmlsec": "no xmlsec here: apt-get install xmlsec1",
    "needs_namespaces": "no network namespaces here: Linux, root, /dev/net/tun, and apt-get install iproute2",
}


def chromium() -> str | None:
    """The path of a Chromium or Chrome; None when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def postgres_bin() -> Path | None:
    """The folder of PostgreSQL's own programs (initdb, pg_ctl), newest version first; None below version 15."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -int(path.parts[-3]))
    if folders and int(folders[0].parts[-3]) >= 15:
        return folders[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@cache
def missing(need: str) -> str | None:
    """None when the machine has what ``need`` (a marker of NEEDS) asks for, else one line saying how to get it."""
    programs = {"needs_java": "java", "needs_node": "node", "needs_xmlsec": "xmlsec1"}
    has = {"needs_chromium": chromium, "needs_postgres": postgres_bin, "needs_namespaces": can_lay_lines}
    found = has[need]() if need in has else shutil.which(programs[need])
    return None if found else HOW[need]
