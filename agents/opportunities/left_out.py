"""Checks that public tools have and this product does not make, each with the reason: a list without gaps."""

from typing import Final

LEFT_OUT: Final[tuple[tuple[str, str], ...]] = (
    ("The smallest instance type of any family that fits",
     "Memory is known only where an agent runs; AWS Compute Optimizer's advice, which knows more, is in the list."),
    ("Instances and databases that run for long at on-demand prices",
     "Everything that runs would be told; `finops commitments plan` says what to buy for all of it together."),
    ("Commitments that end, exchanges of reservations",
     "Told by the savings agent, `finops watch` and the plan, which know the terms; AWS quotes an exchange."),
    ("Schedules for non-production by measured use",
     "Hours on the bill show what runs at night; that nobody uses it then, its metrics by the day do not."),
    ("Public IPv4 addresses in use that are not needed", "Which machines need one, neither bill nor account says."),
    ("Transit gateway and peering side by side", "Which of them traffic takes, only route tables of both ends say."),
    ("Traffic to the internet as something to save", "It is what the service is for; the cost agent ranks it by part."),
    ("EBS io2 as gp3", "It is bought for its durability and more than one attachment, which the bill does not show."),
    ("Lambda's memory by what it uses", "Only log lines have it; AWS Compute Optimizer's advice is in the list."),
    ("Fargate Spot, and EC2 machines of ECS by task", "Which tasks bear being stopped, the account does not say."),
    ("Storage of custom models, crawlers and query engines by their runs",
     "The bill names no resource that what they cost could be told of."),
    ("EMR releases and machines of old generations", "Its machines are told as EC2 instances."),
    ("Daily backups of non-production", "A plan's selections, and not its name, say what it backs up."),
    ("Services that grew, new products of the marketplace",
     "Told where costs are asked for: what changed, what is new, anomalies."),
    ("Accounts outside an organisation, resources without tags",
     "Told by the bill's own accounts and the tagging agent; no money is saved by itself."),
)  # fmt: skip
