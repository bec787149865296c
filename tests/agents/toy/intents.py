"""What the agent can be asked."""

from finops_core.questions.intents import AgentQuestions, Cue, Example, Intent, names
from finops_core.questions.utterance import Args, Utterance


def _region(said: Utterance) -> Args | None:
    """The region, if one is named. Other filters, and periods, are none of this agent's."""
    return dict(said.filters) if said.filters.keys() <= {"region"} else None


HERE = {"region": ("eu-west-1",)}
LISTED = Intent(
    name="log_groups",
    tool="log_groups",
    takes=names("log_groups filters listing total"),
    needs=(names("log_groups"),),
    arguments=_region,
    examples=(
        Example("show my log groups", {}),
        Example("which log groups do we have?", {}),
        Example("list the log groups in eu-west-1", HERE),
        Example("list all log groups", {}),
        Example("show the cloudwatch log groups", {}),
        Example("which log groups do I have in eu-west-1", HERE),
        Example("show me all our log groups", {}),
        Example("log groups in eu-west-1", HERE),
        Example("what log groups are there", {}),
        Example("list our cloudwatch log groups in eu-west-1", HERE),
    ),
    near_misses=(
        "what do log groups cost",
        "which endless log groups are there",
        "cap the endless log groups",
        "log groups last month",
        "show my groups",
    ),
)
ENDLESS = Intent(
    name="endless_log_groups",
    tool="endless_log_groups",
    takes=names("log_groups endless filters listing total"),
    needs=(names("log_groups"), names("endless")),
    arguments=_region,
    examples=(
        Example("which log groups are kept forever?", {}),
        Example("show endless log groups", {}),
        Example("list log groups without retention", {}),
        Example("which log groups never expire", {}),
        Example("log groups without a limit in eu-west-1", HERE),
        Example("show the log groups that never expire", {}),
        Example("list the endless log groups in eu-west-1", HERE),
        Example("which of our log groups are kept forever in eu-west-1", HERE),
        Example("list all log groups with no retention", {}),
        Example("endless log groups", {}),
    ),
    near_misses=(
        "show my log groups",
        "cap the endless log groups",
        "what do endless log groups cost",
        "endless meetings",
        "which endless log groups did we have last month",
    ),
)
LIMITED = Intent(
    name="limit_log_groups",
    tool="limit_log_groups",
    takes=names("log_groups endless filters"),
    needs=(names("log_groups"), names("endless")),
    arguments=_region,
    examples=(
        Example("cap the endless log groups", {}),
        Example("please cap all endless log groups", {}),
        Example("trim the endless log groups in eu-west-1", HERE),
        Example("can you cap log groups without retention", {}),
        Example("could you trim the log groups that never expire", {}),
        Example("please trim endless log groups in eu-west-1", HERE),
        Example("cap the cloudwatch log groups without a limit", {}),
        Example("prune the endless log groups", {}),
        Example("please prune the log groups without retention in eu-west-1", HERE),
        Example("can you prune endless log groups", {}),
    ),
    near_misses=(
        "show endless log groups",
        "cap the log groups",
        "which endless log groups were capped",
        "cap the S3 spend",
        "trim endless meetings",
    ),
)
QUESTIONS = AgentQuestions(
    cues=(
        Cue(name="log_groups", nouns={"": "log group, cloudwatch log group"}),
        Cue(
            name="endless",
            phrases={
                "": "endless, kept forever, without retention, without a retention, without a limit, "
                "with no retention, never expire, that never expire"
            },
        ),
    ),
    intents=(LISTED, ENDLESS, LIMITED),
)
