"""Tests of one group run in one process: a story told in order, a Spark started once."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("one process")
def test_what_shares_tests_out_sees_their_groups(request: pytest.FixtureRequest) -> None:
    """pytest-xdist shares out by the group it wrote into a test's id; unseen, a story is torn apart in silence."""
    shared_out = bool(getattr(request.config.option, "loadgroup", False))
    assert request.node.nodeid.endswith("@one process") == shared_out
