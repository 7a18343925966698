"""Starting an import beside the server: a process of its own, so that nobody waits and its memory goes with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

SOURCE = Path(__file__).resolve().parents[2]


def start_run(run: UUID) -> None:
    """Starts ``tram import fhir --run`` for files that were uploaded; its end is seen in the run's state."""
    paths = [str(SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tram", "import", "fhir", "--run", str(run), "--json"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()
