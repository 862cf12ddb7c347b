# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Does it find the right memory?
#
# Three ways to search the same memories, asked the same questions: **dense** compares meanings alone, **bm25** words alone, and **ours** is
# what `lab.memory.recall` does. The question of this study is not which is best on average but whether the difference is more than luck.
#
# The questions come from packages that are installed here. Every documented object is remembered *without* the sentence that sums it
# up; that sentence is the question, and the object the one right answer. So nothing has to be downloaded, and nobody chose the questions
# by hand. Bring your own with `data`: folders in the layout of BEIR (`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`), separated by commas.
#
#     papermill notebooks/studies/recall.ipynb out.ipynb -p technologies networkx,numpy -p questions 200
#     papermill notebooks/studies/recall.ipynb out.ipynb -p data /data/scifact,/data/nfcorpus
#
# It runs in a checkout, where the folder `benchmarks` is.

# %% tags=["parameters"]
technologies = "email,http,logging"
questions = 60
data = ""
resamples = 2000

# %%
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.recall import ARMS, CUTS, measure
from benchmarks.recall_docs import write_documentation

scratch = tempfile.TemporaryDirectory()
if data:
    folders = [Path(each.strip()) for each in data.split(",")]
else:
    folders = [write_documentation(each.strip(), Path(scratch.name), questions) for each in technologies.split(",")]
scores = measure(folders, ARMS)
scratch.cleanup()

# %% [markdown]
# ## How often, and how sure
#
# *recall@k* is the share of what is relevant that stands among the first k, averaged over the questions. Other questions would have
# given another average. How different it could have been is estimated by drawing as many questions again from these, with repetition,
# 2,000 times: the interval holds the middle 95 % of what comes out (the bootstrap of Efron, by percentiles).

# %%
found = {(arm, cut): np.array(scores[arm].values[f"recall_{cut}"]) for arm in ARMS for cut in CUTS}
count = len(found[ARMS[0], CUTS[0]])
draws = np.random.default_rng(0).integers(count, size=(resamples, count))


def interval(values):
    """The middle 95 % of the means of resampled questions."""
    return np.percentile(values[draws].mean(1), [2.5, 97.5])


print(f"{count} questions")
print("arm      " + "".join(f"recall@{cut:<17}" for cut in CUTS))
for arm in ARMS:
    cells = []
    for cut in CUTS:
        low, high = interval(found[arm, cut])
        cells.append(f"{found[arm, cut].mean():.2f} ({low:.2f} to {high:.2f})".ljust(24))
    print(f"{arm:<9}" + "".join(cells))

# %%
colours = {"dense": "#c2600a", "bm25": "#0b8268", "ours": "#2f55d4"}
marks = {"dense": "s", "bm25": "^", "ours": "o"}
figure = Figure(figsize=(8, 3.6), layout="constrained")
axes = figure.subplots()
for shift, arm in zip((-0.12, 0.0, 0.12), ARMS, strict=True):
    means = np.array([found[arm, cut].mean() for cut in CUTS])
    lows, highs = np.array([interval(found[arm, cut]) for cut in CUTS]).T
    places = np.arange(len(CUTS)) + shift
    axes.errorbar(places, means, [means - lows, highs - means], fmt=marks[arm], color=colours[arm], capsize=4, label=arm)
axes.set_xticks(range(len(CUTS)), [f"recall@{cut}" for cut in CUTS])
axes.set_ylabel("share found")
axes.set_title(f"{count} questions, bars: 95 % of resampled means", loc="left", fontsize=10)
axes.grid(axis="y", alpha=0.3)
axes.legend(frameon=False, loc="lower right")
figure

# %% [markdown]
# ## Is the difference more than luck?
#
# Two bars that overlap may still differ: all arms were asked the *same* questions, so what counts is how much better one was question by
# question. These are the differences of **ours** to each leg, resampled in pairs. An interval that holds 0 means that this many questions
# cannot tell; it does not mean that the two are equal.

# %%
for other in ARMS[:-1]:
    for cut in CUTS:
        gain = found["ours", cut] - found[other, cut]
        low, high = interval(gain)
        verdict = "cannot be told apart" if low <= 0 <= high else "better" if low > 0 else "worse"
        print(f"ours − {other:<6} recall@{cut:<3} {gain.mean():+.3f} ({low:+.3f} to {high:+.3f})  {verdict}")

# %% [markdown]
# ## What it cost
#
# The time of one answer, embedding the question included, while this machine did whatever else it did. The two legs stand here as far as
# they were needed to compare; neither reads the memories from the log, as `recall` does.

# %%
for arm in ARMS:
    p50, p95 = np.percentile(scores[arm].milliseconds, [50, 95])
    print(f"{arm:<6} {p50:6.1f} ms in the middle, {p95:6.1f} ms for one in twenty")

# %% [markdown]
# ## What this does not show
#
# One sentence about one object is an easy sort of question: it uses the words of whoever wrote the rest. Conversations, where the answer
# stands three turns later, are where neighbours matter; `docs/performance.md` has figures for these. And a right memory that is found is not
# yet a right answer given.
