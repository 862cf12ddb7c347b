"""Naming: by which words a group of memories differs from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from workbench.retrieval.terms import terms, words

_SHORTEST = 3


def name_groups(groups: Sequence[Sequence[str]], most: int = 4) -> list[tuple[str, ...]]:
    """For each group of texts the words that stand out in it, the most telling first.

    Class-based TF-IDF (Grootendorst 2022) over stems: how often a stem stands in a group, times log(1 + A ÷ f), where A is the mean
    length of a group and f how often the stem stands in all. A stem is given back as the word in which it occurs most.

    >>> name_groups([["Boil the kettle.", "Kettles boil water."], ["Bees dance.", "A bee dances on flowers."]], 2)
    [('boil', 'kettle'), ('bee', 'dance')]
    """
    counts, shown = [], Counter[tuple[str, str]]()
    for texts in groups:
        counted: Counter[str] = Counter()
        for text in texts:
            stems: set[str] = set()
            for word in words(text):
                if len(word) >= _SHORTEST and not word.isnumeric():
                    for stem in terms(word):
                        shown[stem, word] += 1
                        stems.add(stem)
            counted.update(stems)  # once a text: a long one has no more say
        counts.append(counted)
    whole = Counter[str]()
    for counted in counts:
        whole.update(counted)
    mean = sum(whole.values()) / max(1, len(groups))
    forms: dict[str, tuple[int, str]] = {}
    for (stem, word), times in sorted(shown.items()):
        if times > forms.get(stem, (0, ""))[0]:
            forms[stem] = times, word
    named = []
    for counted in counts:
        weighed = sorted((-times * math.log1p(mean / whole[stem]), stem) for stem, times in counted.items())
        named.append(tuple(forms[stem][1] for _, stem in weighed[:most]))
    return named
