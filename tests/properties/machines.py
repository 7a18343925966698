"""The machines as Hypothesis drives them: anything may happen to any of them, in the end they agree."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.support import nodes
from tests.support.bad_lines import FAULTS, Fault
from tests.support.deeds import DEEDS
from tests.support.network import COMMUNES, LAYOUTS, Network, network

WHICH, SEED = st.integers(0, 11), st.integers(0, 2**32 - 1)
DAILY = ("correct", "correct", "visit", "register", "move")


class Machines(RuleBasedStateMachine):
    """Two to six machines. ``steps`` counts what happened in all runs of the process."""

    steps = 0
    network: Network

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()

    @initialize(layout=st.sampled_from(range(len(LAYOUTS))), seed=SEED)
    def begin(self, layout: int, seed: int) -> None:
        self.stack.enter_context(nodes.seeded(seed))
        self.network = network(layout)

    def teardown(self) -> None:
        try:
            if hasattr(self, "network"):
                self.network.settle()
                self.network.agree()
                self.network.close()
        finally:
            self.stack.close()

    def _step(self, which: int) -> str:
        Machines.steps += 1
        self.network.pass_time()
        names = list(self.network.machines)
        return names[which % len(names)]

    def _link(self, which: int) -> tuple[str, str]:
        self._step(0)
        links = self.network.links
        return links[which % len(links)]

    @rule(which=WHICH, seed=SEED)
    def anything(self, which: int, seed: int) -> None:
        self.network.deed(self._step(which), seed)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(DAILY))
    def daily_work(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    # exchange

    @rule(which=st.integers(0, 20))
    def exchange(self, which: int) -> None:
        self.network.exchange(*self._link(which))

    @rule(which=st.integers(0, 20), kind=st.sampled_from(FAULTS), where=st.integers(0, 4))
    def exchange_on_a_bad_line(self, which: int, kind: str, where: int) -> None:
        self.network.exchange(*self._link(which), Fault(kind, where))

    @rule(which=st.integers(0, 20), back=st.booleans(), everything=st.booleans())
    def write_a_stick(self, which: int, back: bool, everything: bool) -> None:
        one, other = self._link(which)
        self.network.write_file(*((other, one) if back else (one, other)), everything=everything)

    @rule(which=st.integers(0, 20), torn=st.booleans())
    def read_a_stick(self, which: int, torn: bool) -> None:
        self._step(0)
        self.network.read_file(which, 0.6 if torn else 1.0)

    @rule(which=st.integers(0, 20))
    def cut_a_line(self, which: int) -> None:
        self.network.cut.add(frozenset(self._link(which)))

    @rule()
    def mend_the_lines(self) -> None:
        self._step(0)
        self.network.cut.clear()

    @rule(which=WHICH, seed=SEED)
    def a_visitor(self, which: int, seed: int) -> None:
        self.network.visitor(self._step(which), seed)

    # mishaps and changes

    @rule()
    def a_month_passes(self) -> None:
        self._step(0)
        self.network.month()

    @rule(which=WHICH, seed=SEED, after=st.integers(1, 30))
    def power_cut(self, which: int, seed: int, after: int) -> None:
        self.network.crash(self._step(which), seed, after)

    @rule(which=WHICH, year=st.sampled_from((1970, 2025, 2099)))
    def wrong_clock(self, which: int, year: int) -> None:
        self.network.set_clock(self._step(which), year)

    @rule()
    def clocks_put_right(self) -> None:
        self._step(0)
        self.network.right_clocks()

    @rule(which=WHICH)
    def new_program(self, which: int) -> None:
        self.network.upgrade(self._step(which))

    @rule(which=WHICH, commune=st.sampled_from(COMMUNES[""]))
    def wider_scope(self, which: int, commune: str) -> None:
        self.network.widen(self._step(which), commune)

    @rule(which=WHICH, dice=st.integers(0, 9))
    def revocation(self, which: int, dice: int) -> None:
        name = self._step(which)
        if dice == 0:
            self.network.revoke(name)


def _work(kind: str) -> Callable[[Machines, int, int], None]:
    """The rule by which somebody does a deed of this kind."""

    def work(self: Machines, which: int, seed: int) -> None:
        self.network.deed(self._step(which), seed, kind)

    work.__name__ = f"deed_{kind}"
    return work


for _kind in DEEDS:
    setattr(Machines, f"deed_{_kind}", rule(which=WHICH, seed=SEED)(_work(_kind)))
