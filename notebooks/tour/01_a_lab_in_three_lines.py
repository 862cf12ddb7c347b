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
# # A lab in three lines
#
# A *lab* is one society of agents with everything that ever happened in it. It lives in a folder. Opening it makes it when
# it is missing, and finds it again when it is there.

# %% tags=["parameters"]
place = "my-lab"
objects = 75

# %%
import workbench

lab = workbench.open(place)
ada = lab.agent("Ada", interests=["asyncio"])
lab

# %% [markdown]
# ## Ada studies
#
# Ada studies a *technology*: a Python package that is installed on this machine. Its documentation is real material, and
# nothing has to be downloaded. Every documented object becomes a memory; a real model, which came with the installation,
# turns each into a vector by which it can be found again.
#
# One sentence of every object is held back: its summary. Ada never sees it. This time she studies the *basic* depth: what the
# package offers at its top.

# %%
study = ada.study("asyncio", depth="basic", limit=objects)
study.studied

# %% [markdown]
# ## Ada is examined
#
# The exam asks with the sentences that were held back: *which object is this?* It covers the whole technology, so what Ada
# has not studied yet she cannot know. Before the first question she says what she expects; how wrong she is about that
# tells how well she knows herself. Here are some of the questions about what she had studied.

# %%
exam = ada.examine("asyncio")
print(exam)

# %%
for answer in [answer for answer in exam.answers if answer.covered][:6]:
    mark = "right" if answer.given == answer.expected else "wrong"
    print(f"{mark}: {answer.question}\n       → {answer.given}")

# %% [markdown]
# ## Ada remembers
#
# A question in plain words finds what is near in meaning.

# %%
for hit in ada.recall("wait until something happens, but not forever", k=3):
    print(f"{hit.similarity:.2f}  {hit.memory.about}")

# %% [markdown]
# ## What is behind a number
#
# The observatory measures. A figure is a number with a biography: how old it is, on how many events it rests, and which.
# The *level* is an index of four measured signals. It is no claim about sentience.

# %%
figure = lab.observatory.level("Ada")
print(figure)
figure.parts

# %%
for record in lab.explain(figure)[-3:]:
    print(record.position, record.event.source, type(record.event.data).__name__)

# %% [markdown]
# ## The past can be asked, too
#
# Everything that happens is an event in one log, and everything else is a view of that log. So any question can be asked as of
# any moment: a position, a time, or words such as `"10 minutes ago"`.

# %%
before = lab.at(lab.log.head // 2)
print(before)
print(before.observatory.level("Ada"))

# %% [markdown]
# ## Watch it live
#
# `lab.watch()` shows the lab while things happen in it, here or in any other process that has it open.

# %%
lab.watch()

# %%
lab.close()
