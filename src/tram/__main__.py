"""``python -m tram``: the door of the command line."""

from __future__ import annotations

import sys

from tram.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
