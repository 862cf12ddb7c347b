"""Changes: one claim says how something is, the other that this came to an end or became something else."""

from __future__ import annotations

from workbench.memory.contradiction.claims import Claim
from workbench.memory.contradiction.opposites import stem_of
from workbench.memory.contradiction.signal import Signal

_WEIGHT = 0.7  # a change is a weaker sign than a word that differs: much may have been meant

# Words for a change, and words for what it may put an end to.
_CHANGES = """
move moved moves relocate relocated | live lives lived living reside resides host hosted store stores stored locate located keep kept office home
quit quits left leave leaves resign resigned retire retired fired laid drop dropped | work works working employed job study studies studying member attend attends teach teaches
divorce divorced separated separate broke split | married marry husband wife together girlfriend boyfriend engaged couple
migrate migrated switch switched replace replaced move moved port ported | use uses used using store stores stored run runs host hosted write written keep kept based
sell sold | own owns owned drive drives ride rides
cancel cancelled canceled postpone postponed | plan planned plans schedule scheduled book booked takes
"""


def _families() -> list[tuple[frozenset[str], frozenset[str]]]:
    found = []
    for line in _CHANGES.strip().splitlines():
        change, state = (frozenset(map(stem_of, said.split())) for said in line.split("|"))
        found.append((change, state))
    return found


_FAMILIES = _families()
_ENDS = frozenset().union(*(change for change, _ in _FAMILIES))


def change_of(one: Claim, two: Claim) -> Signal | None:
    """The signal that one of two claims ends what the other says; None where there is none.

    Both must name the same thing or person, or share two other words, and the change must not lead to where the other already is.
    """
    if _ENDS.isdisjoint(one.stems) and _ENDS.isdisjoint(two.stems):  # nearly all
        return None
    for state, change, turned in ((one, two, False), (two, one, True)):
        for ends, ended in _FAMILIES:
            was, became = state.stems & ended, (change.stems - state.stems) & ends
            if was and became and not change.denied and not state.denied and _same_thing(state, change):
                if _goal(change) & state.stems:
                    continue
                said = state.shown[min(was)], change.shown[min(became)]
                first, second = said[::-1] if turned else said
                return Signal(kind="change", score=_WEIGHT, first=first, second=second)
    return None


def _same_thing(one: Claim, two: Claim) -> bool:
    return bool(one.names & two.names) or len(one.stems & two.stems) > 1


def _goal(claim: Claim) -> frozenset[str]:
    """Stems of the word to which something changed."""
    words = claim.words
    return frozenset(stem_of(words[at + 1]) for at in range(len(words) - 1) if words[at] in ("to", "into", "by"))
