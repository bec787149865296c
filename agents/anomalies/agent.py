"""The anomalies agent's declaration."""

from importlib.resources import files
from typing import Final

from agents.anomalies.intents import QUESTIONS
from agents.anomalies.params import AnomaliesParams
from agents.anomalies.result import read_anomalies
from agents.anomalies.words import present_anomalies
from agents.bill.caveats import with_caveats
from billing.source import BILL
from finops_core.tools.spec import AgentDef, ToolDef
from finops_core.tools.tile import Tile

ANOMALIES: Final = ToolDef(
    name="anomalies",
    description="Days on which a service in an account cost more than its own past lets expect, with what was "
    "expected, what it came to beyond that, and the usage type that rose most.",
    params=AnomaliesParams,
    read=with_caveats(read_anomalies),
    present=present_anomalies,
    needs=(BILL,),
)

AGENT = AgentDef(
    name="anomalies",
    title="Anomalies",
    description="Finds days that cost more than their past lets expect, and what rose on them.",
    tools=(ANOMALIES,),
    tiles=(
        Tile(
            name="anomalies",
            title="Anomalies",
            question="Were there any cost anomalies in the last 90 days?",
            tool="anomalies",
            kind="whole",
        ),
    ),
    questions=QUESTIONS,
    prompt=files("agents.anomalies").joinpath("prompt.md").read_text(encoding="utf-8"),
)
