"""Layout: where groups of vectors lie on a plane, like islands, and where on its island each vector lies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.core.ports import Vectors
from workbench.memory.grouping import NONE, Axes, Labels, Places

_ROUNDS = 400
_SHORE = 1.15  # how far islands keep from each other, in their radii
_WITHIN = 0.9  # the share of a group that lies within its island's radius
_PULL = 24.0  # how much more the nearer of two groups draws what lies in none


def lay_out(vectors: Vectors, labels: Labels, axes: Axes, before: Mapping[int, tuple[float, float]]) -> Places:
    """A place for each vector, shape (count, 2), without a unit.

    The middle of a group is where its mean lies among the means on their first two principal components; middles are then moved apart
    until no island covers another. On an island, whose area is as its number of vectors, these lie by their own first two components. What
    lies in no group lies between the groups that it is similar to. Without groups, all lie by the first two components of all.

    Args:
        vectors: each of length 1.
        labels: the group of each, −1 for none.
        axes: of these vectors.
        before: where the middles of some groups were on an earlier map, which this one is turned to.
    """
    count = int(labels.max(initial=NONE)) + 1
    if not count:
        return axes.of(vectors)[:, :2]
    reduced = axes.of(vectors)
    members = [np.flatnonzero(labels == one) for one in range(count)]
    means = np.stack([vectors[each].mean(0) for each in members])
    radii = np.sqrt([len(each) / len(vectors) for each in members])
    middles = _apart(_turned(_spread(np.stack([reduced[each].mean(0) for each in members])), before), radii)
    places = np.empty((len(vectors), 2))
    for each, middle, radius in zip(members, middles, radii, strict=True):
        places[each] = middle + radius * _within(reduced[each])
    rest = np.flatnonzero(labels == NONE)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    pull = np.exp(_PULL * (vectors[rest] @ means.T))
    places[rest] = pull @ middles / pull.sum(1, keepdims=True)
    return places


def _spread(means: Places) -> Places:
    """The means on a plane, about as far apart as islands are wide."""
    if len(means) < 2:
        return np.zeros((len(means), 2))
    places = Axes(means).of(means)[:, :2]
    size = float(np.sqrt((places**2).sum(1).mean()))
    return places / max(size, 1e-9)


def _turned(places: Places, before: Mapping[int, tuple[float, float]]) -> Places:
    """Places turned, and turned over where need be, so that they lie as they did before (orthogonal Procrustes)."""
    if len(before) < 2:
        return places
    now = places[list(before)]
    then = np.array(list(before.values()))
    left, _, right = np.linalg.svd((now - now.mean(0)).T @ (then - then.mean(0)))
    return np.asarray((places - now.mean(0)) @ left @ right)


def _apart(middles: Places, radii: Places) -> Places:
    """Middles moved until no two islands touch: each round every two that do give way, the smaller one more."""
    middles = middles.copy()
    reach = _SHORE * (radii[:, None] + radii[None, :])
    np.fill_diagonal(reach, 0.0)
    share = radii[None, :] ** 2 / (radii[:, None] ** 2 + radii[None, :] ** 2)
    ways = np.stack([np.cos(np.arange(len(radii))), np.sin(np.arange(len(radii)))], 1)  # where two lie in one place
    for _ in range(_ROUNDS):
        between = middles[:, None] - middles[None, :]
        far = np.linalg.norm(between, axis=2)
        close = np.maximum(reach - far, 0.0)
        if close.max(initial=0.0) < 1e-3:
            break
        way = np.where(
            far[..., None] > 1e-9, between / np.maximum(far, 1e-9)[..., None], (ways[:, None] - ways[None, :])
        )
        middles += 0.5 * (way * (close * share)[..., None]).sum(1)
        middles *= 0.998  # and all of them are drawn together a little, so that the map stays dense
    return middles


def _within(reduced: Places) -> Places:
    """Where each of a group lies, most of them within 1 of its middle."""
    places = Axes(reduced).of(reduced)[:, :2]
    far = np.linalg.norm(places, axis=1)
    size = max(float(np.quantile(far, _WITHIN)), 1e-9)
    stretched = np.minimum(far / size, 1.2)  # what lies far out stays near its island
    return np.asarray(places / np.maximum(far, 1e-9)[:, None] * stretched[:, None])
