"""What an AWS usage type says in its own name: the region it begins with, and what is metered."""

import re
from typing import Final

REGION_OF: Final = {
    "USE1": "us-east-1",
    "USE2": "us-east-2",
    "USW1": "us-west-1",
    "USW2": "us-west-2",
    "UGW1": "us-gov-west-1",
    "UGE1": "us-gov-east-1",
    "CAN1": "ca-central-1",
    "CAW1": "ca-west-1",
    "MXC1": "mx-central-1",
    "SAE1": "sa-east-1",
    "EU": "eu-west-1",
    "EUW1": "eu-west-1",
    "EUW2": "eu-west-2",
    "EUW3": "eu-west-3",
    "EUC1": "eu-central-1",
    "EUC2": "eu-central-2",
    "EUN1": "eu-north-1",
    "EUS1": "eu-south-1",
    "EUS2": "eu-south-2",
    "APN1": "ap-northeast-1",
    "APN2": "ap-northeast-2",
    "APN3": "ap-northeast-3",
    "APE1": "ap-east-1",
    "APS1": "ap-southeast-1",
    "APS2": "ap-southeast-2",
    "APS3": "ap-south-1",
    "APS4": "ap-southeast-3",
    "APS5": "ap-south-2",
    "APS6": "ap-southeast-4",
    "MES1": "me-south-1",
    "MEC1": "me-central-1",
    "AFS1": "af-south-1",
    "ILC1": "il-central-1",
    "CNN1": "cn-north-1",
    "CNW1": "cn-northwest-1",
}
"""The prefixes of usage types; without one the usage is in us-east-1 or in no region."""

_NEWER: Final = "(?:US|UG|UI|CA|MX|SA|EU|AP|ME|AF|IL|CN)[A-Z][1-9]"
"""How regions are written that are not in the table yet: part of the world, direction, number."""
_PREFIX: Final = re.compile(rf"(?:({'|'.join(REGION_OF)}|{_NEWER})-)(?=.)", re.IGNORECASE)

_METERED: Final = (
    (r"(Multi-AZUsage|InstanceUsage|MirrorUsage)\W*:?db", "hours of database instances"),
    (r"NodeUsage|^Node:", "hours of database or cache nodes"),
    (r"BoxUsage", "hours of EC2 instances at on-demand rates"),
    (r"SpotUsage", "hours of EC2 Spot instances"),
    (r"HeavyUsage", "hours of EC2 instances under a reservation"),
    (r"DedicatedUsage|HostUsage", "hours of EC2 instances on dedicated hardware"),
    (r"CPUCredits", "CPU credits of burstable instances beyond what they earn"),
    (r"NatGateway-Hours", "hours in which NAT gateways were provisioned"),
    (r"NatGateway-Bytes", "gigabytes processed by NAT gateways"),
    (r"NatGateway", "NAT gateways: hours provisioned and gigabytes processed"),
    (r"VpcEndpoint-Hours", "hours of interface endpoints"),
    (r"VpcEndpoint-Bytes", "gigabytes processed by endpoints"),
    (r"DataTransfer-Regional", "gigabytes sent between availability zones of one region"),
    (r"DataTransfer-Out|Out-Bytes", "gigabytes sent out to the internet"),
    (r"DataTransfer-In|In-Bytes", "gigabytes received"),
    (r"AWS-Out|AWS-In|DataXfer", "gigabytes sent between AWS regions"),
    (r"PublicIPv4:Idle|ElasticIP:Idle", "hours of public IPv4 addresses that nothing used"),
    (r"PublicIPv4|ElasticIP", "hours of public IPv4 addresses in use"),
    (r"LCUUsage", "capacity units that load balancers used"),
    (r"LoadBalancerUsage", "hours of load balancers"),
    (r"EBS:SnapshotUsage", "storage of EBS snapshots"),
    (r"EBS:VolumeUsage", "storage of EBS volumes, by the size they were given"),
    (r"EBS:Volume.*(IOPS|Throughput)|EBS:VolumeP-", "performance provisioned for EBS volumes"),
    (r"TimedStorage", "data stored, averaged over the month"),
    (r"EarlyDelete", "objects deleted before their storage class's shortest time"),
    (r"Fargate-(vCPU|ARM-vCPU)", "processor hours of containers on Fargate"),
    (r"Fargate", "memory hours and storage of containers on Fargate"),
    (r"AmazonEKS-Hours|perCluster", "hours of Kubernetes clusters' control planes"),
    (r"Lambda-GB-Second", "memory of functions by the seconds they ran"),
    (r"KMS-Requests", "requests to encryption keys"),
    (r"Requests?(-|$)", "requests"),
    (r"DataProcessing-Bytes", "gigabytes taken in"),
    (r"MetricMonitorUsage", "metrics kept"),
)


def without_region(usage_type: str) -> str:
    """A usage type's name without the region before it, in lower case."""
    return _PREFIX.sub("", usage_type, count=1).lower()


def without_region_as_spelled(usage_type: str) -> str:
    """A usage type's name without the region before it."""
    return _PREFIX.sub("", usage_type, count=1)


_SHORT_SIZE: Final = re.compile(r"(?<=[a-z0-9]\.)(\d*)xl(?=\.|$)")
"""RDS writes `db.m5.2xl` in some families and regions, and `db.r6g.2xlarge` in others."""


def meter_of(usage_type: str) -> str:
    """What is metered, as one name wherever it is: without the region, and with sizes written out."""
    return _SHORT_SIZE.sub(r"\1xlarge", without_region_as_spelled(usage_type))


def region_named(usage_type: str) -> str:
    """The code of the region that a usage type begins with; empty without one, and for one that is not known."""
    found = _PREFIX.match(usage_type)
    return REGION_OF.get(found[1].upper(), "") if found else ""


def in_plain_words(usage_type: str) -> str:
    """What is metered, in words; empty where the name is not known."""
    return next((words for pattern, words in _METERED if re.search(pattern, usage_type, re.IGNORECASE)), "")
