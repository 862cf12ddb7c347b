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
# # Is confidence worth what it says?
#
# Every answer comes with a *confidence*: the probability that one of the passages which it offers holds what was asked for. If that is
# what it is, then of the answers with a confidence about 70 % seven in ten must have offered a source. This study asks questions of which we know
# the sources, and looks.
#
# The questions come from `data/answers.jsonl`: people's questions about the documentation of six installed packages, some of which that
# documentation does not answer. Only the half is asked on which nothing was fitted. Bring your own with `data`: folders in the layout of BEIR, separated by
# commas; a question that the judgements do not name has no answer there.
#
#     papermill notebooks/studies/answers.ipynb out.ipynb -p data /data/scifact,/data/nfcorpus
#
# It runs in a checkout, where the folder `benchmarks` is.

# %% tags=["parameters"]
data = ""
half = "report"
resamples = 2000

# %%
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from benchmarks.answers import BINS, ask_all, expected_calibration_error
from benchmarks.answers_exam import folder_exam, packages_exam

outcomes = []
for opened in [folder_exam(Path(each.strip())) for each in data.split(",") if each.strip()] or [packages_exam()]:
    with opened as exam:
        outcomes += ask_all(exam, half)
sure = np.array([one.confidence for one in outcomes])
held = np.array([one.held for one in outcomes], float)
answerable = np.array([bool(one.question.sources) for one in outcomes])
kinds = np.array([one.kind for one in outcomes])
print(f"{len(outcomes)} questions, {answerable.sum()} of which have an answer")

# %% [markdown]
# ## The reliability curve
#
# Ten bins of confidence, equally wide. A point is the mean confidence of the answers in a bin and the share of them that offered a source; its bar is Wilson's 95 %
# interval. On the diagonal confidence is what it says; above it the answers are better than they think. Below stands how many fell into each bin.
#
# *Expected calibration error* is the distance from the diagonal, averaged over the answers. With few questions it cannot be 0 even where confidence is perfect, so
# beside it stands what perfect confidence would have got: the same confidences, with outcomes drawn from them.

# %%
bin_of = np.minimum((sure * BINS).astype(int), BINS - 1)
error = expected_calibration_error(sure, held)
draws = np.random.default_rng(0).random((resamples, len(sure))) < sure
luck = np.percentile([expected_calibration_error(sure, draw) for draw in draws], [5, 50, 95])
print(f"expected calibration error {error:.3f}")
print(f"perfect confidence would get {luck[1]:.3f}, and {luck[0]:.3f} to {luck[2]:.3f} nine times in ten")


def wilson(share, count, z=1.96):
    """The 95 % interval of a share."""
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half_width = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return middle - half_width, middle + half_width


figure = Figure(figsize=(6.4, 5.6), layout="constrained")
axes, below = figure.subplots(2, 1, height_ratios=[4, 1], sharex=True)
axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--")
for each in sorted(set(bin_of)):
    inside = bin_of == each
    share, count = held[inside].mean(), inside.sum()
    low, high = wilson(share, count)
    axes.errorbar(
        sure[inside].mean(), share, [[max(share - low, 0)], [max(high - share, 0)]], fmt="o", color="#2f55d4", capsize=4
    )
axes.set_ylabel("share that offered a source")
axes.set_title(f"{len(sure)} answers, calibration error {error:.3f}", loc="left", fontsize=10)
axes.set_ylim(-0.02, 1.02)
below.bar(np.arange(BINS) / BINS + 0.5 / BINS, np.bincount(bin_of, minlength=BINS), width=0.9 / BINS, color="#2f55d4")
below.set_ylabel("answers")
below.set_xlabel("confidence")
figure

# %% [markdown]
# ## What it is used for
#
# Below a threshold a question is refused; between that and ½ an answer says that it is uncertain. A higher threshold would refuse more of what has no answer, and more of
# what has one. The line shows every choice there is, the point the one that was made, on the half of the questions on which it was fitted.

# %%
cuts = np.unique(np.concatenate([[0.0], sure, [1.0]]))
figure = Figure(figsize=(6.4, 4), layout="constrained")
axes = figure.subplots()
if answerable.all() or not answerable.any():
    print("all questions are of one sort: there is nothing to tell apart")
else:
    refused = [[(sure[which] < cut).mean() for cut in cuts] for which in (answerable, ~answerable)]
    axes.step(*refused, where="post", color="#2f55d4")
    now = [(kinds[which] == "refused").mean() for which in (answerable, ~answerable)]
    axes.plot(*now, "o", color="#c2600a")
    axes.annotate(f"  {now[1]:.0%} refused, and {now[0]:.0%} of those with an answer", now, fontsize=9, va="top")
axes.set_xlabel("share of questions with an answer that is refused")
axes.set_ylabel("of those without one")
axes.set_xlim(-0.02, 1.02)
axes.set_ylim(-0.02, 1.02)
figure

# %% [markdown]
# ## What came of them
#
# *Found*: a source was among the passages that the answer had to cite from; *cited*: it is among its citations.

# %%
for name, which in (("with an answer", answerable), ("without one", ~answerable)):
    if which.any():
        of = [one for one, inside in zip(outcomes, which, strict=True) if inside]
        shares = ", ".join(f"{kind} {np.mean([one.kind == kind for one in of]):.2f}" for kind in sorted(set(kinds)))
        print(f"{name:<15} {len(of):>4}: {shares}")
        if name == "with an answer":
            print(
                f"{'':<15} found {np.mean([one.held for one in of]):.2f}, cited {np.mean([one.cited for one in of]):.2f}"
            )

# %% [markdown]
# ## What this does not show
#
# That a source is cited does not make an answer right: whoever writes may still misread it. And the questions are about software; `docs/answers.md` says on what else
# the few numbers behind confidence were fitted.
