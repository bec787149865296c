"""The one list of agents. A new agent is a folder and one line here."""

from agents.advice.agent import AGENT as ADVICE
from agents.anomalies.agent import AGENT as ANOMALIES
from agents.budgets.agent import AGENT as BUDGETS
from agents.cost.agent import AGENT as COST
from agents.inventory.agent import AGENT as INVENTORY
from agents.showback.agent import AGENT as SHOWBACK
from agents.tagging.agent import AGENT as TAGGING
from finops_core.tools.spec import AgentDef, Catalog

AGENTS: tuple[AgentDef, ...] = (COST, ADVICE, INVENTORY, ANOMALIES, BUDGETS, TAGGING, SHOWBACK)

CATALOG: Catalog = {agent.name: agent for agent in AGENTS}
