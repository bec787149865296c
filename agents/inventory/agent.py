"""The inventory agent's declaration."""

from typing import Final

from account.reader import ACCOUNT
from agents.inventory.holdings.result import HoldingsParams, read_holdings
from agents.inventory.holdings.words import present_holdings
from agents.inventory.intents import QUESTIONS
from agents.inventory.params import ResourcesParams
from agents.inventory.resources import read_resources
from agents.inventory.tiles import TILES
from agents.inventory.words import present_resources
from finops_core.tools.spec import AgentDef, ToolDef

RESOURCES: Final = ToolDef(
    name="resources",
    description="What is in the accounts: instances, volumes, databases, functions, buckets and other resources, by "
    "region, account, type, state, engine or runtime, with their ids, from the newest snapshot.",
    params=ResourcesParams,
    read=read_resources,
    present=present_resources,
    needs=(ACCOUNT,),
)

HOLDINGS: Final = ToolDef(
    name="holdings",
    description="Everything in the accounts, one row a resource: identity, place, state, type, tags, age and, where "
    "the bill names it, the cost of the last complete month; and how many of each kind there are.",
    params=HoldingsParams,
    read=read_holdings,
    present=present_holdings,
    needs=(ACCOUNT,),
    for_programs=True,
)

AGENT = AgentDef(
    name="inventory",
    title="Inventory",
    description="Lists what is in the accounts: resources with their identity, where and in which state they are.",
    tools=(RESOURCES, HOLDINGS),
    tiles=TILES,
    questions=QUESTIONS,
    prompt="You list resources of AWS accounts from a snapshot. Say how old it is. Write every number as "
    "its fact, such as [[f1-9c0e4b7a]].",
)
