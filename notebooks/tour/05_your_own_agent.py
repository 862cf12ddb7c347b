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
# # 5 · Your own agent in ten lines
#
# An agent need not study documentation. Any program is one that does something and says so. This one learns which of three
# compressors makes a file smallest, from nothing but its own tries on the source of Python's standard library.

# %% tags=["parameters"]
name = "Iris"
files = 64

# %%
import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# ## The work
#
# No compressor is best for every file. Which one is depends mostly on the size, but the agent is not told so much as that: it has
# to find out what works for files of about the same length.

# %%
import bz2
import json
import lzma
import zlib
from collections import Counter, defaultdict
from pathlib import Path

won = defaultdict(Counter)  # which one won how often, for files of about one length
ways = {"zlib": zlib.compress, "bz2": bz2.compress, "lzma": lzma.compress}
material = sorted(Path(json.__file__).parents[1].glob("*.py"))[:files]
f"{len(material)} files, from {material[0].name} to {material[-1].name}"

# %% [markdown]
# ## Watch it, and start it
#
# The list is live. The cell below it is the agent, in ten lines; run it and look up.

# %%
lab.events(agent=name)

# %%
with agent.task("learn to choose a compressor", steps=len(material)) as task:
    for file in material:
        body = file.read_bytes()
        known = won[len(body).bit_length()]  # from files of about this length
        choice = known.most_common(1)[0][0] if known else "zlib"
        decision = agent.report("decision.recorded", question=f"What packs {file.name} smallest?", choice=choice)
        best = min(ways, key=lambda way: len(ways[way](body)))
        agent.report("decision.resolved", decision, good=choice == best, outcome=f"{best} did")
        known[best] += 1
        task.step()

# %% [markdown]
# ## What was told
#
# The `with` told that a task began, how far it came, and that it was done; had an error left the block, the task would have failed,
# for that reason. `report` tells anything else that a lab understands: `docs/events.md` lists it all. Each call returns when
# the event is on disk.
#
# Did the agent get better? That is a question for the log now, and anybody may ask it.

# %%
told = lab.log.read(kinds=["decision.resolved"], source=agent.id, limit=len(material), backwards=True)
good = [record.event.data.good for record in told][::-1]
half = len(good) // 2
usual, times = sum(won.values(), Counter()).most_common(1)[0]
print(f"right in the first half: {sum(good[:half])} of {half}, in the second: {sum(good[half:])} of {len(good) - half}")
print(f"to say “{usual}” always would have been right {times} times of {len(good)}, the agent was {sum(good)} times")

# %% [markdown]
# ## In any other language
#
# The same words over HTTP: every event is a [CloudEvent](https://cloudevents.io), and the lab's hub takes it at `/api/events`. The
# token lets a program speak for this agent and for nobody else. What comes back is the event's position, once it is durable. An
# insight is for people to read, so it also appears as a notification.

# %%
import httpx

small, large = (max(won[size], key=won[size].get) for size in (min(won), max(won)))
insight = f"Of {len(material)} source files the smallest packed best with {small}, the largest with {large}."
if lab.hub is None:
    print("No hub serves this lab now. `workbench demo` or `workbench serve` starts one; then run this cell again.")
else:
    event = {"type": "insight.raised", "source": agent.id, "data": {"text": insight}}
    answer = httpx.post(f"{lab.hub}/api/events", json=event, headers={"Authorization": f"Bearer {agent.token()}"})
    print(answer.status_code, answer.json())

# %% [markdown]
# What your agents do next shows on the dashboards, can be asked about as of any moment, and leads back to these events. `lab.close()`
# lets go of the lab; so does the end of the kernel.
#
# **Next:** [6 · What it remembers](06_what_it_remembers.ipynb)
