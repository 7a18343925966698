"""A place to measure in: a network namespace of its own, where every byte between two processes is counted."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.lines import Network, Shape, can_lay_lines, network

HERE = "here"


class Place:
    """Where processes of one measurement run; this machine itself where namespaces are not allowed."""

    def __init__(self, net: Network | None, name: str = HERE) -> None:
        self.net, self.name = net, name

    def at(self, name: str) -> Place:
        """The far end of a line of the same network."""
        return Place(self.net, name)

    def start(self, command: Sequence[str], **more: Any) -> subprocess.Popen[Any]:
        """Starts a program there."""
        return self.net.start(self.name, command, **more) if self.net else subprocess.Popen(command, **more)

    def wire(self) -> int:
        """Bytes between processes so far; 0 where nobody counts."""
        return self.net.within(self.name) if self.net else 0

    def timed(self, command: Sequence[str], **more: Any) -> tuple[str, int]:
        """(what a program printed, the most memory it held in MB). Raises ``SystemExit`` when it fails."""
        process = self.start(command, stdout=subprocess.PIPE, text=True, **more)
        told = process.stdout.read() if process.stdout else ""
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command[:4])} … failed ({process.returncode}): {told[-2000:]}")
        return told, usage.ru_maxrss // 1024

    def wait_for(self, url: str, process: subprocess.Popen[Any], patience: float = 60.0) -> None:
        """Until something answers there. Raises ``SystemExit`` when the server ended or stays silent."""
        until = time.monotonic() + patience
        while time.monotonic() < until and process.poll() is None:
            if self._answers(url):
                return
            time.sleep(0.2)
        raise SystemExit(f"nobody answers at {url}")

    def _answers(self, url: str) -> bool:
        if self.net:
            probe = ["python3", "-c", f"import urllib.request as u; u.urlopen('{url}', timeout=5)"]
            return self.net.run(self.name, probe).returncode == 0
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except OSError:
            return False


@contextmanager
def place(lines: Mapping[str, Shape] | None = None) -> Iterator[Place]:
    """A place that is gone afterwards, with lines to others, if any (lines need namespaces)."""
    if can_lay_lines():
        with network(HERE, lines or {}) as net:
            yield Place(net)
    elif lines:
        raise SystemExit("no network namespaces here: shaped lines need Linux, root, /dev/net/tun and iproute2")
    else:
        yield Place(None)


def peak_mb(process: subprocess.Popen[Any], *, anew: bool = False) -> int:
    """The most memory a running process or child of its held, MB; ``anew``: what comes next is counted anew."""
    told = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    family = [str(process.pid), *told.stdout.split()]
    most = max((_peak(pid) for pid in family), default=0)
    for pid in family if anew else ():
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    return most


def _peak(pid: str) -> int:
    path = Path(f"/proc/{pid}/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)
