"""All that the cost agent can be asked, in the order in which its intents are preferred."""

from agents.bill.subjects import named_things
from agents.cost.intents.bill_status import BILL_STATUS
from agents.cost.intents.changes import CHANGES
from agents.cost.intents.charge import CHARGE, explains
from agents.cost.intents.commitments import COMMITMENTS
from agents.cost.intents.comparison import COMMITMENT_FEES_COMPARED, COMPARISON
from agents.cost.intents.credits import CREDITS
from agents.cost.intents.follow_up import follow_up
from agents.cost.intents.forecast import FORECAST
from agents.cost.intents.invoices import INVOICES
from agents.cost.intents.run_rate import RUN_RATE
from agents.cost.intents.spend import COMMITMENT_FEES, SPEND
from agents.cost.intents.subject import about_cost
from agents.cost.intents.supposed import SUPPOSED
from agents.cost.intents.tag_coverage import TAG_COVERAGE, TAG_KEYS
from agents.cost.intents.usage import USAGE
from agents.cost.intents.weekdays import WEEKDAYS
from finops_core.questions.intents import AgentQuestions
from finops_core.questions.utterance import Utterance


def _stands_alone(said: Utterance) -> bool:
    return bool((said.of_credits and said.filters) or said.tag_list or about_cost(said) or explains(said))


QUESTIONS = AgentQuestions(
    intents=(
        SUPPOSED,
        FORECAST,
        BILL_STATUS,
        CHARGE,
        CREDITS,
        COMMITMENT_FEES_COMPARED,
        COMMITMENT_FEES,
        COMMITMENTS,
        TAG_KEYS,
        INVOICES,
        TAG_COVERAGE,
        USAGE,
        WEEKDAYS,
        RUN_RATE,
        CHANGES,
        COMPARISON,
        SPEND,
    ),
    stands_alone=_stands_alone,
    subject=named_things,
    follow_up=follow_up,
)
