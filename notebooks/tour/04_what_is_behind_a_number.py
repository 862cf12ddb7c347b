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
# # 4 · What is behind a number
#
# A number on a screen asks to be believed. A *figure* can be checked: it knows what it rests on, how old that is, and how it came
# about. Here you follow one down to the events, and do the sum yourself.

# %% tags=["parameters"]
name = "Iris"
technology = "statistics"
objects = 20

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)
agent.study(technology, limit=objects)
agent.examine(technology)

# %% [markdown]
# ## A figure has a biography
#
# The value comes with the number of events that it rests on, with the first and the last of them, and with their age. *Live* means
# that it was worked out from the present state; a figure of a past moment says *replayed*.

# %%
figure = lab.observatory.figure("self_knowledge", name)
figure

# %% [markdown]
# ## From the number to the events
#
# Self-knowledge rests on the last sixteen exams of an agent: before each it said which score it expected. `lab.explain` reads
# exactly these events from the log. This is the newest.

# %%
records = lab.explain(figure)
records[-1]

# %% [markdown]
# ## Do the sum yourself
#
# The formula is in `docs/metrics.md`: 1 − mean |score − predicted|. The figure was worked out from these events and from nothing
# else, so you can do it, too, and must get the same.

# %%
exams = [record.event.data for record in records]
mine = 1 - sum(abs(exam.score - exam.predicted) for exam in exams) / len(exams)
print(f"from the events: {mine:.6f}\nthe figure says: {figure.value:.6f}")

# %% [markdown]
# ## The same with the mouse
#
# Wherever a figure is shown, it can be pressed, and its events open: on the dashboards, and on this card of the level. The level is
# the mean of four signals, an index of what was measured, and no claim about sentience.

# %%
lab.card("level", agent=name)

# %% [markdown]
# ## Take it with you
#
# A picture is drawn from a table, and the table is yours as a data frame. Its last column names the figure in each row, and
# `lab.explain` takes that name: so a point in a chart leads to its events as well. A picture can be saved as SVG, PNG or HTML, its
# data as CSV or Parquet. Look for `level.svg` beside this notebook.

# %%
picture = lab.picture("level", agent=name, window="1 h")
picture.save("level.svg")
display(picture, picture.frame.tail(3))

# %% [markdown]
# The lab stays open for the card, until the kernel ends or you say `lab.close()`.
#
# **Next:** [5 · Your own agent in ten lines](05_your_own_agent.ipynb)
