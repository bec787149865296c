"""The EC2 agent's declaration."""

from agents.ec2.intents import QUESTIONS
from agents.ec2.view import EC2
from agents.views.service_agent import service_agent

AGENT = service_agent("ec2", EC2, QUESTIONS)
