"""Whatever happens to machines, a store kept up from the fact log is the store that would be built from nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import nodes
from tests.support.network import Network, network
from tram.warehouse.api import rebuild, update
from tram.warehouse.tests.reading import everything_live, everything_stored

WHICH, SEED = st.integers(0, 20), st.integers(0, 2**32 - 1)
HAPPENINGS = (
    "deed", "deed", "deed", "deed", "visit", "merge", "erase", "amend", "move", "merge_villages", "update", "update",
    "exchange", "exchange", "exchange", "visitor", "month", "crash", "upgrade", "wider",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(HAPPENINGS), WHICH, SEED), min_size=20, max_size=35)


class Stores:
    """A network with a store on each machine."""

    def __init__(self, made: Network, folder: Path) -> None:
        self.network, self.folder = made, folder
        for node in made.machines.values():
            with node.here():
                rebuild(folder / node.name, node.clock.at)

    def happen(self, what: str, which: int, seed: int) -> None:
        made = self.network
        made.pass_time()
        name = list(made.machines)[which % len(made.machines)]
        link = made.links[which % len(made.links)]
        others = {
            "exchange": lambda: made.exchange(*link),
            "visitor": lambda: made.visitor(name, seed),
            "month": made.month,
            "crash": lambda: made.crash(name, seed, 1 + seed % 30),
            "upgrade": lambda: made.upgrade(name),
            "wider": lambda: made.widen(name, "03430"),
            "update": lambda: self.keep_up(name),
        }
        others.get(what, lambda: made.deed(name, seed, "" if what == "deed" else what))()

    def keep_up(self, name: str) -> None:
        node = self.network.machines[name]
        with node.here():
            update(self.folder / name, node.clock.at)

    def are_right(self) -> None:
        for name, node in self.network.machines.items():
            self.keep_up(name)
            with node.here():
                assert everything_stored(self.folder / name) == everything_live(), name


@settings(
    max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(layout=st.sampled_from((1, 3)), seed=SEED, steps=STEPS)
def test_stores_kept_up_are_stores_built(layout: int, seed: int, steps: list[tuple[str, int, int]]) -> None:
    with nodes.seeded(seed), tempfile.TemporaryDirectory() as folder:
        stores = Stores(network(layout), Path(folder))
        try:
            for step in steps:
                stores.happen(*step)
            stores.network.settle()
            stores.are_right()
        finally:
            stores.network.close()
