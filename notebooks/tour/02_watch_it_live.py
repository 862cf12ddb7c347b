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
# # 2 · Watch it live
#
# Everything that happens in a lab is an event in one log. Whoever has the lab open, in this process or in another one, sees an
# event the moment it is durable. So a notebook can watch what other programs do, and they see what it does.

# %% tags=["parameters"]
name = "Iris"
technology = "json"
objects = 24

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# ## The whole lab in one strip
#
# Level, memories, agents and events, and the last things that happened. In the demo it moves already, because the society is at
# work. Press the level: the events behind that number open below it.

# %%
lab.watch()

# %% [markdown]
# ## Make something happen
#
# Run the next cell and look up at the strip while it works. Nothing tells the strip to change but the log: it would move just the
# same if this cell ran in another notebook.

# %%
agent.study(technology, depth="deep", limit=objects)
agent.examine(technology)

# %% [markdown]
# ## One agent
#
# The card shows the level of one agent and the four signals that it is the mean of: how *broadly* it attends, how well its
# memories are *integrated*, how well it *knows itself*, and what it has *learned*. Each can be pressed.

# %%
agent.card()

# %% [markdown]
# ## The events themselves
#
# The newest come first. Press one to see all that it says, as JSON. `lab.events(kinds=["exam.completed"])` would show the exams of
# everybody.

# %%
lab.events(agent=name)

# %% [markdown]
# ## One number
#
# Any metric has a card: its value, how it went in the last hour, what it means, and how many events it rests on. This one is of the
# whole lab: how many memories it makes a minute.

# %%
lab.card("growth_rate")

# %% [markdown]
# The lab stays open for what is shown above, until the kernel ends or you say `lab.close()`. Widgets that nobody looks at
# cost nothing.
#
# **Next:** [3 · Go back in time](03_go_back_in_time.ipynb)
