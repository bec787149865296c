"""The knowledge agent's declaration."""

from typing import Final

from agents.knowledge.explained import present_explained, read_explained
from agents.knowledge.intents import QUESTIONS
from agents.knowledge.params import ExplainParams
from finops_core.tools.spec import AgentDef, ToolDef

EXPLAIN: Final = ToolDef(
    name="explain",
    description="Explains a term of cloud bills (FOCUS columns, Savings Plans, reservations, credits, data transfer, "
    "budgets, tags), or how accurate this product is and what it reads, from written articles with their sources.",
    params=ExplainParams,
    read=read_explained,
    present=present_explained,
)

AGENT = AgentDef(
    name="knowledge",
    title="Knowledge",
    description="Explains what words of a cloud bill mean and how this product works. It knows no amounts.",
    tools=(EXPLAIN,),
    questions=QUESTIONS,
    prompt="Cite the article's paragraphs by their facts, and name the article and its sources.",
)
