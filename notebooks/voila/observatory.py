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
# # A society that studies
#
# Each agent here reads the documentation of Python packages, remembers what it read, and sits exams about it. What you see is drawn
# from the log of what happened, while it grows. **Press a number** to see the events that it rests on; **drag the bar** at the foot to see
# any moment since the beginning.

# %%
import ipywidgets
import workbench

lab = workbench.open()
bar = lab.transport()
bar.add_class("wb-foot")  # our template keeps it in sight


def side_by_side(panes):
    """As many beside each other as there is room for."""
    columns = "repeat(auto-fill, minmax(min(264px, 100%), 1fr))"
    return ipywidgets.Box(panes, layout={"display": "grid", "grid_template_columns": columns, "grid_gap": "16px"})


# %%
lab.watch(at=bar)

# %% [markdown]
# ## What they show
#
# The **level** is an index: the mean of four measured signals. It is no claim about sentience. **Self-knowledge** is how well an
# agent predicts its own exams, and **learning** what it gets right in them.

# %%
shown = ["level", "self_knowledge", "learning", "breadth", "integration", "pathway_efficiency"]
side_by_side([lab.card(name, at=bar) for name in shown])

# %% [markdown]
# ## Who they are

# %%
agents = lab.members.all()[:12]  # those that joined first
side_by_side([lab.agent(agent.name).card(at=bar) for agent in agents])

# %% [markdown]
# ## What happened
#
# One sentence of every documented object is kept from the agents. The exams ask with these sentences: *which object is this?*

# %%
lab.events(at=bar)

# %% [markdown]
# ## Why you can trust it
#
# Every figure is worked out from events of the log, so anybody can ask for the events behind it. And because the log only grows and
# no event in it is ever changed, any figure can be asked as of any moment.

# %%
bar
