"""What the EC2 agent can be asked: how machines and volumes are used, what of them is too large or runs at night."""

from typing import Final

from agents.views.asked import LITTLE_USED, OLD_GENERATION, TOO_LARGE, TOO_LARGE_WORDS, phrases, use_questions, uses_of
from finops_core.questions.intents import Example

_NAMES: Final = ("ec2", "ec2 instances", "ec2 machines", "ec2 servers", "ec2 fleet", "ec2 usage", "ebs volumes",
                 "instances", "virtual machines", "compute instances")  # fmt: skip
_AT_NIGHT: Final = (
    "should we turn off at night", "can we turn off at night",
    "could we turn off at night",
    "should we switch off at night", "{it} run at night", "{it} run on weekends", "{it} run overnight",
    "{it} could be switched off at night",
    "{it} can be switched off at night", "{it} could be stopped at night", "{it} can be stopped at night",
    "{it} run nights and weekends", "{it} could be scheduled", "{it} can be scheduled",
)  # fmt: skip
_OFF: Final = tuple(
    f"{{it}} {modal} {off} {when}"
    for modal in ("could", "can", "should")
    for off in ("sleep", "be off", "be switched off", "be turned off", "be stopped", "be shut down", "be paused")
    for when in ("at night", "overnight", "on weekends", "nights and weekends", "on nights and weekends",
                 "outside office hours", "outside working hours")
)  # fmt: skip
_OLD: Final = (
    "{it} are of an old generation", "{it} are of an older generation", "{it} are previous generation",
    "{it} are outdated", "{it} run on old hardware", "old generations in {it}", "old generations of {it}",
)  # fmt: skip
_CLOSED_HOURS: Final = ", ".join(
    f"{off} {when}"
    for off in ("sleep", "be off", "be switched off", "be turned off", "be stopped", "be shut down", "be paused",
                "turn off", "switch off", "stop", "shut down", "turned off", "switched off", "paused", "parked",
                "be parked", "be scheduled off")
    for when in ("at night", "overnight", "at weekends", "on weekends", "over the weekend", "nights and weekends",
                 "on nights and weekends", "at nights and weekends", "at night and on weekends", "after hours",
                 "outside office hours", "outside working hours", "outside business hours")
)  # fmt: skip
QUESTIONS: Final = use_questions(
    "ec2_use",
    {
        "": uses_of(*_NAMES),
        "rightsize": phrases((*TOO_LARGE, *LITTLE_USED), _NAMES),
        "schedule": f"{phrases(_AT_NIGHT, _NAMES)}, {phrases(_OFF, ('ec2 instances', 'instances'))}",
        "generation": phrases(_OLD, _NAMES),
    },
    things="ec2, ec2 instances, ec2 instance, instances, machines, servers, virtual machines, vms, ec2 fleet, "
    "our fleet, boxes, ec2 boxes, compute instances, instance types, instance families",
    topics={"rightsize": TOO_LARGE_WORDS, "generation": OLD_GENERATION, "schedule": _CLOSED_HOURS},
    called="EC2",
    examples=(
        Example("any previous-generation instances we should upgrade", {"about": "generation"}),
        Example("which servers can we switch off overnight", {"about": "schedule"}),
        Example("old generation instances in eu-west-1", {"about": "generation", "region": ("eu-west-1",)}),
        Example("How is my EC2 used?", {}),
        Example("how well do we use our ec2 instances", {}),
        Example("EC2 utilisation", {}),
        Example("how busy are our EC2 instances in eu-west-1?", {"region": ("eu-west-1",)}),
        Example("give me an overview of our ec2", {}),
        Example("how efficiently do we use our EC2 fleet", {}),
        Example("utilization of my ebs volumes", {}),
        Example("what can be right-sized in EC2?", {"about": "rightsize"}),
        Example("which EC2 instances are too large?", {"about": "rightsize"}),
        Example("which instances have low CPU?", {"about": "rightsize"}),
        Example("what is the utilisation of our EC2 instances", {}),
        Example("which ec2 instances could be switched off at night?", {"about": "schedule"}),
        Example("which EC2 instances are of an old generation", {"about": "generation"}),
        Example("EC2 health check in us-east-1", {"region": ("us-east-1",)}),
    ),
    near_misses=(
        "how much is EC2",
        "what did EC2 cost last month",
        "EC2 usage by region",
        "which instances are idle?",
        "list my EC2 instances",
        "stop our EC2 instances at night",
        "how many EC2 hours did we use",
        "what is EC2",
    ),
)  # fmt: skip
