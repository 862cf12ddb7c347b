"""Ranking said once more, slowly and plainly, one memory after the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

KERNEL = (1.0, 0.3, 0.1)


def bm25(texts: Sequence[Sequence[str]], sessions: Sequence[object], query: Sequence[str]) -> list[float]:
    """BM25 of each text with its neighbours in its session; texts are given as terms, in order."""

    def near(at: int) -> list[tuple[float, int]]:
        inside = [i for i, session in enumerate(sessions) if session is not None and session == sessions[at]]
        if at not in inside:
            return [(1.0, at)]
        place = inside.index(at)
        return [
            (KERNEL[abs(step)], inside[place + step])
            for step in range(-2, 3)
            if 0 <= place + step < len(inside)
        ]  # fmt: skip

    lengths = [sum(weight * len(texts[i]) for weight, i in near(at)) for at in range(len(texts))]
    mean = sum(lengths) / len(lengths)
    found = [0.0] * len(texts)
    for term in set(query):
        holding = sum(term in text for text in texts)
        if not holding:
            continue
        rarity = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for at in range(len(texts)):
            count = sum(weight * list(texts[i]).count(term) for weight, i in near(at))
            found[at] += rarity * count * 1.9 / (count + 0.9 * (0.6 + 0.4 * lengths[at] / mean))
    return found


def fused(
    keywords: Sequence[float],
    cosines: Sequence[float],
    sessions: Sequence[object],
    named: Sequence[bool],
    links: Sequence[tuple[int, int]] = (),
) -> list[dict[str, float]]:
    """The parts of each score, from BM25 with neighbours and the plain cosines; links are pairs of places."""
    smooth = []
    for at in range(len(cosines)):
        inside = [i for i, session in enumerate(sessions) if session is not None and session == sessions[at]] or [at]
        place = inside.index(at)
        pairs = [(KERNEL[abs(i - place)], cosines[inside[i]]) for i in range(len(inside)) if abs(i - place) <= 2]
        smooth.append(sum(w * c for w, c in pairs) / sum(w for w, _ in pairs))
    low, high, best = min(smooth), max(smooth), max(keywords)
    parts: list[dict[str, float]] = []
    for at, session in enumerate(sessions):
        weight = 0.67 if session is None else 0.47
        parts.append(
            {
                "keywords": (1 - weight) * (keywords[at] / best if best else 0.0),
                "meaning": weight * ((smooth[at] - low) / (high - low) if high > low else 1.0),
                "who": 0.1 if named[at] else 0.0,
            }
        )
    own = [sum(part.values()) for part in parts]
    for at, part in enumerate(parts):
        linked = [own[other] for pair in links if at in pair for other in pair]
        part["links"] = 0.2 * (max([own[at], *linked]) - own[at])
    return parts
