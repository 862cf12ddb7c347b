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
# # 3 · Go back in time
#
# The log only grows; no event in it is ever changed. Everything else is worked out from it. So any question can be asked as of
# any moment, and the answer is the one that the lab would have given then.

# %% tags=["parameters"]
name = "Iris"
technology = "random"
objects = 16
steps = 12

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# ## First, a bit of past
#
# Events are numbered. `lab.log.head` is the number of the last one: we note it, and then things happen.

# %%
before = lab.log.head
agent.study(technology, depth="deep", limit=objects)
agent.examine(technology)
print(f"{lab.log.head - before} events later")

# %% [markdown]
# ## As it was
#
# `lab.at` gives the lab as it was at a moment: after an event, at a time, or in words. It answers the same questions as the lab
# does now, and never changes.

# %%
then = lab.at(before)
print("then:", then.observatory.level(name))
print("now: ", lab.observatory.level(name))

# %%
lab.at("5 minutes ago")

# %% [markdown]
# ## A bar to go back with
#
# The bar stands at a moment, and what is linked to it by `at=` shows that moment. Drag it, step from event to event, play it
# faster than it happened, or type a time such as *2 minutes ago*. Press *Live* to come back to the present.

# %%
bar = lab.transport()
display(bar, lab.watch(at=bar), agent.card(at=bar))

# %% [markdown]
# ## The same past twice
#
# A lab that is opened with a seed has its own clock, which moves only when its society takes a step. The same seed and the same
# steps give the same log, event for event: the last hash, which covers everything before it, is equal. This one lives in
# memory, and its time begins in the year 2000.


# %%
def last_hash(seed: int) -> str:
    with workbench.open("memory:", seed=seed) as small:
        small.agent("Ada", interests=["statistics"])
        small.agent("Boris", interests=["json"])
        small.society(seed).run(steps)
        (last,) = small.log.read(limit=1, backwards=True)
        return last.hash.hex()


print(last_hash(1))
print(last_hash(1))
print(last_hash(2))

# %% [markdown]
# That is how an experiment with agents can be repeated.
#
# **Next:** [4 · What is behind a number](04_what_is_behind_a_number.ipynb)
