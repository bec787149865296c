"""Costs as a pandas DataFrame. Every `# %%` is a notebook cell.

Needs a running platform (`finops up`), the client with pandas (`pip install 'finops-agent-client[pandas]'`), and
`FINOPS_DATA_DIR` when the platform's data folder is not the default one.
"""

# %% Connect to the platform on this machine
from decimal import Decimal

from finops_client import Client

client = Client.local()
client.open()

# %% Ask; the answer is typed, its numbers are exact
answer = client.answer("What did I spend by service?", timeout_s=120)
print(answer.headline)

# %% Its table as a DataFrame: money stays Decimal, units and title are in `attrs`
costs = answer.to_dataframe()
print(costs.attrs["title"], costs.attrs["units"])
print(costs.head())

# %% Decimals add up to the cent
money = next(name for name in costs.columns if name in costs.attrs["units"])
print("total", sum(costs[money], Decimal()))

# %% The answer shows the first rows of a large table; here are all of them
with client.ask("What did I spend by resource?") as events:
    job_id = events.accepted()
    table = events.answer().tables[0]
if table.artifact_id is not None:
    table = table.with_rows(client.artifact(job_id, table.artifact_id))
resources = table.to_dataframe()
print(len(resources), "of", table.total_rows, "rows")

# %% What the numbers stand on
print(answer.basis.metric, answer.basis.currency, answer.basis.period, answer.basis.source)

# %% Name the conversation so that it is found again, on the page too
thread = client.threads()[0]
client.rename_thread(thread.thread_id, "From a notebook")

# %%
client.close()
