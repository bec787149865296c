"""Ask one question and show its table. Every `# %%` is a notebook cell.

Needs a running platform (`finops up`); `FINOPS_DATA_DIR` names its data folder when it is not the default one.
"""

# %% Connect to the platform on this machine
from finops_client import AnswerReady, Client, Finished, Progress

client = Client.local()
client.open()

# %% Follow the job while it runs
for event in client.ask("What did I spend by service?"):
    match event:
        case Progress(percent=percent, message=message):
            print(f"{percent:>3} %  {message}")
        case AnswerReady(answer=answer):
            print(answer.headline)
        case Finished():
            event.raise_for_outcome()
        case _:
            pass

# %% Work with the numbers: money is Decimal, exact
answer = client.answer("What did I spend by service?")
for table in answer.tables:
    columns = table.to_columns()
    for row in zip(*columns.values(), strict=True):
        print(*row, sep="\t")

# %% The basis of the numbers
print(answer.basis.metric, answer.basis.currency, answer.basis.source)

# %% With pandas installed: frame = answer.to_dataframe()
client.close()
