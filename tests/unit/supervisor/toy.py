"""A second agent, declared for tests: idle widgets, which are counted, ranked, and deleted."""

from collections.abc import Mapping

from pydantic import BaseModel

from agents.catalog import CATALOG
from finops_core.answers import Finding
from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, AnyTool, Catalog, Risk, ToolDef, as_found


class WidgetParams(BaseModel):
    period: str = ""
    region: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    top_n: int | None = None
    kind: str = ""


def nothing(params: WidgetParams, context: ToolContext) -> Finding:
    return Finding(headline="No widget is idle.")


def slots(said: Utterance) -> Args | None:
    """Period, region, team and how many: filters of other fields are none of this agent's."""
    if said.period is None or not said.filters.keys() <= {"region", "team"}:
        return None
    args: Args = {**said.filters}
    if said.period:
        args["period"] = said.period
    if said.top_n:
        args["top_n"] = said.top_n
    return args


def growth(said: Utterance) -> Args | None:
    args = slots(said)
    return None if args is None else {**args, "kind": "growth"}


IDLE = Intent(
    name="idle",
    tool="idle_widgets",
    takes=names("idle_widgets periods filters top_n order listing total"),
    needs=(names("idle_widgets"),),
    arguments=slots,
    examples=(
        Example("show idle widgets", {}),
        Example("which idle widgets do we have in eu-west-1", {"region": ("eu-west-1",)}),
        Example("idle widgets of last month", {"period": "last_month"}),
        Example("list the top 5 idle widgets", {"top_n": 5}),
        Example("unused widgets of team search", {"team": ("search",)}),
    ),
    near_misses=("what do idle widgets cost", "widgets", "delete the idle widgets", "idle hands"),
)
GROWTH = Intent(
    name="growth",
    tool="idle_widgets",
    takes=names("widget_growth periods filters"),
    needs=(names("widget_growth"),),
    arguments=growth,
    examples=(Example("widget growth last month", {"period": "last_month", "kind": "growth"}),),
    near_misses=("cost growth last month",),
)
DELETION = Intent(
    name="deletion",
    tool="delete_widgets",
    takes=names("idle_widgets filters"),
    needs=(names("idle_widgets"),),
    arguments=slots,
    examples=(
        Example("delete the idle widgets", {}),
        Example("please delete all idle widgets in us-east-1", {"region": ("us-east-1",)}),
        Example("can you clean up unused widgets of team search", {"team": ("search",)}),
    ),
    near_misses=("show idle widgets", "which idle widgets were deleted"),
)


def _tool(name: str, risk: Risk = Risk.READ) -> AnyTool:
    return ToolDef(name=name, description="Widgets.", params=WidgetParams, read=nothing, present=as_found, risk=risk)


WIDGETS = AgentDef(
    name="widgets",
    title="Widgets",
    description="Knows which widgets are idle.",
    tools=(_tool("idle_widgets"), _tool("delete_widgets", Risk.DESTROY)),
    questions=AgentQuestions(
        cues=(
            Cue(name="idle_widgets", nouns={"": "idle widget, unused widget"}),
            Cue(name="widget_growth", phrases={"": "widget growth, growth of widgets, growth"}),
        ),
        intents=(IDLE, GROWTH, DELETION),
    ),
)

WITH_WIDGETS: Catalog = {**CATALOG, "widgets": WIDGETS}
STEPS: Mapping[str, tuple[str, Args]] = {
    example.text: (intent.tool, dict(example.args))
    for intent in WIDGETS.questions.intents
    for example in intent.examples
}
