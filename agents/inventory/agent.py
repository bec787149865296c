"""The inventory agent's declaration."""

from typing import Final

from account.reader import ACCOUNT
from agents.inventory.intents import QUESTIONS
from agents.inventory.params import ResourcesParams
from agents.inventory.resources import read_resources
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

AGENT = AgentDef(
    name="inventory",
    title="Inventory",
    description="Lists what is in the accounts: resources with their identity, where and in which state they are.",
    tools=(RESOURCES,),
    questions=QUESTIONS,
    prompt="You list resources of AWS accounts from a snapshot. Say how old it is. Write every number as "
    "its fact, such as [[f1-9c0e4b7a]].",
)
