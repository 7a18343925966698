"""A line between two machines on this one that can be cut and mended: bytes go through, or nothing does."""

from __future__ import annotations

import contextlib
import socket
import threading


class CutLine:
    """Listens on a port of its own and carries what is said there to ``target``, while it is not cut."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.whole = True
        self.open: set[socket.socket] = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the other end of the line begins."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Nothing goes through from now on, also of what was under way."""
        self.whole = False
        for side in list(self.open):
            self._close(side)

    def mend(self) -> None:
        """The line is back."""
        self.whole = True

    def end(self) -> None:
        """Takes the line away."""
        self.cut()
        self._close(self.listener)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        if not self.whole:
            self._close(near)
            return
        far = socket.create_connection(("127.0.0.1", self.target))
        self.open |= {near, far}
        back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
        back.start()
        self._pump(near, far)
        back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while self.whole and (some := source.recv(65536)):
                sink.sendall(some)
        self._close(source)
        self._close(sink)

    def _close(self, side: socket.socket) -> None:
        self.open.discard(side)
        with contextlib.suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
        side.close()
