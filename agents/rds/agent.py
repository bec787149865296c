"""The RDS agent's declaration."""

from agents.rds.intents import QUESTIONS
from agents.rds.view import RDS
from agents.views.service_agent import service_agent

AGENT = service_agent("rds", RDS, QUESTIONS)
