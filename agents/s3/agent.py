"""The S3 agent's declaration."""

from agents.s3.intents import QUESTIONS
from agents.s3.view import S3
from agents.views.service_agent import service_agent

AGENT = service_agent("s3", S3, QUESTIONS)
