"""Five hundred broken bundles: no traceback, nothing half taken in, each No with its file, entry, field and reason."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tram.exchange.models import Received
from tram.exchange.tests.mutations import mutated
from tram.exchange.tests.world import take
from tram.kernel.facts import verify
from tram.kernel.guards import record_models
from tram.kernel.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
SEEDS = 500


def rows() -> int:
    return sum(model._base_manager.count() for model in record_models())


def test_five_hundred_broken_bundles_are_taken_whole_or_refused_with_a_reason(tmp_path: Path) -> None:
    before, ways, ended = rows(), Counter[str](), Counter[str]()
    depth = sys.getrecursionlimit()
    for seed in range(SEEDS):
        sys.setrecursionlimit(20_000)
        way, raw = mutated(seed)
        sys.setrecursionlimit(depth)
        path = tmp_path / f"{seed}.json"
        path.write_bytes(raw)
        report = take(path)
        total, after, received = report.total, rows(), Received.objects.count()
        assert total.read == total.new_used + total.new_kept + total.changed + total.same + total.refused, way
        for fault in report.faults:
            assert fault.file == path.name, way
            assert fault.reason, way
            assert fault.entry or fault.field or not total.read or "cả gói" in fault.reason, (way, fault)
        if report.anything_refused:
            assert report.faults, way
        if b'"transaction"' in raw and report.anything_refused:
            assert after == before, way
        assert "\x00" not in "".join(fault.sentence() for fault in report.faults)
        ways[way] += 1
        ended["refused" if report.anything_refused else "taken"] += 1
        assert received >= total.new_used + total.new_kept
        before = after
    assert min(ended.values()) > SEEDS // 10
    assert len(ways) > 20
    assert Fact.objects.exists()
    assert verify(rows=True).holds
