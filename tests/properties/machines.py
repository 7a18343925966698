"""The machines as Hypothesis drives them: anything may happen to any of them, in the end they agree."""

from __future__ import annotations

from contextlib import ExitStack

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.support import nodes
from tests.support.bad_lines import FAULTS, Fault
from tests.support.network import COMMUNES, LAYOUTS, Network, network

WHICH, SEED = st.integers(0, 11), st.integers(0, 2**32 - 1)
DAILY = ("correct", "correct", "visit", "register", "move")
AT_HOME = ("join", "leave", "change_head", "open_household", "merge", "family_doctor", "death", "death_withdrawn")
PAPERS = ("add_number", "retire_number", "record_cover", "withdraw_cover", "erase", "decide")
CARE = ("visit", "amend", "cancel", "close", "problem", "allergy", "document")
PLACES = ("found_village", "rename_village", "merge_villages", "found_facility", "rename_facility", "move_facility")
STAFF = ("close_facility", "count_staff", "add_staff", "end_staff", "open_account", "end_role", "close_account")
MANY = ("take_in", "many")


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

    # work

    @rule(which=WHICH, seed=SEED)
    def anything(self, which: int, seed: int) -> None:
        self.network.deed(self._step(which), seed)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(DAILY))
    def daily_work(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(DAILY))
    def more_daily_work(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(DAILY[:2]))
    def corrections(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(AT_HOME))
    def families(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(PAPERS))
    def papers(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(CARE))
    def care(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(PLACES + STAFF))
    def places(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED, kind=st.sampled_from(MANY))
    def many_at_once(self, which: int, seed: int, kind: str) -> None:
        self.network.deed(self._step(which), seed, kind)

    @rule(which=WHICH, seed=SEED)
    def a_move(self, which: int, seed: int) -> None:
        self.network.deed(self._step(which), seed, "move")

    @rule(which=WHICH, seed=SEED)
    def a_decision(self, which: int, seed: int) -> None:
        self.network.deed(self._step(which), seed, "decide")

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

    # mishaps and changes

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
