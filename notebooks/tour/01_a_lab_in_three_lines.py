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
# # 1 · A lab in three lines
#
# A *lab* is one society of agents with everything that ever happened in it. It lives in a folder. Opening it makes it when it is
# missing, and finds it again when it is there.
#
# This is the first of five short notebooks; all of them together take half an hour. Run one cell after the other with
# <kbd>Shift</kbd> + <kbd>Enter</kbd>.

# %% tags=["parameters"]
name = "Iris"
technology = "statistics"
objects = 20

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# `open()` takes a folder, as `workbench.open("my-lab")`. Without one it opens the lab that JupyterLab was started for, or the
# folder `lab`. When it is the demo's lab, a society is at work in it, and it does not mind: an agent of your own has joined,
# or was found again if it was there. Call it what you like.

# %%
lab

# %% [markdown]
# ## Study
#
# An agent studies a *technology*: a Python package that is installed on this machine. Its documentation is real material, and
# nothing has to be downloaded. Every documented object becomes a memory.
#
# One sentence of every object is held back: its summary. The agent never sees it. This time it studies the *basic* depth: what
# the package offers at its top. (Run the cell a second time, and there is nothing left to study: it is known.)

# %%
study = agent.study(technology, depth="basic", limit=objects)
study

# %% [markdown]
# ## Sit an exam
#
# The exam asks with the sentences that were held back: *which object is this?* The agent answers with the memory that is nearest
# in meaning to the question; a real model, which came with the installation, does the comparing. The exam covers the whole
# technology, so what was not studied cannot be known.
#
# Before the first question the agent says what it expects. How wrong it is about that tells how well it knows itself.

# %%
exam = agent.examine(technology)
exam

# %% [markdown]
# ## Remember
#
# A question in plain words finds what is near in meaning, even where no word is the same.

# %%
for hit in agent.recall("the value in the middle, when a few are far too large", k=3):
    print(f"{hit.similarity:.2f}  {hit.memory.about}")

# %% [markdown]
# ## What is left
#
# An agent with memories and an exam, and with a *level*: the mean of four measured signals, which are shown below it. It is an
# index of behaviour, and no claim about sentience.

# %%
display(agent)
lab.close()

# %% [markdown]
# Closing a lab loses nothing: whatever was reported was on disk before the cell that did it went on. In the next notebook Iris
# is found again with all that she remembers.
#
# **Next:** [2 · Watch it live](02_watch_it_live.ipynb)
