"""An agent out of the view of a service: one tool, whose topics, words and questions the view declares."""

from typing import Any, Final, Literal, cast

from pydantic import Field, create_model

from agents.bill.absent import NotInBill
from agents.bill.caveats import with_caveats
from agents.views.params import ViewParams
from agents.views.result import View, read_view
from agents.views.spec import OVERVIEW, ServiceView
from agents.views.words import present_view
from billing.source import BILL
from finops_core.questions.intents import AgentQuestions
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import AgentDef, ToolDef

_ONE_OF: Final = cast("Any", Literal)


def service_agent(name: str, view: ServiceView, questions: AgentQuestions) -> AgentDef:
    """The agent called `name` that tells of one service: its tool `use` takes a topic of the view and where to look."""

    def read(params: ViewParams, context: ToolContext) -> View | NotInBill:
        return read_view(view, cast("Any", params).about, params, context)

    use = ToolDef(
        name="use",
        description=view.tells,
        params=_params(view),
        read=with_caveats(read),
        present=present_view,
        needs=(BILL,),
    )
    return AgentDef(
        name=name,
        title=view.name,
        description=f"Tells how {view.name} is used and what can be saved on it.",
        tools=(use,),
        questions=questions,
        prompt=f"You tell how {view.name} is used, and what could not be seen. Write every number as its fact, such as "
        "[[f1-9c0e4b7a]]. Never say that something was done.",
    )


def _params(view: ServiceView) -> type[ViewParams]:
    """Where to look, and what about: the overview or a topic of the view."""
    about = Field(OVERVIEW, description="What of it; the overview has everything.")
    return create_model(
        f"{view.name}Params",
        __base__=ViewParams,
        __doc__="Where to look, and what about.",
        about=(_ONE_OF[(OVERVIEW, *view.topics)], about),
    )
