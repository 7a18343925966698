"""The process beside the servers that exchanges with other machines, kept alive while there is somebody to call."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading

from django.db import DatabaseError, connection

from tram.sync.api import anybody_to_call

LOOK = 5.0


class Companion(threading.Thread):
    """Starts ``tram sync run`` once this machine has a machine above or beside it, and again should it end.

    A program of its own, not a fork of a server: so it can begin later, and also where processes cannot be forked.
    """

    def __init__(self, seconds: float = LOOK) -> None:
        super().__init__(name="tram-companion", daemon=True)
        self.seconds = seconds
        self.stopped = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Looks every few seconds until stopped."""
        while not self.stopped.wait(self.seconds):
            if self.process is None or self.process.poll() is not None:
                with contextlib.suppress(DatabaseError):
                    self._start()
        connection.close()

    def stop(self) -> None:
        """Ends the companion; what it was doing goes on next time from where it was."""
        self.stopped.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def _start(self) -> None:
        if anybody_to_call():
            program = [sys.executable, "-m", "tram", "sync", "run", "--beside"]
            self.process = subprocess.Popen(program, stdin=subprocess.PIPE)  # closes with this process, however it ends
