"""Whether a fact that came from another machine may be applied. Nobody's program is believed, only what is signed.

The receiver of a push judges every fact: its author must be certified, not revoked, and be the sender or below it; its
place, each row it writes and each row it changes must lie in the scope of
author and sender, or be about a person who is or was at home there, is new in this very fact, or was lent. A fact that
fails is kept with its reason and applied nowhere. What a reason depends on can only grow (homes a person ever had,
loans ever given), so that the order in which facts arrive does not decide.
"""

from tram.sync.judge.admission import admit
from tram.sync.judge.bench import Bench, judge_for, judge_held

__all__ = ["Bench", "admit", "judge_for", "judge_held"]
