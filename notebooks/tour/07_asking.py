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
# # 7 · Asking
#
# A lab answers questions from documents of your own and from what its agents remember. Each statement names the passage that it rests on,
# each answer says how sure it is, and where the material does not answer, the lab says that. Everything runs on this machine.

# %% tags=["parameters"]
name = "Iris"
technology = "statistics"
objects = 20

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import workbench

lab = workbench.open()
agent = lab.agent(name)

# %% [markdown]
# ## Documents
#
# A collection keeps documents: text, Markdown, HTML, PDF, Word, notebooks, tables, or folders of them. Here is a short one, as a
# tea house might have it, with a table. Given again, only what changed is read.

# %%
handbook = """# The tea house

## Brewing
Water for green tea must not boil: pour it at 75 °C. Black tea wants boiling water.

| tea | minutes | cups from one pot |
| --- | --- | --- |
| sencha | 2 | 3 |
| assam | 4 | 2 |
| rooibos | 8 | 1 |

## Opening hours
The house opens at nine in the morning and closes at six. On Mondays it stays closed.

## The cat
The cat is called Pekoe. Guests may stroke it, but must not feed it.
"""
with TemporaryDirectory() as folder:
    file = Path(folder, "tea-house.md")
    file.write_text(handbook, encoding="utf-8")
    taken = lab.collections.ingest(file, "tea-house", show=False)
taken

# %% [markdown]
# The documentation of an installed Python package is a document, too. Nothing of the package is run where its source is there.

# %%
lab.collections.ingest(f"package:{technology}", "packages", show=False)
lab.collections

# %% [markdown]
# ## Ask
#
# Nobody writes the answer here, unless you name a model (at the end): the lab quotes the sentences that answer best. A number in brackets is a citation.
# *Confidence* is the probability that one of the passages offered holds what was asked for.

# %%
answer = lab.ask("Is the cat fed by guests?", collections=["tea-house"])
assert answer.kind == "answered"
answer

# %% [markdown]
# Open a citation to see the whole passage, where it stands, and what comes before and after it.

# %%
cited = lab.collections.get(answer.citations[0].id)
assert "feed it" in cited.text
cited

# %% [markdown]
# The same from the package. An answer can be read while it is written: iterate over it.

# %%
for piece in lab.ask("What is the median of a sample?", collections=["packages"]):
    print(piece, end="")

# %% [markdown]
# ## Not known
#
# What the documents do not say is not made up. The answer names what came nearest, so that you can look for yourself.

# %%
unknown = lab.ask("Which planet has the most moons?", collections=["tea-house"])
assert unknown.kind == "refused" and not unknown.citations
unknown

# %% [markdown]
# Between the two lies *tentative*: an answer of low confidence, which says so before anything else. These are questions about the tea house, from
# what it surely says to what it does not:

# %%
questions = (
    "When does the house open?",
    "How long does assam steep?",
    "Is there a pet in the house?",
    "May I bring a dog on Sunday?",
    "Who won the chess tournament?",
)
for question in questions:
    given = lab.ask(question, collections=["tea-house"])
    print(f"{given.confidence:4.0%}  {given.kind:<10}  {question}")

# %% [markdown]
# ## Go on asking
#
# In a conversation a question may lean on the one before. `understood` is what was looked for. Questions and answers are kept, an edited
# question becomes a branch (`lab.conversations.edit`), and only you find them; `lab.conversations.forget` overwrites them for good.

# %%
talk = lab.conversations.start(collections=["tea-house"])
print(lab.ask("What is the cat called?", conversation=talk).text, "\n")
further = lab.ask("May guests feed it?", conversation=talk)
assert further.understood != further.question
print(f"understood as: {further.understood}\n\n{further.text}")

# %%
lab.conversations.get(talk.id)

# %% [markdown]
# ## Ask an agent
#
# An agent answers from its own memories, and nothing else is in sight when they are ranked: ask two agents, and you get two answers. This one has studied the
# package and was told one thing besides.

# %%
agent.study(technology, limit=objects, show=False)
told = agent.remember("The blue teapot has a crack and is kept for show.")
own = lab.ask("Which teapot has a crack?", agent=agent)
assert own.passages[0].text == told.text
own

# %% [markdown]
# ## As of a moment
#
# What is known changes. The document is ingested again with other hours; the lab as of a moment before still answers with the old ones.

# %%
before = lab.log.head
changed = handbook.replace("closes at six", "closes at eight")
lab.collections.ingest(changed.encode(), "tea-house", name="tea-house.md", show=False)
question = "When does the house close?"
now = lab.ask(question, collections=["tea-house"])
then = lab.at(before).ask(question, collections=["tea-house"])
assert "closes at eight" in str(now.passages) and "closes at six" in str(then.passages)
assert "closes at eight" not in str(then.passages)
print(f"now:\n{now.text}\n\nthen:\n{then.text}")

# %% [markdown]
# ## Remove
#
# A document that is removed can be read by nobody any more, also not as of a moment at which it was there. That there was one stays in the log.

# %%
for document in lab.collections.documents("tea-house"):
    lab.collections.remove(document.id, reason="a tour is no archive")
gone = lab.ask("What is the cat called?")
assert not any("Pekoe" in citation.quote for citation in gone.citations)
earlier = lab.at(before).collections.find("What is the cat called?")
assert not any("Pekoe" in passage.text for passage in earlier)
print(gone.kind, "·", f"found at {before}: {[passage.place for passage in earlier if 'tea-house' in passage.source]}")

# %% [markdown]
# Answers in conversations that quoted it are gone with it. What you asked there is yours, and is forgotten when you say so:

# %%
assert "Pekoe" not in str(lab.conversations.get(talk.id))
lab.conversations.forget(talk)
lab.conversations

# %% [markdown]
# ## With the mouse
#
# The same without code: conversations, answers as they are written, and the passage behind a citation beside them. It is the **Chat** page of the dashboards
# in a cell. Ask the agent which teapot is kept for show.

# %%
lab.chat(agent=name)

# %% [markdown]
# ## Have a model write
#
# With a model the answer is written from the same passages, with the same citations and the same confidence, and a refusal stays a refusal. Name one when the lab is
# opened, or for every process by `WORKBENCH_GENERATOR`; its files must be on this machine, or a server with the OpenAI protocol must have it:
#
# ```python
# workbench.open(generator="transformers:models/my-model")  # a folder with a model
# workbench.open(generator="http://127.0.0.1:8000/v1#my-model")  # a server and a model of it
# ```
#
# From the command line the same is `workbench ingest`, `workbench collections` and `workbench ask`; any program asks by `POST /api/rag/query`.

# %%
lab.close()
