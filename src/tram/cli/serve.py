"""``tram serve``: one port, a few processes, one checkpointer; no other service needed."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
import threading
import time
import webbrowser

from django.utils.translation import gettext as _

from tram.cli.memory import give_back
from tram.cli.ready import make_ready
from tram.kernel.refusals import Refusal

DEFAULT_PORT = 8000
THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram serve`` takes."""
    parser.add_argument("--host", default="127.0.0.1", help=_("địa chỉ mạng nghe (mặc định chỉ máy này: 127.0.0.1)"))
    parser.add_argument("--port", type=int, default=None, help=_("cổng (mặc định 8000, bận thì lấy cổng trống)"))
    parser.add_argument("--workers", type=int, default=default_workers(), help=_("số tiến trình phục vụ"))
    parser.add_argument("--no-browser", action="store_true", help=_("không mở trình duyệt"))


def default_workers() -> int:
    """One process a core, two at most by default; one where processes cannot be forked (Windows)."""
    return min(2, os.cpu_count() or 1) if hasattr(os, "fork") else 1


def run(args: argparse.Namespace) -> int:
    """Runs ``tram serve`` until Ctrl+C."""
    make_ready(print)
    listener = listen(args.host, args.port)
    print(_("Trạm đang chạy: %(url)s  (dừng: Ctrl+C)") % {"url": address(listener)}, flush=True)
    if not args.no_browser:
        open_browser(address(listener))
    serve(listener, args.workers)
    return 0


def listen(host: str, port: int | None) -> socket.socket:
    """A listening socket on the port; with none asked, 8000 or else any free one. Refuses a taken port."""
    try:
        return _bind(host, DEFAULT_PORT if port is None else port)
    except OSError:
        if port is None:
            return _bind(host, 0)
        raise Refusal(
            "serve.port",
            _("Cổng %(port)s đang bận. Chọn cổng khác bằng --port, hoặc bỏ --port.") % {"port": port},
            {"port": port},
        ) from None


def address(listener: socket.socket) -> str:
    """The address a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}/"  # noqa: S104 - only compared


def open_browser(url: str) -> None:
    """Opens the page where there is a screen; silence where there is none."""
    if os.name == "nt" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Timer(0.8, webbrowser.open, [url]).start()


def serve(listener: socket.socket, workers: int) -> None:
    """Serves until interrupted, in ``workers`` processes; this one also checkpoints and ends with the others."""
    from tram.cli.companion import Companion
    from tram.kernel.sqlite import Checkpointer
    from tram.web.warm import warm
    from tram.web.wsgi import application as _loaded  # noqa: F401 - loaded once, shared by the forks

    give_back()
    warm()
    children = [_fork(listener) for _ in range(workers - 1)]
    Checkpointer().start()
    companion = Companion()
    companion.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _serve_here(listener)
    finally:
        companion.stop()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0 if os.name == "nt" else 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(512)
    return listener


def _serve_here(listener: socket.socket) -> None:
    import waitress

    from tram.web.wsgi import application

    waitress.serve(
        application, sockets=[listener], threads=THREADS, ident="tram", max_request_body_size=64 * 1024 * 1024
    )


def _fork(listener: socket.socket) -> int:
    """A further serving process; it ends when this one does, however this one ended."""
    parent, child = os.getpid(), os.fork()
    if child:
        return child
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=_end_with, args=(parent,), name="tram-parent", daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        _serve_here(listener)
    os._exit(0)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
