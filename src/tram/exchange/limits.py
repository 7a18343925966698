"""How much an import may swallow. A file beyond these is refused with its name and the limit, never half read."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
LARGEST_FILE = 128 * MEGABYTE  # one bundle, unpacked: it must fit in memory
LARGEST_LINE = 32 * MEGABYTE  # one NDJSON resource
LARGEST_STREAM = 8192 * MEGABYTE  # one NDJSON file, unpacked: read line by line
RATIO_FROM = 8 * MEGABYTE  # from here on the rate of compression is watched
LARGEST_RATIO = 200  # real bundles stay below 60; a bomb is above 1000
LARGEST_UPLOAD = 256 * MEGABYTE  # all files sent by one form
MOST_UPLOADED = 500  # files in one form
CHUNK = 1000  # NDJSON resources per transaction
FACT_ROWS = 500  # rows per fact
LOOKUP = 500  # values per look-up
FAULTS_KEPT = 2000  # faults listed in a report; the rest are counted
FAULTS_OF_A_BUNDLE = 20
REMEMBERED = 200_000  # look-ups remembered during a run
SEEN_KEPT = 500_000  # resources among which a second version in one import is noticed
