"""Killed with -9 at any step, a store is what it was before or what it became, and goes on from there."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tram.warehouse import manifest
from tram.warehouse.api import read, rebuild, update
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored
from tram.warehouse.workshop import Workshop

STEPS: tuple[tuple[Any, str], ...] = (
    (Workshop, "load"), (Workshop, "write"), (manifest, "settle"), (Path, "replace"), (Path, "unlink"),
)  # fmt: skip


def _counted(function: Callable[..., Any], left: Iterator[int]) -> Callable[..., Any]:
    def step(*args: Any, **kwargs: Any) -> Any:
        told = function(*args, **kwargs)
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return told

    return step


def killed(work: Callable[[Path, Any], object], folder: Path, after: int) -> bool:
    """Does the work in a process of its own that dies after so many steps; False when it was done before that."""
    child = os.fork()
    if not child:
        left = iter(range(after, -1_000_000, -1))
        for owner, name in STEPS:
            setattr(owner, name, _counted(getattr(owner, name), left))
        try:
            work(folder, AT)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("work", [update, rebuild])
def test_a_store_survives_being_killed_at_any_step(world: World, work: Callable[[Path, Any], object]) -> None:
    world.go(40)
    rebuild(world.folder, AT)
    before = everything_stored(world.folder)
    world.go(12)
    world.go(3, "visit")
    after = everything_live()
    assert before != after
    seen = []
    for steps in range(0, 300, 5):
        if not killed(work, world.folder, steps):
            break
        now = everything_stored(world.folder)
        assert now in (before, after), steps
        seen.append(now == after)
    assert seen == sorted(seen)  # never back
    assert False in seen
    update(world.folder, AT)
    assert everything_stored(world.folder) == after
    made = read(world.folder)
    held = {str(path) for path in world.folder.rglob("*.parquet")}
    assert held == {file for name in after for file in made.files(world.folder, name)}
