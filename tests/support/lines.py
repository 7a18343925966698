"""Poor lines between machines: slow, late, losing packets, cut. On one computer, between network namespaces.

Each machine is a namespace; each line is a pair of TUN devices, and the thread here carries every packet from one to
the other with a rate, a delay, losses and a short queue, so that TCP itself feels the line. (The kernel's own
``netem`` is missing from many kernels; this needs only TUN, namespaces and root.)
"""

from __future__ import annotations

import heapq
import os
import random
import selectors
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

TUN = Path("/dev/net/tun")
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 1400
QUEUE = 48_000  # bytes that wait in one direction before packets fall off, as in a cheap modem
NET = "198.18.{}.{}"  # addresses set aside for measuring (RFC 2544); they exist inside the namespaces only
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line does to each direction: bits a second, seconds of delay one way, share of packets lost."""

    rate: int
    delay: float = 0.0
    loss: float = 0.0


SECOND_GENERATION = Shape(30_000, 0.3, 0.05)  # 30 kbit/s, 600 ms there and back, 5 % of packets lost


@dataclass(slots=True)
class Way:
    """One direction of a line: where packets come out, what went through, what was lost."""

    into: int
    rng: random.Random
    free_at: float = 0.0
    carried: int = 0
    lost: int = 0

    def take(self, packet: bytes, shape: Shape, now: float) -> float | None:
        """When the packet arrives at the other end; None when it is lost."""
        waiting = max(0.0, self.free_at - now) * shape.rate / 8
        if waiting > QUEUE:
            self.lost += 1
            return None
        self.free_at = max(now, self.free_at) + len(packet) * 8 / shape.rate
        self.carried += len(packet)
        if self.rng.random() < shape.loss:
            self.lost += 1
            return None
        return self.free_at + shape.delay


@dataclass
class Line:
    """The line of one machine to the middle; ``bytes`` carried both ways, IP headers counted."""

    name: str
    shape: Shape
    address: str
    middle: str
    up: Way
    down: Way
    is_cut: bool = False
    cuts: int = 0

    @property
    def bytes(self) -> int:
        """Bytes that entered the line, both ways."""
        return self.up.carried + self.down.carried

    def cut(self) -> None:
        """Nothing passes any more."""
        self.is_cut, self.cuts = True, self.cuts + 1

    def mend(self) -> None:
        """Packets pass again."""
        self.is_cut = False


@dataclass
class Network:
    """Machines in namespaces of their own, each with a line to the one in the middle."""

    spaces: dict[str, str]
    lines: dict[str, Line] = field(default_factory=dict)

    def start(self, machine: str, command: Sequence[str], **more: Any) -> subprocess.Popen[Any]:
        """Starts a program on a machine; its process is the program itself, so it can be killed."""
        return subprocess.Popen([_ip(), "netns", "exec", self.spaces[machine], *command], **more)

    def run(self, machine: str, command: Sequence[str], **more: Any) -> subprocess.CompletedProcess[str]:
        """Runs a program on a machine to its end."""
        words = [_ip(), "netns", "exec", self.spaces[machine], *command]
        return subprocess.run(words, capture_output=True, text=True, check=False, **more)

    def within(self, machine: str) -> int:
        """Bytes that went from process to process inside a machine's namespace so far, all headers counted."""
        told = self.run(machine, ["cat", "/sys/class/net/lo/statistics/tx_bytes"])
        return int(told.stdout)


def can_lay_lines() -> bool:
    """Whether this machine lets this user make namespaces and TUN devices."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not TUN.exists() or shutil.which("ip", path=_path()) is None:
        return False
    probe = f"tram-probe-{os.getpid()}"
    return _try("netns", "add", probe) and _try("netns", "del", probe)


@contextmanager
def network(middle: str, machines: Mapping[str, Shape], *, seed: int = 1) -> Iterator[Network]:
    """Lays a line of the given shape from each machine to the middle; everything is gone at the end."""
    spaces = {name: f"tram-{os.getpid()}-{next(_numbers)}" for name in (middle, *machines)}
    made = Network(spaces)
    carrier = _Carrier()
    try:
        for space in spaces.values():
            _do("netns", "add", space)
            _do("-n", space, "link", "set", "lo", "up")
        for number, (name, shape) in enumerate(machines.items(), start=1):
            made.lines[name] = _lay(carrier, spaces[middle], spaces[name], name, shape, number, seed)
        carrier.start()
        yield made
    finally:
        carrier.stop()
        for space in spaces.values():
            _try("netns", "del", space)


def _lay(carrier: _Carrier, middle: str, far: str, name: str, shape: Shape, number: int, seed: int) -> Line:
    here, there = NET.format(number, 1), NET.format(number, 2)
    inside, outside = _tun(middle, here), _tun(far, there)
    rng = random.Random(f"{seed}-{name}")
    up, down = Way(inside, random.Random(rng.random())), Way(outside, random.Random(rng.random()))
    line = Line(name, shape, there, here, up, down)
    carrier.add(outside, line, line.up)
    carrier.add(inside, line, line.down)
    return line


def _tun(space: str, address: str) -> int:
    """A TUN device inside the namespace; returns the descriptor its packets come out of."""
    import fcntl  # Unix only, like everything here

    name = f"tl{os.getpid() % 100_000}x{next(_numbers)}"
    device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    _do("link", "set", name, "netns", space)
    _do("-n", space, "addr", "add", f"{address}/24", "dev", name)
    _do("-n", space, "link", "set", name, "mtu", str(MTU), "up")
    return device


class _Carrier:
    """The thread that carries packets: reads, decides when each arrives, writes it then."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[Line, Way]] = {}
        self._flying: list[tuple[float, int, int, bytes]] = []
        self._order = count()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="line", daemon=True)

    def add(self, device: int, line: Line, way: Way) -> None:
        self._ends[device] = (line, way)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        for device in self._ends:
            os.close(device)

    def _carry(self) -> None:
        with selectors.DefaultSelector() as selector:
            for device in self._ends:
                selector.register(device, selectors.EVENT_READ)
            while not self._stopped.is_set():
                for key, _events in selector.select(self._patience()):
                    self._read(key.fd)
                self._deliver(time.monotonic())

    def _patience(self) -> float:
        return min(0.2, max(0.0, self._flying[0][0] - time.monotonic())) if self._flying else 0.2

    def _read(self, device: int) -> None:
        line, way = self._ends[device]
        while True:
            try:
                packet = os.read(device, MTU + 100)
            except BlockingIOError:
                return
            arrives = None if line.is_cut else way.take(packet, line.shape, time.monotonic())
            if arrives is not None:
                heapq.heappush(self._flying, (arrives, next(self._order), device, packet))

    def _deliver(self, now: float) -> None:
        while self._flying and self._flying[0][0] <= now:
            _when, _order, device, packet = heapq.heappop(self._flying)
            line, way = self._ends[device]
            if not line.is_cut:
                os.write(way.into, packet)


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _ip() -> str:
    return shutil.which("ip", path=_path()) or "ip"


def _do(*words: str) -> None:
    done = subprocess.run([_ip(), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")


def _try(*words: str) -> bool:
    return subprocess.run([_ip(), *words], capture_output=True, check=False).returncode == 0
