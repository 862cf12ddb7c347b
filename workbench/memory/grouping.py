"""Grouping: which vectors lie together, and where each lies on a plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.core.ports import Vectors

Labels = NDArray[np.int64]
Places = NDArray[np.float64]

SAMPLE = 4_000
FEWEST = 5
NONE = -1
_AXES = 15
_NEIGHBOURS = 5
_NEAR = 0.1  # of a group's members, the share that lies farther out than what may still join it


class Axes:
    """The directions in which vectors differ most: their principal components, turned the same way every time."""

    def __init__(self, vectors: Vectors | Places) -> None:
        self._middle = vectors.mean(0, dtype=np.float64)
        centred = vectors - self._middle
        _, found = np.linalg.eigh(centred.T @ centred)
        self._found = found[:, ::-1][:, :_AXES]
        longest = np.argmax(np.abs(self._found), axis=0)
        self._found = self._found * np.sign(self._found[longest, np.arange(self._found.shape[1])])

    def of(self, vectors: Vectors | Places) -> Places:
        """Where vectors lie, the first axis first."""
        return np.asarray((vectors - self._middle) @ self._found, np.float64)


def group(vectors: Vectors, sample: NDArray[np.int64], axes: Axes) -> Labels:
    """The group of each vector, numbered from 0, the largest first; −1 for what lies in none.

    HDBSCAN (Campello, Moulavi & Sander 2013) over the first principal components of a sample. What is not in the sample joins
    the group whose mean is most similar to it, where it is as similar as nine in ten of the group's members are.

    Args:
        vectors: each of length 1.
        sample: which of them groups are learned from.
        axes: of these vectors.
    """
    labels = np.full(len(vectors), NONE, np.int64)
    if len(sample) < 2 * FEWEST:
        return labels
    labels[sample] = _dense(axes.of(vectors[sample]))
    rest = np.setdiff1d(np.arange(len(vectors)), sample)
    count = int(labels.max()) + 1
    if len(rest) and count:
        means = np.stack([vectors[labels == one].mean(0) for one in range(count)])
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        least = np.array([np.quantile(vectors[labels == one] @ means[one], _NEAR) for one in range(count)])
        near = vectors[rest] @ means.T
        best = near.argmax(1)
        labels[rest] = np.where(near[np.arange(len(rest)), best] >= least[best], best, NONE)
    return _largest_first(labels)


def _dense(places: Places) -> Labels:
    from sklearn.cluster import HDBSCAN  # slow to import, and most who remember ask for no map

    count = len(places)
    found = HDBSCAN(
        min_cluster_size=max(FEWEST, count // 100),
        min_samples=_NEIGHBOURS,
        max_cluster_size=max(2 * FEWEST, count * 3 // 5),  # one group of nearly all would say nothing
        copy=True,
    ).fit_predict(places)
    return np.asarray(found, np.int64)


def _largest_first(labels: Labels) -> Labels:
    numbers, counts = np.unique(labels[labels != NONE], return_counts=True)
    order = {int(number): place for place, number in enumerate(numbers[np.argsort(-counts, kind="stable")])}
    return np.array([order.get(int(label), NONE) for label in labels], np.int64)
