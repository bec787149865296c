"""What the EC2 agent looks at."""

from typing import Final

from agents.opportunities.opportunity import SavingClass
from agents.views.spec import Counted, ServiceView, Topic

EC2: Final = ServiceView(
    name="EC2",
    service="EC2",
    codes=frozenset({"AmazonEC2", "EC2", "EBS"}),
    tells="How EC2 is used: its cost by kind of usage, what is idle, too large, of an older generation or on at "
    "night, and how many instances, volumes and addresses there are, from the bill and a snapshot of the account.",
    topics={
        "idle": Topic(
            words="what is idle",
            checks=frozenset({
                "ec2-idle", "ec2-gpu-idle", "ec2-stopped-long", "asg-idle", "ec2-host-empty",
                "capacity-reservation-unused",
                "ebs-unattached", "ebs-idle", "ebs-on-stopped-instance", "ebs-magnetic-idle", "ebs-snapshot-no-image",
                "ebs-snapshot-orphan", "ebs-snapshot-copy-left", "ebs-snapshot-of-unused-image", "ebs-snapshot-old",
                "ami-unused",
                "fast-snapshot-restore", "public-ipv4-idle", "public-ipv4-on-stopped-instance", "public-ipv4-twin",
            }),
            deeds=frozenset({SavingClass.WASTE}),
        ),
        "rightsize": Topic(
            words="what is larger or costs more than it needs to",
            checks=frozenset({
                "ec2-oversized", "ec2-very-large", "ebs-low-use", "asg-floor-too-high", "asg-static",
                "ebs-gp3-iops-unused", "ebs-snapshot-archive",
                "ebs-gp3-throughput-unused", "ebs-io-very-high", "ebs-magnetic", "ebs-gp2", "ebs-io1",
                "burst-credits", "ec2-surplus-credits", "sql-server-over-limit", "sql-server-small",
                "ec2-detailed-monitoring",
            }),
            deeds=frozenset({SavingClass.RIGHTSIZE}),
        ),
        "generation": Topic(
            words="older generations and processors",
            checks=frozenset({"ec2-previous-generation", "ec2-graviton", "dedicated-tenancy", "ec2-dedicated-tenancy"}),
            deeds=frozenset({SavingClass.MODERNISE}),
        ),
        "schedule": Topic(
            words="what runs at night and on weekends", checks=frozenset({"non-production-always-on"}),
        ),
    },
    counted=(
        Counted(kind="ec2:instance", many="EC2 instances", by="state"),
        Counted(kind="ec2:instance", many="EC2 instances by type", by="type"),
        Counted(kind="ec2:volume", many="EBS volumes", by="state"),
        Counted(kind="ec2:volume", many="EBS volumes by type", by="type"),
        Counted(kind="ec2:address", many="Elastic IP addresses", by="associated", flags=("in use", "unused")),
        Counted(kind="autoscaling:group", many="Auto Scaling groups", by="policies"),
    ),
    adds="how busy processors, network and volumes are, what is stopped and what is attached to nothing, a snapshot "
    "of the account shows.",
    suggestions=("Which EC2 instances can be right-sized?", "What is idle in EC2?", "What did EC2 cost by region?"),
)  # fmt: skip
