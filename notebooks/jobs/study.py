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
# # One agent studies one technology
#
# A job: run it with papermill, with other parameters as often as you like. While it runs, its events show on the dashboards of
# every process that has the lab open.
#
#     papermill notebooks/jobs/study.ipynb study-out.ipynb -p lab_folder lab -p agent_name Ada -p technology json

# %% tags=["parameters"]
lab_folder = "lab"
agent_name = "Ada"
technology = "json"
depth = "deep"

# %%
import workbench

lab = workbench.open(lab_folder)
agent = lab.agent(agent_name)

# %%
study = agent.study(technology, depth=depth)
print(
    f"{agent.name} remembered {study.studied} objects of {study.technology} {study.version}; {study.known} were known before."
)

# %%
exam = agent.examine(technology)
print(exam)

# %%
lab.observatory.level(agent.name)

# %%
lab.close()
