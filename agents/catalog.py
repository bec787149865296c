"""The one list of agents. A new agent is a folder and one line here."""

from agents.advice.agent import AGENT as ADVICE
from agents.anomalies.agent import AGENT as ANOMALIES
from agents.budgets.agent import AGENT as BUDGETS
from agents.cost.agent import AGENT as COST
from agents.ec2.agent import AGENT as EC2
from agents.inventory.agent import AGENT as INVENTORY
from agents.knowledge.agent import AGENT as KNOWLEDGE
from agents.rds.agent import AGENT as RDS
from agents.s3.agent import AGENT as S3
from agents.showback.agent import AGENT as SHOWBACK
from agents.tagging.agent import AGENT as TAGGING
from finops_core.tools.spec import AgentDef, Catalog

AGENTS: tuple[AgentDef, ...] = (COST, ADVICE, INVENTORY, ANOMALIES, BUDGETS, TAGGING, SHOWBACK, EC2, S3, RDS, KNOWLEDGE)

CATALOG: Catalog = {agent.name: agent for agent in AGENTS}
