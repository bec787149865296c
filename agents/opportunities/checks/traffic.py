"""Traffic, requests and the like that cost so much that somebody should look at them."""

from typing import Final

from agents.opportunities.opportunity import Check, SavingClass
from agents.opportunities.rules import cost_from, worth_a_look

ECR: Final = frozenset({"AmazonECR", "Amazon EC2 Container Registry (ECR)", "Amazon Elastic Container Registry"})


def _review(
    name: str,
    title: str,
    *meters: str,
    least: str,
    unseen: str,
    remedy: str,
    services: frozenset[str] = frozenset(),
) -> Check:
    return Check(
        id=name,
        title=title,
        saving_class=SavingClass.REVIEW,
        rule="The cost a month of the resource is at least the limit, for 30 days and still at the bill's end.",
        unseen=unseen,
        remedy=remedy,
        source="union of public checks",
        find=worth_a_look(*meters, services=services),
        limits=cost_from(least),
        effort="medium",
    )


CHECKS: Final = (
    _review(
        "nat-gateway-traffic", "Much traffic through a NAT gateway", "NatGateway-Bytes", "NatGateway-Prvd-Bytes",
        "RegionalNatGateway-Bytes",
        least="100", unseen="The bill does not show where the traffic goes.",
        remedy="Reach S3 and DynamoDB over gateway endpoints, other services over interface endpoints.",
    ),
    _review(
        "cross-zone-traffic", "Much traffic between availability zones",
        "DataTransfer-Regional-Bytes", "DataTransfer-xAZ-*-Bytes",
        least="50", unseen="The bill does not show what talks to what.",
        remedy="Keep clients and servers of one flow in one zone; switch cross-zone load balancing off where it fits.",
    ),
    _review(
        "cross-region-traffic", "Much traffic between regions", "*AWS-Out-Bytes", "*AWS-Out-ABytes",
        least="50", unseen="The bill does not show what is copied, or whether a copy is asked for by law.",
        remedy="Copy less or compressed; keep readers in the region of their data.",
    ),
    _review(
        "key-requests", "Many requests to an encryption key", "*KMS-Requests*",
        least="25", unseen="The bill does not show who asks.",
        remedy="Switch S3 Bucket Keys on; cache data keys.",
    ),
    _review(
        "trail-data-events", "Many data events in a trail", "DataEventsRecorded", "InsightsEvents*",
        least="25", unseen="The bill does not show which buckets, tables and functions are recorded.",
        remedy="Record only what an audit needs, by advanced event selectors.",
    ),
    _review(
        "burst-credits", "Burstable instance that pays for credits", "CPUCredits:*",
        least="5", unseen="The bill does not show how busy the processor is hour by hour.",
        remedy="Use an instance that is not burstable, or standard instead of unlimited credits.",
    ),
    _review(
        "fast-snapshot-restore", "Fast snapshot restore that is left on", "EBS:FastSnapshotRestore*",
        least="1", unseen="The bill does not show whether volumes are still made from the snapshot.",
        remedy="Switch fast snapshot restore off for the snapshot.",
    ),
    _review(
        "stream-retention", "Kinesis stream that keeps data for longer than a day",
        "Extended-ShardHour", "LongTermRetention-ByteHrs", "OnDemand-ByteHrs-*",
        least="10", unseen="The bill does not show how far back readers read.",
        remedy="Shorten the retention to what a restart of the readers needs.",
    ),
    _review(
        "image-storage", "Much storage of container images", "TimedStorage-ByteHrs", services=ECR,
        least="25", unseen="The bill does not show which images are still pulled.",
        remedy="Add a lifecycle policy that expires untagged and old images.",
    ),
    _review(
        "spice-capacity", "QuickSight memory that is bought beside the users'", "QS-*SPICE*",
        least="25", unseen="The bill does not show how much of it data sets fill.",
        remedy="Release what is above the peak in QuickSight's capacity page, or let it be bought as it is needed.",
    ),
    _review(
        "custom-certificate-address", "CloudFront with IP addresses of its own", "*SSL-Cert-Custom*",
        least="1", unseen="The bill does not show clients that know no server name indication.",
        remedy="Serve the certificate by server name indication, which is free.",
    ),
)  # fmt: skip
