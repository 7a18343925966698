"""Two stations and a centre under a line of the second generation, killed and cut while nurses work: all agree at last.

The whole (10,000 visits): ``benchmarks/sync_line.py``, the same code.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.lines import Shape
from tests.support.shaped import Plan, run

VISITS = int(os.environ.get("TRAM_SHAPED_VISITS", "160"))
SLOW = Shape(30_000, 0.3, 0.05)


@pytest.mark.slow
@pytest.mark.needs_postgres
@pytest.mark.needs_namespaces
def test_two_stations_and_a_centre_agree_under_a_poor_line_whatever_is_killed(tmp_path: Path) -> None:
    report = run(Plan(VISITS, pause=0.08, rest=0.5, shape=SLOW, kill_every=(1.5, 4.0), cut_every=(5.0, 10.0)), tmp_path)
    print("\n".join(report.lines()))  # noqa: T201 - the figures are the point of running it with -s
    assert report.faults == []
    assert report.doubled == 0
    centre = report.judged["centre"]
    assert centre["lost"] == 0
    assert centre["kept"] >= centre["told"] == VISITS
    assert [report.judged[name]["told"] for name in ("ban-bo", "binh-lu")] == [VISITS * 11 // 20, VISITS * 9 // 20]
    assert sum(report.kills.values()) > 0
