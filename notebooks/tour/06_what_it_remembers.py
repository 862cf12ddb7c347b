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
# # 6 · What it remembers
#
# An agent that starts each day with nothing is a stranger every morning. Here you give one a memory, ask it something in words that it
# never used, see why it found what it found, and look at what it knew before it knew better. Everything runs on this machine.

# %% tags=["parameters"]
name = "Iris"
technology = "statistics"
other = "http"
objects = 20

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# ## Remember
#
# A memory is a text. It may say what sort it is, which words it should be found by, when it happened, and in which session it was made:
# a session is what belongs together, such as one conversation. When the call returns, the memory is on disk.

# %%
breakfast = f"session/breakfast-{lab.log.head}"
agent.remember("We looked for the green kettle all morning.", session=breakfast)
found = agent.remember("It stood behind the flour, with the lid on.", session=breakfast)
agent.remember("Then there was tea after all, at eleven.", session=breakfast, tags=["tea"])
rule = agent.remember("Black tea takes four minutes.", kind="rule", tags=["tea"])
rule

# %% [markdown]
# ## Recall
#
# Ask for the kettle's place. The memory that answers comes second, though it has no word in common with the question: it was said next
# to the one that has. Within a session, what stands before and after a memory counts for it, too. `explain=True` brings these
# neighbours along.
#
# A score is the sum of its parts: **keywords**, the words in common, weighed by how rare they are; **meaning**, the likeness of the vectors
# of question and memory; **who**, a little more when the question names whose memory it is; and **links**, a little more when it is linked
# (`remember(…, links=[…])`) with one that answers better. Scores order one answer. They are no
# probabilities, and those of two answers cannot be compared.

# %%
hits = agent.recall("Where was the kettle in the end?", k=3, explain=True)
display(*hits)

# %% [markdown]
# The parts as a table, for whoever likes to check a sum:

# %%
for hit in hits:
    parts = "  ".join(f"{part} {value:.2f}" for part, value in hit.parts.items())
    print(f"{hit.score:.2f} = {parts}  | {hit.memory.text}")

# %% [markdown]
# It can be narrowed down: to a kind, to tags, to a stretch of time. `lab.memory.recall(…)` asks everybody's memories at once.

# %%
agent.recall("How long?", k=1, tags=["tea"], kinds=["rule"])[0]

# %% [markdown]
# ## Know better
#
# A memory can be revised by the agent that made it, and by nobody else. The new wording is found from now on. The old one is not lost:
# the lab as of a moment before answers with what was known then.

# %%
before = lab.log.head
agent.update(rule, text="Black tea takes three minutes; four make it bitter.")
print("now: ", agent.recall("How long does tea take?", k=1)[0].memory.text)
print("then:", lab.at(before).memory.recall("How long does tea take?", k=1, agent=agent.id)[0].memory.text)

# %% [markdown]
# ## Forget
#
# Forgetting is meant. The text goes, with every wording that it had, and it is found at no moment any more, the past included. That
# something was there stays in the log: whose it was, of which kind, and when. A lab that could not say so much could not be trusted; a lab
# that kept the text could not either.

# %%
agent.forget(found, reason="a tour is no diary")
print([hit.memory.text for hit in lab.at(before).memory.recall("behind the flour", k=3, agent=agent.id)])

# %% [markdown]
# ## All of it at once
#
# With more to remember, it is worth stepping back. The agent studies some documentation, and the lab draws a map: what means
# nearly the same lies together, and a cluster is called by the words that set it apart. `twins` are pairs that say nearly the same. They
# are shown, and never merged behind anybody's back.

# %%
agent.study(technology, limit=objects, show=False)
agent.study(other, depth="deep", limit=2 * objects, show=False)
lab.memory.map()

# %%
doubles = lab.memory.twins(agent.id)
print(f"{doubles.count} pairs among {doubles.compared} memories say nearly the same")
for pair in doubles.pairs[:3]:
    print(f"{pair.similarity:.2f}  {lab.memory.get(pair.first).about}  ~  {lab.memory.get(pair.second).about}")

# %% [markdown]
# Memories may also contradict each other. `conflicts` shows where one thing differs in what is otherwise the same statement: a number, a
# date, a “not”, an opposite, or a change over time, and then which of the two is the later one. These are signals, and no verdict: whoever
# remembers decides what to revise or forget.

# %%
agent.remember("Black tea takes five minutes; four make it bitter.", kind="rule")
agent.remember("Mira lives in the flat above the tea shop.")
agent.remember("Mira has moved to the coast.")
lab.memory.conflicts(agent.id)

# %% [markdown]
# The same with the mouse, for people without Python: the **Memory** page of the dashboards, which searches while you type and goes back in
# time with the bar at its foot. `workbench dashboards` serves it.

# %%
lab.close()
